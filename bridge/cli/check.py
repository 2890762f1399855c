"""`doctor`: is everything there?"""

import json
from dataclasses import asdict

import click

from bridge.cli.process import context
from bridge.services import health


@click.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """Check every dependency; exit 0 only if all is well."""
    checks = health.full(context())
    if as_json:
        click.echo(
            json.dumps({"ok": all(c.ok for c in checks), "checks": [asdict(c) for c in checks]})
        )
    else:
        for found in checks:
            click.echo(f"{'ok  ' if found.ok else 'FAIL'}  {found.name}: {found.says}")
    if not all(found.ok for found in checks):
        raise SystemExit(1)

"""`db` and `apply`: the schema, and the helpdesk's set-up."""

import tomllib
from pathlib import Path
from typing import Any

import click

from bridge.cli.process import configured, context
from bridge.domain.errors import Invalid
from bridge.services import set_up
from bridge.services.incoming_mail import inlets
from bridge.wiring import downgrade, migrate, schema_state


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
def upgrade() -> None:
    """Bring the database to this version's schema; makes it when there is none."""
    migrate(configured())
    click.echo("The database is up to date.")


@db.command("downgrade")
@click.argument("revision")
def downgrade_(revision: str) -> None:
    """Go back to REVISION (`base` empties the database)."""
    downgrade(configured(), revision)
    click.echo(f"The database is at {revision}.")


@db.command("check")
def check_() -> None:
    """Tell whether the database has this version's schema; exit 1 if not."""
    faults = schema_state(configured())
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("The database is up to date.")


@click.command("apply")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
def apply_file(file: Path, dry_run: bool) -> None:
    """Make the helpdesk as FILE (TOML) says: company, hours, mailboxes, vendors, sites, forms."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"{file} is not valid TOML: {error}") from error
    _read_keys(table, file.parent)
    ctx = context()
    lines = set_up.apply(ctx, table, dry_run=dry_run)
    click.echo("\n".join(lines) if lines else "Nothing differs.")
    if lines and not dry_run:
        for mailbox, fault in inlets.anchor(ctx):
            click.echo(f"mailbox {mailbox}.imap: {fault or 'read from now on'}")


def _read_keys(table: dict[str, Any], folder: Path) -> None:
    """A mailbox's `dkim_key_file` becomes its `dkim_key`; paths are relative to the set-up file."""
    rows = table.get("mailboxes", [])
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict) or "dkim_key_file" not in row:
            continue
        path = folder / str(row.pop("dkim_key_file"))
        try:
            row["dkim_key"] = path.read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            why = f"{path} can't be read: {error}"
            raise Invalid(why, field="mailboxes.dkim_key_file") from error

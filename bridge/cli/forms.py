"""`form`: the forms of the sites, and which of their fields is what."""

import json
from dataclasses import asdict

import click

from bridge.cli.process import context
from bridge.domain.actor import Actor
from bridge.domain.forms import ROLES
from bridge.domain.words import ActorKind
from bridge.services.forms import form_mapping
from bridge.services.forms.form_mapping import FormPage, FormView

ADMINISTRATOR = Actor(ActorKind.SYSTEM, "command line")
BY_SHAPE, NONE = "?", "-"


@click.group()
def form() -> None:
    """Forms of the sites: which field is the name, the address, the question."""


@form.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> None:
    """Every form that ever sent something; those whose fields changed first."""
    rows = form_mapping.overview(context())
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], default=str))
        return
    for row in rows:
        click.echo(f"{row.site}  {row.key}  {row.title}  {_mapped(row)}".rstrip())
        if row.missing:
            click.echo(
                f"      changed: {row.missing_fields} missing since {row.missing_since:%F %R}"
            )
    if not rows:
        click.echo("No form sent anything so far.")


@form.command("map")
@click.argument("site")
@click.argument("form")
@click.argument("fields", nargs=-1, metavar="[ROLE=FIELD]...")
@click.option("--clear", is_flag=True, help="Find every field by its shape again.")
def map_(site: str, form: str, fields: tuple[str, ...], clear: bool) -> None:
    """Say which field of FORM (plugin:id, as `form list` prints it) is what.

    ROLE is name, email, subject, topic or message. FIELD is a field's name, "-" for none, or "?" to
    find it by its shape. Roles that are not named stay. Without any, shows the form's fields.
    """
    ctx = context()
    form_id = form_mapping.find(ctx, site, form)
    shown = form_mapping.page(ctx, form_id)
    if fields or clear:
        mapping = {} if clear else dict(shown.form.mapping)
        for role, name in map(_pair, fields):
            mapping.pop(role, None)
            if name != BY_SHAPE:
                mapping[role] = "" if name == NONE else name
        form_mapping.change(ctx, ADMINISTRATOR, form_id, mapping)
        shown = form_mapping.page(ctx, form_id)
        _warn(shown)
    _show(shown)


def _pair(text: str) -> tuple[str, str]:
    role, given, name = text.partition("=")
    if not given or not name or role not in ROLES:
        raise click.UsageError(f"{text!r} is not ROLE=FIELD; ROLE is one of: {', '.join(ROLES)}.")
    return role, name


def _warn(page: FormPage) -> None:
    known = {field.name for field in page.fields}
    for role, name in page.form.mapping.items():
        if name and name not in known:
            click.echo(f"No submission so far has a field {name!r} ({role}).", err=True)


def _show(page: FormPage) -> None:
    by_field: dict[str, list[str]] = {}
    for role, name in page.form.mapping.items():
        by_field.setdefault(name, []).append(role)
    for field in page.fields:
        roles = ", ".join(by_field.get(field.name, ()))
        click.echo(f"{field.name}  {field.label}  ({field.kind})  {roles}".rstrip())
    guessed = [role for role in ROLES if role not in page.form.mapping]
    if guessed:
        click.echo(f"Found by shape: {', '.join(guessed)}")


def _mapped(row: FormView) -> str:
    pairs = [f"{role}={name or NONE}" for role, name in row.mapping.items()]
    return f"({' '.join(pairs)})" if pairs else "(found by shape)"

"""`user` and `token`: who may come in."""

import click

from bridge.cli.process import context, read_secret
from bridge.domain.words import Role
from bridge.services.agents import accounts


@click.group()
def user() -> None:
    """Agents and other staff."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.AGENT.value)
@click.option("--name", default="", help="As customers see it; by default from the address.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, role: str, name: str, language: str, password_stdin: bool) -> None:
    """Add EMAIL, or give a known one a new role and password (which ends their logins)."""
    password = read_secret("Password", from_stdin=password_stdin)
    added = accounts.add_agent(context(), email, name, role, password, language)
    click.echo(f"{added.email} is {added.role}.")


@click.group()
def token() -> None:
    """Tokens for the REST API."""


@token.command()
@click.option("--name", required=True)
@click.option("--scope", "scopes", multiple=True, type=click.Choice(accounts.SCOPES), required=True)
def create(name: str, scopes: tuple[str, ...]) -> None:
    """Make a token; it is shown this once."""
    click.echo(accounts.create_token(context(), name, scopes))

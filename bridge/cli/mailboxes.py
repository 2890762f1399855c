"""`mailbox`: an account at Google or Microsoft lets us send and read in its name."""

import secrets
import threading
from urllib.parse import urlsplit

import click

from bridge.cli.process import context, read_secret
from bridge.domain.mail_providers import Provider
from bridge.services.mailboxes import mail_grants
from bridge.services.mailboxes.mail_grants import Request
from bridge.wiring import Context

REDIRECT = "http://127.0.0.1:8765/"
"""Where the provider sends the browser back; nothing listens there: the address is pasted."""


@click.group()
def mailbox() -> None:
    """Mailboxes that mail leaves from."""


@mailbox.command()
@click.argument("slug")
@click.option("--provider", type=click.Choice([str(one) for one in Provider]), required=True)
@click.option("--client-id", required=True, help="Of your registration at the provider.")
@click.option("--client-secret-stdin", is_flag=True, help="Read the client's secret from stdin.")
@click.option("--account", default="", help="The account's address, if not the mailbox's.")
@click.option("--authority", default="", help="The provider's address, for one tenant or cloud.")
@click.option("--redirect", default=REDIRECT, show_default=True, help="As registered.")
def authorize(
    slug: str,
    provider: str,
    client_id: str,
    client_secret_stdin: bool,
    account: str,
    authority: str,
    redirect: str,
) -> None:
    """Let mailbox SLUG send and read as its account, without a password of ours."""
    secret = read_secret("Client secret", from_stdin=True) if client_secret_stdin else ""
    ctx = context()
    asked = mail_grants.request(
        ctx, slug, provider, client_id, secret, account=account, authority=authority
    )
    if asked.client.device_url:
        _by_device(ctx, asked)
    else:
        _by_code(ctx, asked, redirect)
    click.echo(f"Mailbox {slug} now sends and reads as {asked.account}.")


@mailbox.command()
@click.argument("slug")
def withdraw(slug: str) -> None:
    """Forget the account's consent; the mailbox goes back to its password."""
    mail_grants.withdraw(context(), slug)
    click.echo(f"Mailbox {slug} uses its password again. End the consent at the provider too.")


def _by_device(ctx: Context, asked: Request) -> None:
    """RFC 8628: the person types a code on any device."""
    code = mail_grants.device_code(ctx, asked)
    click.echo(f"Open {code.verification_url} as {asked.account} and type: {code.user_code}")
    ended = ctx.clock.now() + code.expires_in
    pause = threading.Event()
    while not mail_grants.poll(ctx, asked, code):
        if ctx.clock.now() > ended:
            raise click.ClickException("The code has run out; start again.")
        pause.wait(code.interval.total_seconds())


def _by_code(ctx: Context, asked: Request, redirect: str) -> None:
    """RFC 6749, 4.1 with PKCE: the person pastes the address that the browser was sent to."""
    state, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
    url = ctx.token_server.consent_url(asked.client, redirect, state, verifier, asked.account)
    click.echo(f"Open this address as {asked.account} and agree:\n\n{url}\n")
    click.echo(
        f"The browser then ends at an address that begins with {redirect} and may show an error."
    )
    answer = click.prompt("Paste that address").strip()
    if urlsplit(answer).query.find("code=") < 0:
        raise click.ClickException("That address holds no code; did the provider refuse?")
    mail_grants.take_answer(ctx, asked, answer, redirect, state, verifier)

"""A mailbox's account agrees that we send and read in its name; its tokens are kept fresh."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bridge.domain.errors import Invalid, NotFound, TokenRefused
from bridge.domain.mail_providers import Provider, endpoints
from bridge.domain.ports import (
    AccessToken,
    Clock,
    DeviceCode,
    OAuthClient,
    SecretBox,
    Tokens,
    TokenServer,
)
from bridge.services.context import Context
from bridge.store.mailboxes import Mailbox, MailGrant
from bridge.store.session import Database, Transaction

log = structlog.get_logger()

AHEAD = timedelta(minutes=5)
"""A token that ends sooner is refreshed before it is used."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a provider, for one mailbox."""

    mailbox: str
    account: str
    provider: Provider
    client: OAuthClient


def request(
    ctx: Context,
    mailbox: str,
    provider: str,
    client_id: str,
    client_secret: str = "",
    *,
    account: str = "",
    authority: str = "",
) -> Request:
    """`account` empty: the mailbox's own address. Raises NotFound, Invalid."""
    if provider not in tuple(Provider):
        raise Invalid(f"The provider must be one of: {', '.join(Provider)}.", field="provider")
    if not client_id.strip():
        raise Invalid("The client id of your registration is needed.", field="client_id")
    chosen = Provider(provider)
    where = endpoints(chosen, authority)
    with ctx.reading() as tx:
        row = _mailbox(tx, mailbox)
    client = OAuthClient(
        client_id=client_id.strip(),
        client_secret=client_secret.strip(),
        token_url=where.token_url,
        scope=where.scope,
        device_url=where.device_url,
        authorize_url=where.authorize_url,
    )
    return Request(mailbox, account.strip() or row.address, chosen, client)


def device_code(ctx: Context, asked: Request) -> DeviceCode:
    """Raises TokenRefused."""
    return ctx.token_server.device_code(asked.client)


def poll(ctx: Context, asked: Request, code: DeviceCode) -> bool:
    """Whether the person has agreed by now; then the grant is stored. Raises TokenRefused."""
    tokens = ctx.token_server.poll(asked.client, code)
    if tokens is None:
        return False
    _keep(ctx, asked, tokens)
    return True


def take_answer(
    ctx: Context, asked: Request, answer: str, redirect_uri: str, state: str, verifier: str
) -> None:
    """`answer`: the address that the browser was sent back to. Raises TokenRefused."""
    tokens = ctx.token_server.exchange(asked.client, answer, redirect_uri, state, verifier)
    _keep(ctx, asked, tokens)


def withdraw(ctx: Context, mailbox: str) -> None:
    """The mailbox goes back to its password. Raises NotFound."""
    with ctx.transaction() as tx:
        grant = tx.mailboxes.grant(_mailbox(tx, mailbox).id)
        if grant is None:
            raise NotFound("This mailbox has no grant.")
        tx.mailboxes.drop_grant(grant)


class StoredTokens:
    """Fulfils the port AccessTokens from the grants in the database."""

    def __init__(
        self, database: Database, clock: Clock, secrets: SecretBox, server: TokenServer
    ) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._server = server

    def token(self, mailbox: str) -> AccessToken | None:
        with self._database.reading() as tx:
            row = tx.mailboxes.by_slug(mailbox)
            grant = tx.mailboxes.grant(row.id) if row else None
        if grant is None:
            return None
        kept = json.loads(self._secrets.open(grant.secrets_sealed))
        if grant.expires_at - self._clock.now() > AHEAD:
            return AccessToken(grant.account, kept["access_token"], grant.expires_at)
        return self._refreshed(mailbox, grant, kept)

    def _refreshed(self, mailbox: str, grant: MailGrant, kept: dict[str, str]) -> AccessToken:
        """Two processes may refresh at once: providers allow it, and the later answer stays."""
        client = OAuthClient(grant.client_id, kept["client_secret"], grant.token_url, grant.scope)
        try:
            tokens = self._server.refresh(client, kept["refresh_token"])
        except TokenRefused as refusal:
            self._note(grant.mailbox_id, refusal.why)
            log.warning("no access token", mailbox=mailbox, why=refusal.why)
            raise
        now = self._clock.now()
        with self._database.transaction() as tx:
            current = tx.mailboxes.grant(grant.mailbox_id)
            if current is not None:
                _fill(current, self._secrets, client, tokens, kept["refresh_token"], now)
        return AccessToken(grant.account, tokens.access_token, now + tokens.expires_in)

    def _note(self, mailbox_id: int, why: str) -> None:
        with self._database.transaction() as tx:
            current = tx.mailboxes.grant(mailbox_id)
            if current is not None:
                current.last_error = why


def _keep(ctx: Context, asked: Request, tokens: Tokens) -> None:
    if not tokens.refresh_token:
        raise TokenRefused(
            "The provider gave no refresh token: let the registration ask for offline access.",
            permanent=True,
        )
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row = _mailbox(tx, asked.mailbox)
        grant = tx.mailboxes.grant(row.id)
        if grant is None:
            grant = MailGrant(mailbox_id=row.id)
            tx.mailboxes.add(grant)
        grant.provider, grant.account = asked.provider, asked.account
        grant.client_id, grant.token_url = asked.client.client_id, asked.client.token_url
        grant.scope = asked.client.scope
        _fill(grant, ctx.secrets, asked.client, tokens, tokens.refresh_token, now)
    log.info("mailbox authorised", mailbox=asked.mailbox, provider=asked.provider)


def _fill(
    grant: MailGrant,
    secrets: SecretBox,
    client: OAuthClient,
    tokens: Tokens,
    refresh_token: str,
    now: datetime,
) -> None:
    grant.secrets_sealed = secrets.seal(
        json.dumps(
            {
                "client_secret": client.client_secret,
                "refresh_token": tokens.refresh_token or refresh_token,
                "access_token": tokens.access_token,
            }
        )
    )
    grant.expires_at, grant.refreshed_at = now + tokens.expires_in, now
    grant.last_error = None


def _mailbox(tx: Transaction, slug: str) -> Mailbox:
    row = tx.mailboxes.by_slug(slug)
    if row is None:
        raise NotFound("There is no such mailbox.", field="mailbox")
    return row

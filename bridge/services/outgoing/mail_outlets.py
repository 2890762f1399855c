"""How each mailbox sends: its server, its access, its key, and where its sent mail can be seen."""

from dataclasses import dataclass, replace

from bridge.domain import inlet_places
from bridge.domain.errors import DeliveryFailed, TokenRefused
from bridge.domain.mail_providers import Provider, endpoints
from bridge.domain.ports import DkimKey, ImapAccount, MailAccount, OutgoingMail
from bridge.services.context import Context
from bridge.store.mailboxes import Mailbox


@dataclass(frozen=True, slots=True)
class Outlet:
    """`copy_to`: where a copy of each mail goes as evidence; empty for nowhere."""

    account: MailAccount
    copy_to: str = ""

    def of(self, mail: OutgoingMail) -> OutgoingMail:
        return replace(mail, account=self.account, copy_to=self.copy_to)


OWN = Outlet(MailAccount())


def outlet(ctx: Context, slug: str | None) -> Outlet:
    """Raises DeliveryFailed when the mailbox has a grant and no token is to be had."""
    with ctx.reading() as tx:
        row = tx.mailboxes.by_slug(slug) if slug else None
        grant = tx.mailboxes.grant(row.id) if row else None
    if row is None:
        return OWN
    account = described(ctx, row)
    if grant is not None:
        try:
            token = ctx.access_tokens.token(row.slug)
        except TokenRefused as refusal:
            raise DeliveryFailed(f"no access to {grant.account}: {refusal.why}") from refusal
        if token is not None:
            url = account.smtp_url or endpoints(Provider(grant.provider)).smtp_url
            account = replace(account, smtp_url=url, user=token.account, access_token=token.token)
    return Outlet(account, row.address if row.copies_itself else "")


def described(ctx: Context, row: Mailbox) -> MailAccount:
    """Its server and key, without a token."""
    opened = ctx.secrets.open
    key = None
    if row.dkim_key_sealed and row.dkim_selector:
        domain = row.dkim_domain or row.address.partition("@")[2]
        key = DkimKey(row.dkim_selector, domain, opened(row.dkim_key_sealed))
    url = opened(row.smtp_sealed) if row.smtp_sealed else None
    return MailAccount(smtp_url=url, dkim=key)


def sent_account(ctx: Context, slug: str | None) -> ImapAccount | None:
    """Where mail that the mailbox sent can be seen; None when nowhere.

    The account that it is read from will do where each mail has a copy to the mailbox: without
    one, not finding a mail there would say nothing.
    """
    with ctx.reading() as tx:
        row = tx.mailboxes.by_slug(slug) if slug else None
        grant = tx.mailboxes.grant(row.id) if row else None
        inlet = tx.inlets.of_mailbox(row.id) if row and row.copies_itself else None
    if row is None:
        return None
    url = ctx.secrets.open(row.sent_imap_sealed) if row.sent_imap_sealed else ""
    if not url and inlet is not None and inlet.password_sealed is not None:
        place, _ = inlet_places.read(inlet.url, "imap")
        url = inlet_places.with_password(place, ctx.secrets.open(inlet.password_sealed))
    if grant is None:
        return ImapAccount(url) if url else None
    try:
        token = ctx.access_tokens.token(row.slug)
    except TokenRefused:
        token = None
    url = url or endpoints(Provider(grant.provider)).imap_url
    if token is None:
        return ImapAccount(url)
    return ImapAccount(url, token.account, token.token)

"""The mailboxes as the Settings page shows and changes them. Secrets go in and never come out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain.errors import NotFound
from bridge.services.context import Context
from bridge.services.mailboxes import mail_set_up
from bridge.store.mailboxes import Mailbox, MailGrant


@dataclass(frozen=True, slots=True)
class GrantView:
    provider: str
    account: str
    refreshed_at: datetime
    expires_at: datetime
    last_error: str | None


@dataclass(frozen=True, slots=True)
class MailboxView:
    """`has_…`: whether a secret is set."""

    slug: str
    address: str
    name: str
    signature: str
    language: str
    per_minute: int | None
    copies_itself: bool
    dkim_selector: str
    dkim_domain: str
    has_smtp: bool
    has_dkim_key: bool
    has_sent_imap: bool
    grant: GrantView | None


def mailboxes(ctx: Context) -> list[MailboxView]:
    with ctx.reading() as tx:
        return [_view(row, tx.mailboxes.grant(row.id)) for row in tx.mailboxes.all()]


def mailbox(ctx: Context, slug: str) -> MailboxView:
    """Raises NotFound."""
    with ctx.reading() as tx:
        row = tx.mailboxes.by_slug(slug)
        if row is None:
            raise NotFound("There is no such mailbox.")
        return _view(row, tx.mailboxes.grant(row.id))


def change(ctx: Context, slug: str, values: Mapping[str, Any]) -> list[str]:
    """`values` as in the set-up file; what is not named stays. Raises NotFound, Invalid."""
    with ctx.transaction() as tx:
        row = tx.mailboxes.locked(slug)
        if row is None:
            raise NotFound("There is no such mailbox.")
        return mail_set_up.apply(ctx, row, values)


def _view(row: Mailbox, grant: MailGrant | None) -> MailboxView:
    return MailboxView(
        slug=row.slug,
        address=row.address,
        name=row.name or "",
        signature=row.signature or "",
        language=row.language or "",
        per_minute=row.per_minute,
        copies_itself=bool(row.copies_itself),
        dkim_selector=row.dkim_selector or "",
        dkim_domain=row.dkim_domain or "",
        has_smtp=row.smtp_sealed is not None,
        has_dkim_key=row.dkim_key_sealed is not None,
        has_sent_imap=row.sent_imap_sealed is not None,
        grant=GrantView(
            grant.provider, grant.account, grant.refreshed_at, grant.expires_at, grant.last_error
        )
        if grant
        else None,
    )

"""The helpdesk's own facts: company, opening hours, mailboxes; read by many use cases."""

from dataclasses import dataclass

from bridge.domain import calendar
from bridge.domain.calendar import OpeningHours
from bridge.domain.ports import Address
from bridge.services.context import Context
from bridge.store.session import Transaction

SETTING = "helpdesk"
DEFAULT_HOURS = "mon-fri 09:00-17:00"
DEFAULT_ZONE = "UTC"
DEFAULT_MAILBOX = "support"
"""Of tickets that came by no mailbox."""


@dataclass(frozen=True, slots=True)
class Helpdesk:
    company: str
    hours: str
    zone: str

    @property
    def calendar(self) -> OpeningHours:
        return calendar.parse(self.hours, self.zone)


def read(ctx: Context, tx: Transaction) -> Helpdesk:
    stored = tx.sites.setting(SETTING) or {}
    return Helpdesk(
        company=stored.get("company") or ctx.identity.mail_from.name,
        hours=stored.get("hours", DEFAULT_HOURS),
        zone=stored.get("zone", DEFAULT_ZONE),
    )


def facts(ctx: Context) -> Helpdesk:
    """The same for a page that needs nothing else of the store."""
    with ctx.reading() as tx:
        return read(ctx, tx)


def write(tx: Transaction, helpdesk: Helpdesk) -> None:
    """Raises Invalid when the hours or the zone make no sense."""
    calendar.parse(helpdesk.hours, helpdesk.zone)
    tx.sites.put_setting(
        SETTING,
        {"company": helpdesk.company, "hours": helpdesk.hours, "zone": helpdesk.zone},
    )


@dataclass(frozen=True, slots=True)
class MailIdentity:
    """As whom a mailbox writes. `signature` and `language` are empty where none is set."""

    address: Address
    signature: str = ""
    language: str = ""


def mail_identity(ctx: Context, tx: Transaction, slug: str) -> MailIdentity:
    """The mailbox's; the helpdesk's own sender where no such mailbox is set up."""
    ours = ctx.identity.mail_from
    found = tx.mailboxes.sender(slug)
    if found is None:
        return MailIdentity(ours)
    name = found.name or ours.name
    return MailIdentity(Address(found.address, name), found.signature, found.language)


def mailbox_address(ctx: Context, tx: Transaction, slug: str) -> Address:
    return mail_identity(ctx, tx, slug).address


def own_addresses(ctx: Context, tx: Transaction) -> list[str]:
    return [ctx.identity.mail_from.email, *tx.mailboxes.addresses().values()]

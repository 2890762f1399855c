"""Addresses of ours that take and send mail, and how each of them sends."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store import direct
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.unit import Aggregate


class Mailbox(Base):
    """An address of ours that takes mail, and as which mail leaves.

    Columns that end in `_sealed` are readable with the process's key only.
    """

    __tablename__ = "mailboxes"

    id: Mapped[Id]
    slug: Mapped[Word] = mapped_column(unique=True)
    address: Mapped[Line]
    token_hash: Mapped[Line]
    authserv_id: Mapped[Line | None]
    """Whose Authentication-Results are believed here, beside HELPDESK_AUTHSERV_ID."""
    created_at: Mapped[Time]
    name: Mapped[Line | None]
    """The sender's name; None: the helpdesk's."""
    signature: Mapped[Line | None]
    language: Mapped[Word | None]
    """Of its senders, where their text does not tell."""
    smtp_sealed: Mapped[Line | None]
    """Address of its SMTP server with user and password; None: the helpdesk's."""
    per_minute: Mapped[int | None]
    """Most mails that it may send in a minute; None: no limit."""
    dkim_selector: Mapped[Line | None]
    dkim_domain: Mapped[Line | None]
    dkim_key_sealed: Mapped[Line | None]
    """PEM."""
    sent_imap_sealed: Mapped[Line | None]
    """Address of the IMAP account that shows what it sent; None: its own."""
    copies_itself: Mapped[bool | None]
    """Whether each mail goes to the mailbox too, as evidence that it left."""


class MailGrant(Base):
    """An account's consent that we send and read in its name (OAuth 2.0, RFC 6749)."""

    __tablename__ = "mail_grants"

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"), primary_key=True)
    provider: Mapped[Word]
    account: Mapped[Line]
    client_id: Mapped[Line]
    token_url: Mapped[Line]
    scope: Mapped[Line]
    secrets_sealed: Mapped[Line]
    """JSON: client_secret, refresh_token, access_token."""
    expires_at: Mapped[Time]
    """When the access token ends."""
    refreshed_at: Mapped[Time]
    last_error: Mapped[Line | None]


class SendSlot(Base):
    """When a mail left a mailbox that has a limit; kept for as long as it counts."""

    __tablename__ = "send_slots"
    __table_args__ = (Index("ix_send_slots_mailbox_at", "mailbox", "at"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    mailbox: Mapped[Word]
    at: Mapped[Time]


@dataclass(frozen=True, slots=True)
class Sender:
    """How a mailbox names itself. Empty texts: not set."""

    address: str
    name: str
    signature: str
    language: str


_LIMITS = select(Mailbox.slug, Mailbox.per_minute).where(Mailbox.per_minute.is_not(None))
# asked for by every automatic answer: made once, because making a statement costs more than it
_ADDRESSES = select(Mailbox.slug, Mailbox.address).order_by(Mailbox.slug)
_SENDER = select(Mailbox.address, Mailbox.name, Mailbox.signature, Mailbox.language).where(
    Mailbox.slug == bindparam("wanted")
)


class Mailboxes(Aggregate):
    def add(self, row: Mailbox | MailGrant | SendSlot) -> None:
        self.session.add(row)

    def get(self, mailbox_id: int) -> Mailbox:
        return self.session.get_one(Mailbox, mailbox_id)

    def all(self) -> list[Mailbox]:
        return list(self.session.scalars(select(Mailbox).order_by(Mailbox.slug)))

    def by_slug(self, slug: str) -> Mailbox | None:
        return self.session.scalar(select(Mailbox).where(Mailbox.slug == slug))

    def first(self) -> Mailbox | None:
        """The one that was set up first."""
        return self.session.scalar(select(Mailbox).order_by(Mailbox.id).limit(1))

    def locked(self, slug: str) -> Mailbox | None:
        """The mailbox, kept from other writers until the transaction ends."""
        return self.session.scalar(select(Mailbox).where(Mailbox.slug == slug).with_for_update())

    def addresses(self) -> dict[str, str]:
        """Address by slug, in the order of the slugs."""
        return dict(direct.rows(self.connection, _ADDRESSES))

    def limits(self) -> dict[str, int]:
        """Mails a minute by slug, of the mailboxes that have a limit."""
        rows = direct.rows(self.connection, _LIMITS)
        return {slug: limit for slug, limit in rows if limit}

    def sender(self, slug: str) -> Sender | None:
        found = direct.first(self.connection, _SENDER, wanted=slug)
        if found is None:
            return None
        address, name, signature, language = found
        return Sender(address, name or "", signature or "", language or "")

    def grant(self, mailbox_id: int) -> MailGrant | None:
        return self.session.get(MailGrant, mailbox_id)

    def grants(self) -> list[tuple[Mailbox, MailGrant]]:
        query = select(Mailbox, MailGrant).join(MailGrant, MailGrant.mailbox_id == Mailbox.id)
        return [(row[0], row[1]) for row in self.session.execute(query.order_by(Mailbox.slug))]

    def drop_grant(self, row: MailGrant) -> None:
        self.session.delete(row)

    def slot(self, delivery_id: int) -> SendSlot | None:
        return self.session.get(SendSlot, delivery_id)

    def newest_slots(self, mailbox: str, limit: int) -> list[datetime]:
        """When the last mails left, newest first."""
        return list(
            self.session.scalars(
                select(SendSlot.at)
                .where(SendSlot.mailbox == mailbox)
                .order_by(SendSlot.at.desc())
                .limit(limit)
            )
        )

    def drop_slots(self, mailbox: str, before: datetime, *, but: int) -> None:
        """Those that count no more, without the one of delivery `but`."""
        self.session.execute(
            delete(SendSlot)
            .where(SendSlot.mailbox == mailbox, SendSlot.at < before, SendSlot.delivery_id != but)
            .execution_options(synchronize_session=False)
        )

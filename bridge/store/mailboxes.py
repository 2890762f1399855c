"""Addresses of ours that take mail."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store import direct
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.unit import Aggregate


class Mailbox(Base):
    """An address of ours that takes mail."""

    __tablename__ = "mailboxes"

    id: Mapped[Id]
    slug: Mapped[Word] = mapped_column(unique=True)
    address: Mapped[Line]
    token_hash: Mapped[Line]
    authserv_id: Mapped[Line | None]
    """Whose Authentication-Results are believed here, beside HELPDESK_AUTHSERV_ID."""
    created_at: Mapped[Time]


# asked for by every automatic answer: made once, because making a statement costs more than it
_ADDRESSES = select(Mailbox.slug, Mailbox.address).order_by(Mailbox.slug)


class Mailboxes(Aggregate):
    def add(self, row: Mailbox) -> None:
        self.session.add(row)

    def get(self, mailbox_id: int) -> Mailbox:
        return self.session.get_one(Mailbox, mailbox_id)

    def by_slug(self, slug: str) -> Mailbox | None:
        return self.session.scalar(select(Mailbox).where(Mailbox.slug == slug))

    def first(self) -> Mailbox | None:
        """The one that was set up first."""
        return self.session.scalar(select(Mailbox).order_by(Mailbox.id).limit(1))

    def addresses(self) -> dict[str, str]:
        """Address by slug, in the order of the slugs."""
        return dict(direct.rows(self.connection, _ADDRESSES))

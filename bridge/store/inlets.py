"""Mailboxes that are read over IMAP: where they lie, how far they are read, who reads them."""

from datetime import datetime

from sqlalchemy import ForeignKey, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.mailboxes import Mailbox
from bridge.store.unit import Aggregate


class MailboxInlet(Base):
    """How a mailbox is read. One process reads it at a time: whoever holds the lease."""

    __tablename__ = "mailbox_inlets"

    id: Mapped[Id]
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"), unique=True)
    url: Mapped[Line]
    """Without its password, see domain/inlet_places."""
    password_sealed: Mapped[Line | None]
    """None: the access token of a consent is used instead (XOAUTH2)."""
    from_environment: Mapped[bool]
    """Whether HELPDESK_IMAP_URL names it, and not the set-up file."""
    imports: Mapped[bool]
    """Whether mails from before the set-up come in too."""
    set_up_at: Mapped[Time]
    uid_validity: Mapped[int | None]
    last_uid: Mapped[int | None]
    """The greatest UID that is read and stored; holds for `uid_validity` only."""
    idles: Mapped[bool | None]
    """Whether the server tells of new mail by itself; None before the first connection."""
    holder: Mapped[Word | None]
    lease_until: Mapped[Time | None]
    read_at: Mapped[Time | None]
    """When everything that lay there was last read and marked as seen."""
    last_error: Mapped[Line | None]


class Inlets(Aggregate):
    def add(self, inlet: MailboxInlet) -> None:
        self.session.add(inlet)

    def remove(self, inlet: MailboxInlet) -> None:
        self.session.delete(inlet)

    def get(self, inlet_id: int) -> MailboxInlet | None:
        return self.session.get(MailboxInlet, inlet_id)

    def of_mailbox(self, mailbox_id: int) -> MailboxInlet | None:
        query = select(MailboxInlet).where(MailboxInlet.mailbox_id == mailbox_id)
        return self.session.scalar(query)

    def from_environment(self) -> MailboxInlet | None:
        return self.session.scalar(select(MailboxInlet).where(MailboxInlet.from_environment))

    def all(self) -> list[tuple[MailboxInlet, Mailbox]]:
        rows = self.session.execute(
            select(MailboxInlet, Mailbox)
            .join(Mailbox, Mailbox.id == MailboxInlet.mailbox_id)
            .order_by(MailboxInlet.id)
        )
        return [(inlet, mailbox) for inlet, mailbox in rows]

    def lease(self, inlet_id: int, holder: str, now: datetime, until: datetime) -> bool:
        """Takes or keeps the lease; False while another one's runs."""
        free = or_(
            MailboxInlet.holder.is_(None),
            MailboxInlet.holder == holder,
            MailboxInlet.lease_until < now,
        )
        result = self.session.execute(
            update(MailboxInlet)
            .where(MailboxInlet.id == inlet_id, free)
            .values(holder=holder, lease_until=until)
            .execution_options(synchronize_session=False)
        )
        return int(result.rowcount) == 1  # type: ignore[attr-defined]

    def release(self, inlet_id: int, holder: str) -> None:
        self.session.execute(
            update(MailboxInlet)
            .where(MailboxInlet.id == inlet_id, MailboxInlet.holder == holder)
            .values(holder=None, lease_until=None)
            .execution_options(synchronize_session=False)
        )

    def advance(self, inlet_id: int, uid_validity: int, last_uid: int) -> None:
        """Never backwards, and not when the folder was renumbered meanwhile."""
        self.session.execute(
            update(MailboxInlet)
            .where(
                MailboxInlet.id == inlet_id,
                MailboxInlet.uid_validity == uid_validity,
                MailboxInlet.last_uid < last_uid,
            )
            .values(last_uid=last_uid, last_error=None)
            .execution_options(synchronize_session=False)
        )

"""Files of messages: their names and keys; the bytes are in the file store."""

from collections.abc import Sequence

from sqlalchemy import (
    ForeignKey,
    Index,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store.base import Base, Id, Line, Word
from bridge.store.messages import Message
from bridge.store.tickets import Ticket
from bridge.store.unit import Aggregate


class Attachment(Base):
    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_ticket_id", "ticket_id"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    name: Mapped[Line]
    content_type: Mapped[Line]
    size: Mapped[int]
    sha256: Mapped[Word | None]
    storage_key: Mapped[Line | None]
    """None while the file still lies in WordPress."""
    source_url: Mapped[Line | None]
    error: Mapped[Line | None]


class Attachments(Aggregate):
    def of_ticket(self, ticket_id: int) -> list[Attachment]:
        return list(
            self.session.scalars(
                select(Attachment).where(Attachment.ticket_id == ticket_id).order_by(Attachment.id)
            )
        )

    def hashes_of(self, message_id: int) -> list[str | None]:
        """SHA-256 of each file of a message."""
        found = select(Attachment.sha256).where(Attachment.message_id == message_id)
        return list(self.session.scalars(found))

    def sites_of(self, attachment_ids: Sequence[int]) -> dict[int, int]:
        """The site whose form brought each attachment."""
        found = self.session.execute(
            select(Attachment.id, Ticket.site_id)
            .join(Ticket, Ticket.id == Attachment.ticket_id)
            .where(Attachment.id.in_(attachment_ids), Ticket.site_id.is_not(None))
        )
        return {number: site for number, site in found if site is not None}

    def get(self, attachment_id: int) -> Attachment | None:
        return self.session.get(Attachment, attachment_id)

    def carry(self, ticket_id: int, taken_back: int | None, message_id: int) -> None:
        """The files of a reply that was taken back belong to another one from now on."""
        row = self.session.get(Message, taken_back) if taken_back else None
        if row is None or row.ticket_id != ticket_id or row.taken_back_at is None:
            return
        self.session.execute(
            update(Attachment)
            .where(Attachment.message_id == row.id)
            .values(message_id=message_id)
            .execution_options(synchronize_session="fetch")
        )

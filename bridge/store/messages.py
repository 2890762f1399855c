"""What was written in tickets."""

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bridge.domain.words import MessageKind
from bridge.store import direct
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.deliveries import Delivery
from bridge.store.unit import Aggregate


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_ticket_id", "ticket_id", "id"),
        Index(
            "ix_messages_rfc_message_id",
            "rfc_message_id",
            sqlite_where=text("rfc_message_id IS NOT NULL"),
            postgresql_where=text("rfc_message_id IS NOT NULL"),
        ),
        Index(
            "ix_messages_came_as",
            "came_as",
            sqlite_where=text("came_as IS NOT NULL"),
            postgresql_where=text("came_as IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    kind: Mapped[Word]
    channel: Mapped[Word]
    actor_kind: Mapped[Word]
    actor_id: Mapped[int | None]
    actor_name: Mapped[Line]
    body: Mapped[Line]
    """New text, plain. What surrounds it stays in `full_text`."""
    full_text: Mapped[Line | None]
    fields: Mapped[list[list[str]] | None] = mapped_column(JSON)
    """Every field of a submission as [label, value]."""
    public: Mapped[bool]
    """Whether the requester may see it."""
    escalation_id: Mapped[int | None] = mapped_column(ForeignKey("escalations.id"))
    rfc_message_id: Mapped[Line | None]
    came_as: Mapped[Line | None]
    """Message-ID of the mail that an agent's reply came as; `rfc_message_id` is that it left as."""
    created_at: Mapped[Time]
    held_until: Mapped[Time | None]
    """Until then its agent can take it back, and nobody outside sees it."""
    taken_back_at: Mapped[Time | None]


FIRST_IDS = 10
MOST_IDS = 100
_BY_RFC_ID = (
    select(Message.id)
    .where(Message.rfc_message_id == bindparam("rfc_id"))
    .order_by(Message.id.desc())
    .limit(1)
)
_BY_COPY = select(Delivery.message_id).where(
    Delivery.external_id == bindparam("rfc_id"), Delivery.for_agent.is_(None)
)


class Messages(Aggregate):
    def of_ticket(self, ticket_id: int, *, after: int = 0) -> list[Message]:
        """Oldest first; only those that came after the message `after`."""
        return list(
            self.session.scalars(
                select(Message)
                .where(Message.ticket_id == ticket_id, Message.id > after)
                .order_by(Message.id)
            )
        )

    def newest_id(self, ticket_id: int) -> int | None:
        return self.session.scalar(
            select(func.max(Message.id)).where(
                Message.ticket_id == ticket_id, Message.taken_back_at.is_(None)
            )
        )

    def newest_request_id(self, ticket_id: int) -> int | None:
        """What the requester (or another participant) wrote last."""
        return self.session.scalar(
            select(func.max(Message.id)).where(
                Message.ticket_id == ticket_id, Message.kind == MessageKind.REQUEST
            )
        )

    def get(self, message_id: int) -> Message | None:
        return self.session.get(Message, message_id)

    def by_rfc_id(self, ids: tuple[str, ...]) -> Message | None:
        """The newest message that bears one of these Message-IDs, else one whose copy does.

        Of very many ids, the first (what is answered, and what began it) and the last count. Most
        mails name none that we know, and asking past the ORM costs a tenth.
        """
        asked = list(dict.fromkeys((*ids[:FIRST_IDS], *ids[-MOST_IDS:])))
        for which in (_BY_RFC_ID, _BY_COPY):
            found = [
                row
                for rfc_id in asked
                for row in direct.rows(self.connection, which, rfc_id=rfc_id)
            ]
            if found:
                return self.session.get(Message, max(found)[0])
        return None

    def came_as(self, ticket_id: int, rfc_message_id: str, body: str) -> Message | None:
        """The reply or note that came as this very mail."""
        return self.session.scalar(
            select(Message)
            .where(
                Message.came_as == rfc_message_id,
                Message.ticket_id == ticket_id,
                Message.body == body,
            )
            .limit(1)
        )

    def thread_ids(self, ticket_id: int) -> tuple[str, ...]:
        """Message-IDs of the ticket's mails with the requester, oldest first."""
        return tuple(
            found
            for found in self.session.scalars(
                select(Message.rfc_message_id)
                .where(
                    Message.ticket_id == ticket_id,
                    Message.rfc_message_id.is_not(None),
                    Message.escalation_id.is_(None),
                    Message.public,
                    Message.taken_back_at.is_(None),
                )
                .order_by(Message.id)
            )
            if found
        )

    def case_thread_ids(self, escalation_id: int) -> tuple[str, ...]:
        """Message-IDs of a case's mails with its vendor, oldest first."""
        query = (
            select(Message.rfc_message_id)
            .where(Message.escalation_id == escalation_id, Message.rfc_message_id.is_not(None))
            .order_by(Message.id)
        )
        return tuple(found for found in self.session.scalars(query) if found)

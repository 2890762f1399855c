"""Tickets with their participants, messages, attachments and history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    bindparam,
    false,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bridge.domain.words import MessageKind, TicketStatus
from bridge.store import direct
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.deliveries import Delivery
from bridge.store.unit import Aggregate


class Ticket(Base):
    __tablename__ = "tickets"
    __table_args__ = (
        # the inbox's lists: one status (or the open ones), newest change first
        Index("ix_tickets_status_changed", "status", "changed_at", "id", "canary"),
        Index(
            "ix_tickets_assignee_changed",
            "assignee_id",
            "status",
            "changed_at",
            sqlite_where=text("assignee_id IS NOT NULL"),
            postgresql_where=text("assignee_id IS NOT NULL"),
        ),
        # loop rules: what one address opened lately
        Index("ix_tickets_address_created", "address_key", "created_at"),
        Index("ix_tickets_requester_created", "requester_id", "created_at"),
        Index(
            "ix_tickets_canary",
            "site_id",
            "id",
            sqlite_where=text("canary"),
            postgresql_where=text("canary"),
        ),
    )

    id: Mapped[Id]
    token: Mapped[Word] = mapped_column(unique=True)
    """128 bits, URL-safe: the key to the visitor's page `/t/{token}`."""
    subject: Mapped[Line]
    subject_root: Mapped[Line]
    status: Mapped[Word]
    priority: Mapped[Word]
    level: Mapped[Word]
    channel: Mapped[Word]
    category: Mapped[Line | None]
    language: Mapped[Word]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    form_id: Mapped[int | None] = mapped_column(ForeignKey("forms.id"))
    mailbox: Mapped[Word]
    """Slug of the mailbox that its mails come from and go to."""
    requester_id: Mapped[int] = mapped_column(ForeignKey("requesters.id"))
    requester_email: Mapped[Line | None]
    """The address used in this ticket; None for a submission without one."""
    address_key: Mapped[Line | None]
    """What all spellings of that address share: what one address may cause is counted by it."""
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    linked_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    """An earlier ticket that this one goes on from."""
    canary: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A site's test entry, which no list, count, search or report holds: see SHOWN."""
    version: Mapped[int]
    """Grows by one with every change: the API's ETag."""
    created_at: Mapped[Time]
    changed_at: Mapped[Time]
    solved_at: Mapped[Time | None]


SHOWN: ColumnElement[bool] = Ticket.canary.is_(False)
"""What every query over tickets is narrowed to that lists, counts, searches or reports."""


class Participant(Base):
    """An address that may write into a ticket besides its requester."""

    __tablename__ = "participants"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    email: Mapped[Line] = mapped_column(primary_key=True)
    joined_by: Mapped[Word]


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


class TicketEvent(Base):
    """One fact of a ticket's history: who changed which field from what to what, and when."""

    __tablename__ = "ticket_events"
    __table_args__ = (Index("ix_ticket_events_ticket_id", "ticket_id", "id"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    type: Mapped[Word]
    actor_kind: Mapped[Word]
    actor_id: Mapped[int | None]
    actor_name: Mapped[Line]
    field: Mapped[Word | None]
    old: Mapped[Line | None]
    new: Mapped[Line | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[Time]


# Asked for each automatic answer: made once, because making a statement costs more than it.
_SAME_QUESTION = (
    select(Ticket.id)
    .where(
        Ticket.address_key == bindparam("address"),
        Ticket.created_at >= bindparam("since"),
        Ticket.subject_root == bindparam("root"),
        Ticket.id < bindparam("ticket"),
        Ticket.status != TicketStatus.SPAM,
    )
    .order_by(Ticket.id)
)
_ANSWERED = (
    select(Message.created_at)
    .join(Ticket, Ticket.id == Message.ticket_id)
    .where(
        Ticket.address_key == bindparam("address"),
        Message.created_at >= bindparam("since"),
        Message.kind == MessageKind.AUTO_RESPONSE,
    )
)


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
_TAKE_PART = select(Participant.email).where(Participant.ticket_id == bindparam("ticket"))


class Tickets(Aggregate):
    def add(self, row: Base) -> None:
        self.session.add(row)

    def get(self, ticket_id: int) -> Ticket | None:
        return self.session.get(Ticket, ticket_id)

    def newest(self) -> Ticket | None:
        return self.session.scalar(select(Ticket).where(SHOWN).order_by(Ticket.id.desc()).limit(1))

    def get_locked(self, ticket_id: int) -> Ticket | None:
        """The ticket as it stands now, kept from other writers until the transaction ends."""
        return self.session.get(Ticket, ticket_id, with_for_update=True, populate_existing=True)

    def by_token(self, token: str) -> Ticket | None:
        return self.session.scalar(select(Ticket).where(Ticket.token == token))

    def messages(self, ticket_id: int, *, after: int = 0) -> list[Message]:
        """Oldest first; only those that came after the message `after`."""
        return list(
            self.session.scalars(
                select(Message)
                .where(Message.ticket_id == ticket_id, Message.id > after)
                .order_by(Message.id)
            )
        )

    def newest_message_id(self, ticket_id: int) -> int | None:
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

    def message(self, message_id: int) -> Message | None:
        return self.session.get(Message, message_id)

    def message_by_rfc_id(self, ids: tuple[str, ...]) -> Message | None:
        """The newest message that bears one of these Message-IDs, else one whose copy does.

        Of very many ids, the last count. Most mails name none that we know, and asking past the
        ORM costs a tenth.
        """
        asked = list(dict.fromkeys(ids[-MOST_IDS:]))
        for which in (_BY_RFC_ID, _BY_COPY):
            found = [
                row
                for rfc_id in asked
                for row in direct.rows(self.connection, which, rfc_id=rfc_id)
            ]
            if found:
                return self.session.get(Message, max(found)[0])
        return None

    def joins(self, ticket_id: int, email: str, joined_by: str) -> None:
        """One more who takes part."""
        values = {"ticket_id": ticket_id, "email": email, "joined_by": joined_by}
        direct.insert(self.connection, Participant, values)

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

    def attachments(self, ticket_id: int) -> list[Attachment]:
        return list(
            self.session.scalars(
                select(Attachment).where(Attachment.ticket_id == ticket_id).order_by(Attachment.id)
            )
        )

    def sites_of_attachments(self, attachment_ids: Sequence[int]) -> dict[int, int]:
        """The site whose form brought each attachment."""
        found = self.session.execute(
            select(Attachment.id, Ticket.site_id)
            .join(Ticket, Ticket.id == Attachment.ticket_id)
            .where(Attachment.id.in_(attachment_ids), Ticket.site_id.is_not(None))
        )
        return {number: site for number, site in found if site is not None}

    def attachment(self, attachment_id: int) -> Attachment | None:
        return self.session.get(Attachment, attachment_id)

    def carry_files(self, ticket_id: int, taken_back: int | None, message_id: int) -> None:
        """The files of a reply that was taken back belong to another one from now on."""
        row = self.message(taken_back) if taken_back else None
        if row is None or row.ticket_id != ticket_id or row.taken_back_at is None:
            return
        self.session.execute(
            update(Attachment)
            .where(Attachment.message_id == row.id)
            .values(message_id=message_id)
            .execution_options(synchronize_session="fetch")
        )

    def events(self, ticket_id: int) -> list[TicketEvent]:
        return list(
            self.session.scalars(
                select(TicketEvent)
                .where(TicketEvent.ticket_id == ticket_id)
                .order_by(TicketEvent.id)
            )
        )

    def participants(self, ticket_id: int) -> list[Participant]:
        return list(
            self.session.scalars(
                select(Participant)
                .where(Participant.ticket_id == ticket_id)
                .order_by(Participant.email)
            )
        )

    def participant_emails(self, ticket_id: int) -> set[str]:
        return {email for (email,) in direct.rows(self.connection, _TAKE_PART, ticket=ticket_id)}

    def same_question(self, ticket: Ticket, since: datetime) -> list[int]:
        """Earlier tickets of the same address and subject, without spam, oldest first."""
        found = direct.rows(
            self.connection,
            _SAME_QUESTION,
            address=ticket.address_key,
            since=since,
            root=ticket.subject_root,
            ticket=ticket.id,
        )
        return [ticket_id for (ticket_id,) in found]

    def lock_address(self, address_key: str) -> None:
        """Whoever else asks for this address waits until our end, so that counts by it hold.

        SQLite lets one transaction write at a time anyway.
        """
        if self.session.get_bind().dialect.name == "postgresql":
            self.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(address_key))))

    def of_requester(self, requester_id: int, limit: int = 20) -> list[Ticket]:
        return list(
            self.session.scalars(
                select(Ticket)
                .where(Ticket.requester_id == requester_id, SHOWN)
                .order_by(Ticket.created_at.desc())
                .limit(limit)
            )
        )

    def auto_responses_since(self, address_key: str, since: datetime) -> list[datetime]:
        """When this address was answered automatically, over all its tickets."""
        found = direct.rows(self.connection, _ANSWERED, address=address_key, since=since)
        return [at for (at,) in found]

"""Tickets with their participants and history."""

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
)
from sqlalchemy.orm import Mapped, mapped_column

from bridge.domain.words import MessageKind, TicketStatus
from bridge.store import direct
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.messages import Message
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

    def joins(self, ticket_id: int, email: str, joined_by: str) -> None:
        """One more who takes part."""
        values = {"ticket_id": ticket_id, "email": email, "joined_by": joined_by}
        direct.insert(self.connection, Participant, values)

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

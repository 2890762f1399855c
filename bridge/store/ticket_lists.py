"""Lists of tickets: what the inbox and the API narrow, order and count."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from bridge.domain.words import MessageKind, TicketStatus
from bridge.store.messages import Message
from bridge.store.people import Agent, Requester
from bridge.store.tickets import SHOWN, Ticket
from bridge.store.unit import Aggregate
from bridge.store.vendors import Escalation


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """What a list of tickets is narrowed to. `before` is the keyset: (changed_at, id)."""

    statuses: tuple[str, ...] = ()
    level: str | None = None
    assignee_id: int | None = None
    unassigned: bool = False
    vendor_id: int | None = None
    text: str | None = None
    before: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as a list shows it."""

    ticket: Ticket
    requester_name: str
    assignee_name: str | None
    first_line: str


class TicketLists(Aggregate):
    def page(self, wanted: TicketFilter, limit: int) -> list[TicketRow]:
        """Newest change first. One query, whatever the filter."""
        opening = (
            select(Message.body)
            .where(Message.ticket_id == Ticket.id, Message.kind == MessageKind.REQUEST)
            .order_by(Message.id)
            .limit(1)
            .correlate(Ticket)
            .scalar_subquery()
        )
        query = (
            select(Ticket, Requester.name, Agent.name, func.substr(opening, 1, 200))
            .join(Requester, Requester.id == Ticket.requester_id)
            .outerjoin(Agent, Agent.id == Ticket.assignee_id)
            .order_by(Ticket.changed_at.desc(), Ticket.id.desc())
            .limit(limit)
        )
        return [
            TicketRow(ticket, requester, assignee, body or "")
            for ticket, requester, assignee, body in self.session.execute(_narrow(query, wanted))
        ]

    def counts_by_status(self) -> dict[str, int]:
        """Of the tickets that are not done; the done ones are too many to count per page."""
        live = [TicketStatus.NEW, TicketStatus.OPEN, TicketStatus.PENDING, TicketStatus.ON_HOLD]
        rows = self.session.execute(
            select(Ticket.status, func.count())
            .where(Ticket.status.in_(live), SHOWN)
            .group_by(Ticket.status)
        )
        return dict(rows.tuples().all())

    def count(self, wanted: TicketFilter) -> int:
        return self.session.scalar(_narrow(select(func.count(Ticket.id)), wanted)) or 0


def _narrow(query: Select[Any], wanted: TicketFilter) -> Select[Any]:
    query = query.where(SHOWN)
    if wanted.statuses:
        query = query.where(Ticket.status.in_(wanted.statuses))
    if wanted.level:
        query = query.where(Ticket.level == wanted.level)
    if wanted.assignee_id is not None:
        query = query.where(Ticket.assignee_id == wanted.assignee_id)
    if wanted.unassigned:
        query = query.where(Ticket.assignee_id.is_(None))
    if wanted.vendor_id is not None:
        query = query.where(
            Ticket.id.in_(
                select(Escalation.ticket_id).where(Escalation.vendor_id == wanted.vendor_id)
            )
        )
    if wanted.text:
        pattern = f"%{wanted.text.replace('%', '').replace('_', '')}%"
        query = query.where(
            or_(Ticket.subject.ilike(pattern), Ticket.requester_email.ilike(pattern))
        )
    if wanted.before:
        at, ticket_id = wanted.before
        query = query.where(
            or_(Ticket.changed_at < at, (Ticket.changed_at == at) & (Ticket.id < ticket_id))
        )
    return query

"""Lists of tickets as the inbox and the API show them: keyset pages, counts beside the views."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bridge.domain.errors import Invalid
from bridge.domain.references import ticket_reference
from bridge.domain.tickets import LIVE
from bridge.domain.words import TicketStatus
from bridge.services import cursors
from bridge.services.agents.accounts import LoggedIn
from bridge.services.context import Context
from bridge.store.session import Transaction
from bridge.store.ticket_lists import TicketFilter, TicketRow

PAGE = 50


class View(StrEnum):
    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    PENDING = "pending"
    VENDOR = "vendor"
    SOLVED = "solved"
    SPAM = "spam"
    ALL = "all"


COUNTED = (View.OPEN, View.MINE, View.UNASSIGNED, View.PENDING, View.VENDOR)


@dataclass(frozen=True, slots=True)
class InboxRow:
    reference: str
    requester: str
    subject: str
    first_line: str
    status: TicketStatus
    level: str
    priority: str
    channel: str
    category: str | None
    assignee: str | None
    changed_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Inbox:
    """`next` is the cursor of the following page; None at the end.

    `counts`: how many tickets stand in each view that has a count.
    """

    view: View
    rows: tuple[InboxRow, ...]
    next: str | None
    counts: dict[View, int]
    quarantined: int


@dataclass(frozen=True, slots=True)
class Overview:
    """How many tickets stand in each view that has a count, and what waits in quarantine."""

    counts: dict[View, int]
    quarantined: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the API may narrow a list by; None or empty leaves it open."""

    status: str | None = None
    level: str | None = None
    assignee: str | None = None
    vendor: str | None = None
    text: str | None = None
    after: str | None = None


def inbox(
    ctx: Context, who: LoggedIn, view: View, *, text: str | None = None, after: str | None = None
) -> Inbox:
    """A page of a view, newest change first. Raises Invalid for a cursor that is none of ours."""
    wanted = replace(_filter(view, who), text=text or None, before=cursors.unpack(after))
    with ctx.reading() as tx:
        rows, following = _page(tx, wanted, PAGE)
        return Inbox(view, rows, following, _counts(tx, who), tx.audit.count_quarantined())


def overview(ctx: Context, who: LoggedIn) -> Overview:
    """What stands beside every page of an agent."""
    with ctx.reading() as tx:
        return Overview(_counts(tx, who), tx.audit.count_quarantined())


def tickets(ctx: Context, wanted: Wanted, limit: int = PAGE) -> tuple[list[InboxRow], str | None]:
    """A page of any tickets, for the API. Raises Invalid, naming the field at fault."""
    with ctx.reading() as tx:
        narrowed = TicketFilter(
            statuses=(_status(wanted.status),) if wanted.status else (),
            level=wanted.level,
            assignee_id=_agent(tx, wanted.assignee),
            unassigned=wanted.assignee == "none",
            vendor_id=_vendor(tx, wanted.vendor),
            text=wanted.text,
            before=cursors.unpack(wanted.after),
        )
        rows, following = _page(tx, narrowed, limit)
        return list(rows), following


def _page(
    tx: Transaction, wanted: TicketFilter, limit: int
) -> tuple[tuple[InboxRow, ...], str | None]:
    found = tx.ticket_lists.page(wanted, limit + 1)
    last = found[limit - 1].ticket if len(found) > limit else None
    following = cursors.pack(last.changed_at, last.id) if last else None
    return tuple(_row(row) for row in found[:limit]), following


def _counts(tx: Transaction, who: LoggedIn) -> dict[View, int]:
    return {view: tx.ticket_lists.count(_filter(view, who)) for view in COUNTED}


def _filter(view: View, who: LoggedIn) -> TicketFilter:
    match view:
        case View.OPEN:
            return TicketFilter(statuses=(TicketStatus.NEW, TicketStatus.OPEN))
        case View.MINE:
            return TicketFilter(statuses=LIVE, assignee_id=who.id)
        case View.UNASSIGNED:
            return TicketFilter(statuses=(TicketStatus.NEW, TicketStatus.OPEN), unassigned=True)
        case View.PENDING:
            return TicketFilter(statuses=(TicketStatus.PENDING,))
        case View.VENDOR:
            return TicketFilter(statuses=(TicketStatus.ON_HOLD,))
        case View.SOLVED:
            return TicketFilter(statuses=(TicketStatus.SOLVED, TicketStatus.CLOSED))
        case View.SPAM:
            return TicketFilter(statuses=(TicketStatus.SPAM,))
        case View.ALL:
            return TicketFilter()


def _row(row: TicketRow) -> InboxRow:
    ticket = row.ticket
    return InboxRow(
        reference=ticket_reference(ticket.id),
        requester=row.requester_name,
        subject=ticket.subject,
        first_line=" ".join(row.first_line.split()),
        status=TicketStatus(ticket.status),
        level=ticket.level,
        priority=ticket.priority,
        channel=ticket.channel,
        category=ticket.category,
        assignee=row.assignee_name,
        changed_at=ticket.changed_at,
        created_at=ticket.created_at,
    )


def _status(status: str) -> str:
    if status not in tuple(TicketStatus):
        raise Invalid(f"status must be one of: {', '.join(TicketStatus)}.", field="status")
    return status


def _agent(tx: Transaction, email: str | None) -> int | None:
    if not email or email == "none":
        return None
    agent = tx.people.agent_by_email(email.lower())
    if agent is None:
        raise Invalid("There is no agent with this address.", field="assignee")
    return agent.id


def _vendor(tx: Transaction, slug: str | None) -> int | None:
    if not slug:
        return None
    vendor = tx.vendors.by_slug(slug)
    if vendor is None:
        raise Invalid("There is no vendor of this name.", field="vendor")
    return vendor.id

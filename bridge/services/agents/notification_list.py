"""What an agent was told, as their page shows it; reading it there keeps it out of the mail."""

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.notifying import NotificationKind
from bridge.domain.references import ticket_id, ticket_reference
from bridge.services.context import Context
from bridge.store.notifications import Told

PAGE = 50
LONGEST_EXCERPT = 300
"""Characters of the message that it is about."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`receiver`: who did not get a message. `due_at`: when a promise breaks."""

    id: int
    kind: NotificationKind
    actor: str
    reference: str
    subject: str
    excerpt: str
    message_id: int | None
    receiver: str
    due_at: datetime | None
    at: datetime
    unread: bool


def page(ctx: Context, agent_id: int, before: int | None = None) -> list[Shown]:
    """Newest first; `before` is the last page's oldest."""
    with ctx.reading() as tx:
        return [_shown(told) for told in tx.notifications.page(agent_id, before, PAGE)]


def unread(ctx: Context, agent_id: int) -> int:
    with ctx.reading() as tx:
        return tx.notifications.unread(agent_id)


def read_up_to(ctx: Context, agent_id: int, newest: int) -> None:
    """All that a page showed whose newest is `newest`, and what came before."""
    with ctx.transaction() as tx:
        tx.notifications.read(agent_id, ctx.clock.now(), up_to=newest)


def read_one(ctx: Context, agent_id: int, notification_id: int) -> None:
    """Another agent's stays as it is."""
    with ctx.transaction() as tx:
        tx.notifications.read(agent_id, ctx.clock.now(), one=notification_id)


def open_ticket(ctx: Context, agent_id: int, reference: str) -> None:
    """The agent opens a ticket: whatever they were told of it by now is read.

    To be called before the ticket is looked up, so that nothing counts as read unseen.
    """
    row_id = ticket_id(reference)
    if row_id is None:
        return
    with ctx.reading() as tx:
        if not tx.notifications.unread_of(agent_id, row_id):
            return
    with ctx.transaction() as tx:
        tx.notifications.read(agent_id, ctx.clock.now(), ticket_id=row_id)


def _shown(told: Told) -> Shown:
    row = told.row
    words = " ".join(told.message.body.split()) if told.message else ""
    return Shown(
        id=row.id,
        kind=NotificationKind(row.kind),
        actor=row.actor_name,
        reference=ticket_reference(row.ticket_id),
        subject=told.ticket.subject,
        excerpt=words[:LONGEST_EXCERPT],
        message_id=row.message_id,
        receiver=row.receiver or "",
        due_at=row.due_at,
        at=row.created_at,
        unread=row.read_at is None,
    )

"""Undo send: a reply that still waits in the outbox goes back to its agent."""

from datetime import datetime

import structlog

from bridge.domain.actor import Actor
from bridge.domain.errors import Conflict, NotFound
from bridge.domain.words import DeliveryStatus, MessageKind
from bridge.services import history
from bridge.services.context import Context
from bridge.services.tickets import lookup
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

log = structlog.get_logger()


def take_back(ctx: Context, actor: Actor, reference: str, message_id: int) -> str:
    """Nobody outside gets it or sees it; returns its text. The ticket's status goes back too.

    All of its receivers or none: raises Conflict once a worker has taken one of them in hand,
    and NotFound.
    """
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        ticket = lookup.locked(tx, reference)
        message = tx.messages.get(message_id)
        if message is None or message.ticket_id != ticket.id or message.kind != MessageKind.REPLY:
            raise NotFound("There is no such reply.")
        if message.taken_back_at is not None:
            raise Conflict("This reply was taken back already.")
        rows = tx.deliveries.of_message(message.id)
        waiting = [row for row in rows if row.status == DeliveryStatus.QUEUED and not row.tries]
        held = tx.outbox.hold_back([row.id for row in waiting])
        if not rows or held != len(rows):
            raise Conflict("This reply has left already.")
        for row in rows:
            row.status = DeliveryStatus.CANCELLED
        message.taken_back_at, message.public = now, False
        history.record(tx, ticket, "reply_taken_back", actor, now, message=message.id)
        _restore_status(tx, ticket, message, actor, now)
    log.info("reply taken back", ticket=reference)
    return message.body


def _restore_status(
    tx: Transaction, ticket: Ticket, message: Message, actor: Actor, now: datetime
) -> None:
    """To what it was before the reply, unless somebody has set it since."""
    events = tx.tickets.events(ticket.id)
    place = next(
        n for n, e in enumerate(events) if e.type == "reply" and e.data["message"] == message.id
    )
    before = events[place].data.get("status")
    set_since = [e for e in events[place:] if e.type == "changed" and e.field == "status"]
    by_reply = len(set_since) == 1 and set_since[0].at == message.created_at
    if before and by_reply and history.change(tx, ticket, actor, now, status=before):
        ticket.solved_at = None

"""A case is taken back: silently where nothing of it has left, else the vendor is told.

Its ticket, on hold at L4, comes back to whoever had it: nothing would remind them of it else.
"""

from datetime import datetime

from bridge.domain import escalations, tickets
from bridge.domain.actor import Actor
from bridge.domain.words import EffectKind, EscalationStatus, Level
from bridge.services import history
from bridge.services.context import Context
from bridge.services.vendors import escalation
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

_RAISED = ("level", Level.L4)
CANCELLED = "escalation.cancelled"
WORDS = "This case is withdrawn; nothing more is needed from you. Thank you."


def cancel(ctx: Context, actor: Actor, reference: str) -> bool:
    """Takes a live case back; whether the vendor is told. Raises NotFound, Invalid.

    What nobody has tried to send stays here. Whatever a worker has begun may have arrived.
    """
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row, vendor, ticket = escalation.live_case(tx, reference)
        waiting = tx.deliveries.call_off(row.id)
        for delivery_id in waiting:
            tx.outbox.cancel(EffectKind.DELIVER, delivery_id)
        told = len(waiting) < len(tx.deliveries.of_escalation(row.id))
        if told:
            escalation.say(ctx, tx, CANCELLED, ticket, vendor, row, WORDS, actor, now)
        row.status, row.ended_at = EscalationStatus.CANCELLED, now
        facts = {"escalation": reference, "told": told}
        history.record(tx, ticket, "escalation_cancelled", actor, now, **facts)
        _bring_back(tx, ticket, actor, now)
    return told


def _bring_back(tx: Transaction, ticket: Ticket, actor: Actor, now: datetime) -> None:
    """Nobody outside has the ticket any more: it waits for us again, at the level it came from."""
    if any(row.status in escalations.LIVE for row, _ in tx.vendors.escalations(ticket.id)):
        return
    came_from = [
        event.old for event in tx.tickets.events(ticket.id) if (event.field, event.new) == _RAISED
    ]
    level = came_from[-1] if came_from and ticket.level == Level.L4 else ticket.level
    status = tickets.after_vendor_answer(ticket.status)
    history.change(tx, ticket, actor, now, level=level, status=status)

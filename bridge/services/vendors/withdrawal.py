"""A case is taken back: silently where nothing of it has left, else the vendor is told."""

from bridge.domain.actor import Actor
from bridge.domain.words import EffectKind, EscalationStatus
from bridge.services import history
from bridge.services.context import Context
from bridge.services.vendors import escalation

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
    return told

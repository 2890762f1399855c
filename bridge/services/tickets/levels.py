"""A ticket goes up within the house: L1 to L2, L2 to L3. The step to a vendor is `escalation`."""

from bridge.domain.actor import Actor
from bridge.domain.errors import Invalid
from bridge.domain.tickets import takes_messages
from bridge.domain.words import Channel, Level, MessageKind, TicketStatus
from bridge.services import history
from bridge.services.context import Context
from bridge.services.tickets import lookup
from bridge.store.messages import Message

WITHIN_THE_HOUSE = (Level.L1, Level.L2, Level.L3)


def raise_level(ctx: Context, actor: Actor, reference: str, level: str, reason: str) -> None:
    """The level changes and the reason stands in the ticket as a note. Raises NotFound, Invalid."""
    if level not in WITHIN_THE_HOUSE:
        raise Invalid(f"level must be one of: {', '.join(WITHIN_THE_HOUSE)}.", field="level")
    text = reason.strip()
    if not text:
        raise Invalid("Say why.", field="reason")
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        ticket = lookup.locked(tx, reference)
        if not takes_messages(ticket.status) or ticket.status == TicketStatus.SPAM:
            raise Invalid("A ticket that is closed, merged or spam goes no further up.")
        if level <= ticket.level:
            raise Invalid(f"The ticket is at {ticket.level} already.", field="level")
        message = Message(
            ticket_id=ticket.id,
            kind=MessageKind.NOTE,
            channel=Channel.API,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name,
            body=text,
            public=False,
            created_at=now,
        )
        tx.tickets.add(message)
        tx.session.flush()
        history.record(tx, ticket, "note", actor, now, message=message.id)
        history.change(tx, ticket, actor, now, level=Level(level))

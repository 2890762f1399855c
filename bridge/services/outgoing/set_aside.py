"""Effects that were given up show in their ticket, where a person can ask for another try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.actor import SYSTEM, Actor
from bridge.domain.errors import Conflict, NotFound
from bridge.domain.references import ticket_id
from bridge.domain.words import EffectKind, EffectState
from bridge.services import history
from bridge.services.agents import notifications
from bridge.services.context import Context
from bridge.store.attachments import Attachment
from bridge.store.deliveries import Delivery
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class SetAside:
    """`why` is the last fault's own text, in English."""

    id: int
    kind: EffectKind
    why: str


def of_ticket(
    tx: Transaction, row_id: int, deliveries: Sequence[int], attachments: Sequence[int]
) -> tuple[SetAside, ...]:
    """What was given up of a ticket, of its deliveries and of its files."""
    about: dict[str, Sequence[int]] = {
        EffectKind.AUTO_RESPONSE: [row_id],
        EffectKind.DELIVER: deliveries,
        EffectKind.FETCH_FILE: attachments,
    }
    return tuple(
        SetAside(row.id, EffectKind(row.kind), (row.last_error or "")[:LONGEST_REASON])
        for row in tx.outbox.dead(about)
    )


def tell(
    ctx: Context, tx: Transaction, kind: EffectKind, subject_id: int, why: str, now: datetime
) -> None:
    """A line in the history of the ticket that the effect belongs to, if it belongs to one.

    Its agent is told of a message that stays unsent.
    """
    ticket = _ticket(tx, kind, subject_id)
    if ticket is not None:
        facts = {"effect": kind, "why": why[:LONGEST_REASON]}
        history.record(tx, ticket, "effect_set_aside", SYSTEM, now, **facts)
        delivery = tx.deliveries.get(subject_id) if kind is EffectKind.DELIVER else None
        if delivery is not None:
            notifications.not_delivered(ctx, tx, delivery, now)


def try_again(ctx: Context, actor: Actor, reference: str, effect_id: int) -> None:
    """Due again at once, and handed out alone: it may break its worker again.

    Raises NotFound unless it is an effect of this ticket, Conflict when it was tried since.
    """
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row_id = ticket_id(reference)
        ticket = tx.tickets.get_locked(row_id) if row_id else None
        effect = tx.outbox.effect_locked(effect_id)
        owner = _ticket(tx, EffectKind(effect.kind), effect.subject_id) if effect else None
        if effect is None or ticket is None or owner is not ticket:
            raise NotFound("There is nothing of this number to try again.")
        if effect.state != EffectState.DEAD:
            raise Conflict("This was tried again already.")
        tx.outbox.revive(effect, now)
        history.record(tx, ticket, "effect_retried", actor, now, effect=effect.kind)


def _ticket(tx: Transaction, kind: EffectKind, subject_id: int) -> Ticket | None:
    if kind is EffectKind.AUTO_RESPONSE:
        return tx.tickets.get(subject_id)
    row: Delivery | Attachment | None = None
    if kind is EffectKind.DELIVER:
        row = tx.deliveries.get(subject_id)
    elif kind is EffectKind.FETCH_FILE:
        row = tx.attachments.get(subject_id)
    return tx.tickets.get(row.ticket_id) if row else None

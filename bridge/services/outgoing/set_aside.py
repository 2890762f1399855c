"""Effects that were given up: shown in their ticket and in one list, where a person can ask for
another try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.actor import SYSTEM, Actor
from bridge.domain.errors import Conflict, NotFound
from bridge.domain.references import ticket_id, ticket_reference
from bridge.domain.words import EffectKind, EffectState
from bridge.services import history
from bridge.services.agents import notifications
from bridge.services.context import Context
from bridge.store.attachments import Attachment
from bridge.store.deliveries import Delivery
from bridge.store.effects import Effect
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

LONGEST_REASON = 300
LISTED = 200


@dataclass(frozen=True, slots=True)
class SetAside:
    """`why` is the last fault's own text, in English."""

    id: int
    kind: EffectKind
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One that was set aside, and the ticket that it belongs to.

    `receiver`: who waits for it, where it is a message. `notice`: it tells an agent what happened,
    and a ticket's page does not show it.
    """

    row: SetAside
    reference: str
    subject: str
    receiver: str
    notice: bool
    added_at: datetime


def all_of(ctx: Context) -> list[Listed]:
    """Whatever was given up, oldest first; LISTED at most."""
    with ctx.reading() as tx:
        found = []
        for effect in tx.outbox.all_dead(LISTED):
            kind = EffectKind(effect.kind)
            ticket = _ticket(tx, kind, effect.subject_id)
            sent = tx.deliveries.get(effect.subject_id) if kind is EffectKind.DELIVER else None
            found.append(
                Listed(
                    _view(effect),
                    ticket_reference(ticket.id) if ticket else "",
                    ticket.subject if ticket else "",
                    sent.receiver if sent else "",
                    bool(sent and sent.for_agent),
                    effect.created_at,
                )
            )
        return found


def count(ctx: Context) -> int:
    with ctx.reading() as tx:
        return sum(state.dead for state in tx.outbox.state_of_queues(ctx.clock.now()).values())


def of_ticket(
    tx: Transaction, row_id: int, deliveries: Sequence[int], attachments: Sequence[int]
) -> tuple[SetAside, ...]:
    """What was given up of a ticket, of its deliveries and of its files."""
    about: dict[str, Sequence[int]] = {
        EffectKind.AUTO_RESPONSE: [row_id],
        EffectKind.DELIVER: deliveries,
        EffectKind.FETCH_FILE: attachments,
    }
    return tuple(map(_view, tx.outbox.dead(about)))


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


def try_again(ctx: Context, actor: Actor, reference: str | None, effect_id: int) -> None:
    """Due again at once, and handed out alone: it may break its worker again.

    Raises NotFound unless it is an effect of this ticket (None: of any), Conflict when it was tried
    since.
    """
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        effect = tx.outbox.effect_locked(effect_id)
        ticket = _ticket(tx, EffectKind(effect.kind), effect.subject_id) if effect else None
        if ticket and reference is not None and ticket.id != ticket_id(reference):
            ticket = None
        if effect is None or ticket is None:
            raise NotFound("There is nothing of this number to try again.")
        if effect.state != EffectState.DEAD:
            raise Conflict("This was tried again already.")
        tx.outbox.revive(effect, now)
        history.record(tx, ticket, "effect_retried", actor, now, effect=effect.kind)


def _view(effect: Effect) -> SetAside:
    why = (effect.last_error or "")[:LONGEST_REASON]
    return SetAside(effect.id, EffectKind(effect.kind), why)


def _ticket(tx: Transaction, kind: EffectKind, subject_id: int) -> Ticket | None:
    if kind is EffectKind.AUTO_RESPONSE:
        return tx.tickets.get(subject_id)
    row: Delivery | Attachment | None = None
    if kind is EffectKind.DELIVER:
        row = tx.deliveries.get(subject_id)
    elif kind is EffectKind.FETCH_FILE:
        row = tx.attachments.get(subject_id)
    return tx.tickets.get(row.ticket_id) if row else None

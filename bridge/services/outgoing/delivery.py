"""Deliveries leave: one kept connection for a batch, every try on record.

A try is on record before it begins. Each commit ends one try and begins the next, so that a
worker that is cut off leaves exactly one try without an end: that delivery alone is uncertain
(two, where a worker runs two lanes, see workers/outbox).
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bridge.domain.actor import Actor
from bridge.domain.errors import Conflict, DeliveryFailed, DeliveryUncertain, NotFound
from bridge.domain.ports import Receipt
from bridge.domain.references import ticket_reference
from bridge.domain.words import (
    DeliveryChannel,
    DeliveryStatus,
    EffectKind,
    QueueName,
)
from bridge.services import history
from bridge.services.context import Context
from bridge.services.outgoing import mail_doubts, mail_turns, outcomes
from bridge.services.outgoing.handing_over import HandingOver, Result
from bridge.services.outgoing.mail_doubts import Doubt
from bridge.services.outgoing.outbox import Claim
from bridge.store.deliveries import Attempt, Delivery
from bridge.store.session import Transaction

log = structlog.get_logger()

AGAIN = (
    DeliveryStatus.RETRYING,
    DeliveryStatus.UNCERTAIN,
    DeliveryStatus.FAILED,
    DeliveryStatus.BOUNCED,
)
"""What a person may send again."""
RENEW_AFTER_SHARE = 0.3
"""The leases of a batch are renewed when this share of their time has passed."""


@dataclass(frozen=True, slots=True)
class _Try:
    claim: Claim
    delivery: Delivery
    attempt_id: int


def send(ctx: Context, claims: list[Claim]) -> None:
    """Tries each claimed delivery once. A cut-off earlier try makes it wait first."""
    waiting = _settle_doubts(ctx, _sort_out(ctx, claims))
    last: tuple[_Try, Result] | None = None
    renewed_at = ctx.clock.now()
    with HandingOver(ctx) as out:
        for claim, delivery in waiting:
            now = ctx.clock.now()
            held = (
                [one for one, _ in waiting]
                if now - renewed_at > ctx.timing.lease * RENEW_AFTER_SHARE
                else []
            )
            renewed_at = now if held else renewed_at
            out.begin(delivery)
            current = _end_and_begin(ctx, last, (claim, delivery), held)
            last = (current, out.hand_over(current.delivery)) if current else None
        _end_and_begin(ctx, last, None, [])


def send_again(ctx: Context, actor: Actor, delivery_id: int) -> str:
    """A person asks for another try now. Returns the ticket's reference.

    The receiver gets the same Message-ID or webhook-id. Raises NotFound, and Conflict for a
    delivery that arrived or is on its way.
    """
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row = tx.deliveries.locked(delivery_id)
        ticket = tx.tickets.get_locked(row.ticket_id) if row else None
        if row is None or ticket is None:
            raise NotFound("There is no such delivery.")
        if row.status not in AGAIN:
            raise Conflict("Only what did not arrive can be sent again.")
        retry_now(tx, row, now)
        facts = {"delivery": row.id, "receiver": row.receiver}
        history.record(tx, ticket, "delivery_retried", actor, now, **facts)
        return ticket_reference(ticket.id)


def retry_now(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """A person asks for another try of a delivery that is in the dead letters or waits."""
    delivery.status = DeliveryStatus.QUEUED
    queue = QueueName.VENDORS if delivery.escalation_id else QueueName.REPLIES
    tx.outbox.cancel(EffectKind.DELIVER, delivery.id)
    tx.outbox.add_effect(EffectKind.DELIVER, queue, delivery.id, now=now)


def _sort_out(ctx: Context, claims: list[Claim]) -> list[tuple[Claim, Delivery]]:
    """Leaves out what needs no try: already sent, cancelled, cut off in the last try, or not yet
    its mailbox's turn."""
    ids = [claim.subject_id for claim in claims]
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        deliveries = tx.deliveries.by_ids(ids)
        cut_off = tx.deliveries.open_attempts(ids)
        limits = tx.mailboxes.limits()
        waiting = []
        for claim in claims:
            delivery = deliveries[claim.subject_id]
            if attempt := cut_off.get(delivery.id):
                outcomes.record(
                    ctx, tx, claim, delivery, attempt, _cut_off(delivery), now, suspect=True
                )
            elif delivery.status in DeliveryStatus.waiting():
                if not _put_off(tx, claim, delivery, limits, now):
                    waiting.append((claim, delivery))
            else:
                tx.outbox.finish([claim.effect_id], claim.lease)
    return waiting


def _put_off(
    tx: Transaction, claim: Claim, delivery: Delivery, limits: dict[str, int], now: datetime
) -> bool:
    """Whether it waits, because its mailbox has sent enough for this minute."""
    limit = limits.get(delivery.mailbox or "")
    if limit is None or delivery.mailbox is None:
        return False
    turn = mail_turns.turn(tx, delivery.mailbox, limit, delivery.id, now)
    if turn <= now:
        return False
    why = f"{delivery.mailbox} sends {limit} mails a minute at most."
    tx.outbox.postpone(claim.effect_id, claim.lease, turn, why, fresh=True)
    return True


def _settle_doubts(
    ctx: Context, waiting: list[tuple[Claim, Delivery]]
) -> list[tuple[Claim, Delivery]]:
    """Mails that may have arrived: those that are found in the mailbox are not sent again."""
    to_try = []
    for claim, delivery in waiting:
        doubtful = delivery.status == DeliveryStatus.UNCERTAIN
        if not doubtful or delivery.channel != DeliveryChannel.MAIL:
            to_try.append((claim, delivery))
            continue
        doubt = mail_doubts.look(ctx, delivery)
        if _settle(ctx, claim, delivery, doubt):
            to_try.append((claim, delivery))
    return to_try


def _settle(ctx: Context, claim: Claim, delivery: Delivery, doubt: Doubt) -> bool:
    """One commit for what the look brought. Whether the mail shall go once more."""
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row = tx.deliveries.locked(delivery.id)
        if row is None or not tx.tries.hold(claim.effect_id, claim.lease):
            return False
        if doubt is Doubt.FOUND:
            attempt = Attempt(
                delivery_id=row.id, number=row.tries + 1, started_at=now, ended_at=None
            )
            tx.deliveries.add_attempt(attempt)
            receipt = Receipt(mail_doubts.FOUND_ANSWER)
            outcomes.record(ctx, tx, claim, row, attempt, receipt, now)
            outcomes.tell(tx, row, "delivery_found", None, now)
            return False
        if doubt is Doubt.UNREADABLE and mail_doubts.may_wait(ctx, tx, row, now):
            due = now + ctx.timing.uncertain_wait
            tx.outbox.postpone(
                claim.effect_id, claim.lease, due, mail_doubts.UNREADABLE_NOW, fresh=True
            )
            return False
        blind = doubt is not Doubt.MISSING
        if blind and mail_doubts.uncertain_tries(tx, row) >= outcomes.MOST_UNCERTAIN:
            tx.outbox.finish([claim.effect_id], claim.lease)
            return False
        outcomes.tell(tx, row, mail_doubts.EVENTS[doubt], None, now)
        return True


def _cut_off(delivery: Delivery) -> DeliveryFailed | DeliveryUncertain:
    """A webhook's id makes its repeat safe; a mail may lie in a mailbox already."""
    why = "The worker was cut off while it sent."
    if delivery.channel == DeliveryChannel.WEBHOOK:
        return DeliveryFailed(why)
    return DeliveryUncertain(why)


def _end_and_begin(
    ctx: Context,
    last: tuple[_Try, Result] | None,
    next_: tuple[Claim, Delivery] | None,
    renew: list[Claim],
) -> _Try | None:
    """One commit: the end of the last try and the beginning of the next."""
    if last is None and next_ is None:
        return None
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        if last:
            _end(ctx, tx, *last, now)
        if renew:
            ids = [claim.effect_id for claim in renew]
            tx.outbox.renew(ids, renew[0].lease, now + ctx.timing.lease)
        return _begin(tx, *next_, now) if next_ else None


def _end(ctx: Context, tx: Transaction, tried: _Try, result: Result, now: datetime) -> None:
    claim, delivery = tried.claim, tried.delivery
    if isinstance(result, Receipt) and delivery.escalation_id is None:  # nearly always
        tx.tries.sent(delivery.id, tried.attempt_id, result.answer, now)
        tx.tries.finish(claim.effect_id, claim.lease)
        return
    row, attempt = tx.deliveries.get(delivery.id), tx.deliveries.attempt(tried.attempt_id)
    if row is not None and attempt is not None:
        outcomes.record(ctx, tx, claim, row, attempt, result, now)


def _begin(tx: Transaction, claim: Claim, delivery: Delivery, now: datetime) -> _Try | None:
    """None when the lease was lost or the delivery needs no try any more."""
    if not tx.tries.hold(claim.effect_id, claim.lease):
        return None
    if not tx.tries.sending(delivery.id):
        tx.tries.finish(claim.effect_id, claim.lease)
        return None
    attempt_id = tx.insert(
        Attempt, delivery_id=delivery.id, number=delivery.tries + 1, started_at=now
    )
    return _Try(claim, delivery, attempt_id)

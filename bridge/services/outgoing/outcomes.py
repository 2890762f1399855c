"""What follows from a try: the delivery is sent, tried again, or left to a person."""

import random
from datetime import datetime

import structlog

from bridge.domain import retries
from bridge.domain.actor import SYSTEM
from bridge.domain.errors import DeliveryFailed, DeliveryUncertain
from bridge.domain.ports import Receipt
from bridge.domain.references import ticket_reference
from bridge.domain.words import (
    DeliveryStatus,
    EscalationStatus,
)
from bridge.services import history
from bridge.services.agents import notifications
from bridge.services.context import Context
from bridge.services.outgoing import mail_doubts
from bridge.services.outgoing.handing_over import Result
from bridge.services.outgoing.outbox import Claim
from bridge.store.deliveries import Attempt, Delivery
from bridge.store.session import Transaction

log = structlog.get_logger()

MOST_UNCERTAIN = 2


def record(
    ctx: Context,
    tx: Transaction,
    claim: Claim,
    delivery: Delivery,
    attempt: Attempt,
    result: Result,
    now: datetime,
    *,
    suspect: bool = False,
) -> None:
    """`suspect`: the try may have broken its worker, so the next one is made alone."""
    attempt.ended_at = now
    if isinstance(result, Receipt):
        attempt.outcome, attempt.answer = DeliveryStatus.SENT, result.answer
        delivery.status, delivery.sent_at = DeliveryStatus.SENT, now
        tx.outbox.finish([claim.effect_id], claim.lease)
        _escalation_sent(tx, delivery, now)
    elif isinstance(result, DeliveryUncertain):
        attempt.outcome, attempt.answer = DeliveryStatus.UNCERTAIN, result.why
        _uncertain(ctx, tx, claim, delivery, result, now, suspect=suspect)
    else:
        attempt.outcome, attempt.answer = DeliveryStatus.FAILED, result.why
        _failed(ctx, tx, claim, delivery, result, now, suspect=suspect)
    delivery.last_answer = attempt.answer


def _uncertain(
    ctx: Context,
    tx: Transaction,
    claim: Claim,
    delivery: Delivery,
    failure: DeliveryUncertain,
    now: datetime,
    *,
    suspect: bool,
) -> None:
    """Tried again once, later; then a person decides: each try may be one more mail (MAIL.md).

    Where the sent mail can be looked through, no try is blind, and it goes on as for a refusal.
    """
    delivery.status = DeliveryStatus.UNCERTAIN
    tx.session.flush()
    again = mail_doubts.uncertain_tries(tx, delivery) < MOST_UNCERTAIN
    if again or mail_doubts.can_look(tx, delivery, now):
        due = now + ctx.timing.uncertain_wait
        reset = {"suspect": True} if suspect else {"fresh": True}
        tx.outbox.postpone(claim.effect_id, claim.lease, due, failure.why, **reset)
        tell(tx, delivery, "delivery_uncertain", failure.why, now)
        return
    why = f"{failure.why} It was so before: send it again only if it did not arrive."
    tx.outbox.finish([claim.effect_id], claim.lease)
    tell(tx, delivery, "delivery_uncertain", why, now)
    notifications.not_delivered(ctx, tx, delivery, now)
    _escalation_failed(tx, delivery, DeliveryFailed(why))


def _failed(
    ctx: Context,
    tx: Transaction,
    claim: Claim,
    delivery: Delivery,
    failure: DeliveryFailed,
    now: datetime,
    *,
    suspect: bool,
) -> None:
    try:
        if failure.permanent:
            raise retries.NoTriesLeft
        delay = retries.delivery_delay(delivery.channel, delivery.tries, now - delivery.created_at)
    except retries.NoTriesLeft:
        delivery.status = DeliveryStatus.FAILED
        tx.outbox.finish([claim.effect_id], claim.lease)
        tell(tx, delivery, "delivery_failed", failure.why, now)
        notifications.not_delivered(ctx, tx, delivery, now)
        _escalation_failed(tx, delivery, failure)
        return
    delivery.status = DeliveryStatus.RETRYING
    wait = failure.retry_after or retries.jittered(delay, random.random())  # noqa: S311 - spread
    reset = {"suspect": True} if suspect else {"fresh": True}
    tx.outbox.postpone(claim.effect_id, claim.lease, now + wait, failure.why, **reset)


def _escalation_sent(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    if delivery.escalation_id is None:
        return
    escalation = tx.vendors.escalation_locked(delivery.escalation_id)
    if escalation and escalation.status in (EscalationStatus.QUEUED, EscalationStatus.FAILED):
        escalation.status, escalation.sent_at = EscalationStatus.SENT, now
        tell(tx, delivery, "escalation_sent", None, now)


def _escalation_failed(tx: Transaction, delivery: Delivery, failure: DeliveryFailed) -> None:
    if delivery.escalation_id is None:
        return
    escalation = tx.vendors.escalation_locked(delivery.escalation_id)
    if escalation and escalation.status == EscalationStatus.QUEUED:
        escalation.status = EscalationStatus.FAILED
    if escalation and failure.gone:
        vendor = tx.vendors.get(escalation.vendor_id)
        vendor.enabled, vendor.disabled_reason = False, failure.why


def tell(tx: Transaction, delivery: Delivery, type_: str, why: str | None, now: datetime) -> None:
    """An event in the ticket's history."""
    ticket = tx.tickets.get(delivery.ticket_id)
    if ticket is None:
        return
    facts = {"delivery": delivery.id, "receiver": delivery.receiver} | ({"why": why} if why else {})
    if delivery.for_agent and type_ == "delivery_failed":
        type_ = "notice_failed"
    history.record(tx, ticket, type_, SYSTEM, now, **facts)
    log.info(type_, ticket=ticket_reference(ticket.id), delivery=delivery.id)

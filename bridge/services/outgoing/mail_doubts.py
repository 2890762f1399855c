"""Mails that may have arrived: is there evidence, before they are sent once more (MAIL.md)?"""

from datetime import datetime, timedelta
from enum import StrEnum

from bridge.domain.words import DeliveryChannel, DeliveryStatus
from bridge.services.context import Context
from bridge.services.outgoing import mail_outlets
from bridge.store.deliveries import Delivery
from bridge.store.session import Transaction

FOUND_ANSWER = "Not sent again: it lies in the sent mail of its mailbox."
UNREADABLE_NOW = "The sent mail of its mailbox can't be looked through just now."
LONGEST_LOOK = timedelta(hours=1)
"""So long a mailbox that can't be read holds a doubtful mail up."""
LONGEST_DOUBT = timedelta(hours=48)


class Doubt(StrEnum):
    FOUND = "found"
    MISSING = "missing"
    """The mailbox was looked through, and the mail is not there."""
    UNREADABLE = "unreadable"
    NO_MAILBOX = "no_mailbox"
    """Nothing is set up that could be looked through."""


EVENTS = {
    Doubt.MISSING: "delivery_repeated",
    Doubt.UNREADABLE: "delivery_repeated_blindly",
    Doubt.NO_MAILBOX: "delivery_repeated_blindly",
}


def look(ctx: Context, delivery: Delivery) -> Doubt:
    """Asks the mailbox; no transaction is open meanwhile."""
    try:
        account = mail_outlets.sent_account(ctx, delivery.mailbox)
    except ValueError:  # sealed with a key that is gone
        return Doubt.UNREADABLE
    if account is None:
        return Doubt.NO_MAILBOX
    found = ctx.evidence.find(account, delivery.external_id)
    if found is None:
        return Doubt.UNREADABLE
    return Doubt.FOUND if found else Doubt.MISSING


def can_look(tx: Transaction, delivery: Delivery, now: datetime) -> bool:
    """Whether a further try would not be blind, within two days."""
    if delivery.channel != DeliveryChannel.MAIL or now - delivery.created_at > LONGEST_DOUBT:
        return False
    row = tx.mailboxes.by_slug(delivery.mailbox) if delivery.mailbox else None
    if row is None:
        return False
    copied = row.copies_itself and tx.inlets.of_mailbox(row.id)
    return bool(row.sent_imap_sealed or tx.mailboxes.grant(row.id) or copied)


def may_wait(ctx: Context, tx: Transaction, delivery: Delivery, now: datetime) -> bool:
    """Whether the mailbox gets more time to become readable."""
    tries = tx.deliveries.attempts([delivery.id])
    ended = [one.ended_at for one in tries if one.ended_at]
    return bool(ended) and now - max(ended) < LONGEST_LOOK + ctx.timing.uncertain_wait


def uncertain_tries(tx: Transaction, delivery: Delivery) -> int:
    tries = tx.deliveries.attempts([delivery.id])
    return sum(one.outcome == DeliveryStatus.UNCERTAIN for one in tries)

"""A mailbox that may send so many mails a minute: the others wait for their turn, in order."""

from datetime import datetime, timedelta

from bridge.store.mailboxes import SendSlot
from bridge.store.session import Transaction

WINDOW = timedelta(seconds=60)


def turn(tx: Transaction, mailbox: str, limit: int, delivery_id: int, now: datetime) -> datetime:
    """`now` when a delivery may leave, which then counts; else when to ask again.

    Whoever waits asks again at the same moment as the others, so the outbox's own order (when
    due, then which came first) is the order in which they leave. Locks the mailbox until the
    transaction ends.
    """
    tx.mailboxes.locked(mailbox)
    tx.mailboxes.drop_slots(mailbox, now - 2 * WINDOW, but=delivery_id)
    left = tx.mailboxes.newest_slots(mailbox, limit)
    if len(left) == limit and left[-1] > now - WINDOW:
        return left[-1] + WINDOW
    slot = tx.mailboxes.slot(delivery_id)
    if slot is None:
        tx.mailboxes.add(SendSlot(delivery_id=delivery_id, mailbox=mailbox, at=now))
    else:
        slot.at = now
    tx.session.flush()
    return now

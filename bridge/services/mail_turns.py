"""A mailbox that may send so many mails a minute: the others wait for their turn, in order."""

from datetime import datetime, timedelta

from bridge.store.mailboxes import SendSlot
from bridge.store.session import Transaction

WINDOW = timedelta(seconds=60)
LATE = timedelta(seconds=10)
"""A turn that was missed by more is given anew, or all that were missed would leave at once."""


def turn(tx: Transaction, mailbox: str, limit: int, delivery_id: int, now: datetime) -> datetime:
    """When a delivery may leave: `now`, or its turn. The same turn when asked again before it.

    Counts what left in the last minute and the turns that are given away already. Locks the
    mailbox until the transaction ends.
    """
    tx.mailboxes.locked(mailbox)
    slot = tx.mailboxes.slot(delivery_id)
    if slot is not None and slot.at > now:
        return slot.at
    if slot is not None and now - slot.at <= LATE:
        slot.at = now
        return now
    tx.mailboxes.drop_slots(mailbox, now - 2 * WINDOW, but=delivery_id)
    taken = tx.mailboxes.newest_slots(mailbox, limit)
    at = max(now, taken[0]) if taken else now
    if len(taken) == limit:
        at = max(at, taken[-1] + WINDOW)
    if slot is None:
        tx.mailboxes.add(SendSlot(delivery_id=delivery_id, mailbox=mailbox, at=at))
    else:
        slot.at = at
    tx.session.flush()
    return at

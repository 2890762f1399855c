"""A scheduler is killed while it reads a mailbox, and another one goes on (F13)."""

import signal
from collections import Counter

import pytest
from sqlalchemy import select

from bridge.services import set_up
from bridge.services.incoming_mail import inlets
from bridge.store.audit import Arrival
from bridge.store.messages import Message
from bridge.store.tickets import Ticket
from tests.faults.doomed_reader import STEPS
from tests.faults.processes import child
from tests.servers.dovecot import Account
from tests.servers.run import wait_until
from tests.support.desk import MAILBOX, SUPPORT, Desk
from tests.support.letters import letter

MAILS = 120
ANSWERS = range(5, MAILS, 5)
"""Some answer the last mail of the batch before."""


def full(desk: Desk, account: Account) -> None:
    """A mailbox that is read from now on; each fifth of its mails answers the one before."""
    desk.real_time()
    row = {"slug": MAILBOX, "address": SUPPORT, "imap": account.url}
    set_up.apply(desk.ctx, {"mailboxes": [row]})
    inlets.anchor(desk.ctx)
    mails = []
    for number in range(MAILS):
        sender = f"visitor{(number - 1) // 5}@example.org"
        named = {"message_id": f"<{number}@example.org>", "subject": f"Case {number}"}
        before = {"In_Reply_To": f"<{number - 1}@example.org>"} if number in ANSWERS else {}
        mails.append(letter(SUPPORT, f"Word {number}.", sender=sender, **named, **before))
    account.fill(mails)


def outcomes(desk: Desk) -> Counter[str | None]:
    with desk.ctx.reading() as tx:
        return Counter(tx.session.scalars(select(Arrival.outcome)))


def bodies(desk: Desk) -> list[str]:
    with desk.ctx.reading() as tx:
        found = select(Message.body).where(Message.kind == "request")
        return sorted(body.strip() for body in tx.session.scalars(found))


def all_done(desk: Desk, account: Account) -> bool:
    done = outcomes(desk)
    seen = [b"\\Seen" in flags for flags in account.flags()]
    return done.total() == MAILS and None not in done and all(seen)


@pytest.mark.parametrize("step", STEPS)
def test_another_scheduler_goes_on_where_one_was_killed(
    bridge: Desk, imap_account: Account, step: str
) -> None:
    full(bridge, imap_account)
    with child(bridge, "scheduler", step) as first:
        assert first.wait() == -signal.SIGKILL
    assert not all_done(bridge, imap_account)
    bridge.clock.move(minutes=2)  # terms and leases have ended
    with child(bridge, "scheduler", "never") as second:
        wait_until(lambda: all_done(bridge, imap_account), "all mails")
        second.send_signal(signal.SIGTERM)
        assert second.wait() == 0
    assert bodies(bridge) == sorted(f"Word {number}." for number in range(MAILS))
    assert bridge.count(Ticket) == MAILS - len(ANSWERS)
    assert set(outcomes(bridge)) == {"ticket", "message"}

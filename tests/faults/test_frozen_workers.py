"""A worker stands still past its lease and wakes when another took over; two at once (F07, F08).

A virtual machine that was paused, a laptop that slept: the process believes that no time passed.
"""

import signal

import pytest

from bridge.domain.errors import Unavailable
from bridge.services.vendors import escalation
from bridge.store.session import Database
from tests.faults.processes import child, frozen, wake
from tests.faults.test_killed_workers import (
    LEASE_AND_A_BIT,
    UNCERTAIN_WAIT,
    delivery,
    one_message_id,
)
from tests.servers.run import wait_until
from tests.support.desk import HOOK_VENDOR, Desk


def taken_over(desk: Desk) -> None:
    """The lease ran out, and another worker takes up what was held."""
    desk.clock.move(seconds=LEASE_AND_A_BIT)
    desk.drain()


def test_an_answer_that_was_taken_over_is_not_given_a_second_time(bridge: Desk) -> None:
    reference = bridge.pushed()
    with frozen(bridge, "replies", "after_commit") as worker:
        taken_over(bridge)
        assert one_message_id(bridge, "ann@example.org") == 1
        wake(worker)
    bridge.drain()
    assert one_message_id(bridge, "ann@example.org") == 1
    assert delivery(bridge, reference, "auto_response").status == "sent"


def test_a_worker_that_stands_still_while_it_writes_holds_nobody_back_for_ever(
    bridge: Desk,
) -> None:
    """SQLite's lock can't be taken from it, so others are told; PostgreSQL ends its transaction."""
    bridge.pushed()
    with frozen(bridge, "replies", "before_commit") as worker:
        if bridge.ctx.database.url.get_backend_name() == "sqlite":
            impatient = Database(bridge.config.database_url, standstill=0.2)
            with pytest.raises(Unavailable, match="writing"), impatient.transaction():
                pass
            impatient.dispose()
            wake(worker)
        else:
            wait_until(lambda: drained(bridge), "PostgreSQL to free the rows")
            assert one_message_id(bridge, "ann@example.org") == 1
            worker.send_signal(signal.SIGCONT)
            worker.wait()
    taken_over(bridge)
    assert one_message_id(bridge, "ann@example.org") == 1


def drained(desk: Desk) -> bool:
    desk.drain()
    return bool(desk.mails())


@pytest.mark.parametrize("step", ["before_send", "after_send"])
def test_a_mail_that_a_frozen_worker_sends_after_all_is_not_repeated(
    bridge: Desk, step: str
) -> None:
    """It wakes while the other one still waits before a second try."""
    reference = bridge.pushed()
    with frozen(bridge, "replies", step) as worker:
        taken_over(bridge)
        assert delivery(bridge, reference, "auto_response").status == "uncertain"
        wake(worker)
    bridge.clock.move(minutes=UNCERTAIN_WAIT)
    bridge.drain()
    assert one_message_id(bridge, "ann@example.org") == 1
    assert delivery(bridge, reference, "auto_response").status == "sent"


def test_a_mail_that_was_begun_and_taken_over_leaves_once(bridge: Desk) -> None:
    bridge.pushed()
    second = bridge.pushed(fields=bridge.fields(email="bob@example.org"))
    with frozen(bridge, "replies", "begun") as worker:
        taken_over(bridge)
        wake(worker)
    bridge.drain()
    assert one_message_id(bridge, "bob@example.org") == 1
    assert delivery(bridge, second, "auto_response").status == "sent"


def test_a_mail_that_left_twice_bears_one_id_and_the_ticket_says_so(bridge: Desk) -> None:
    """It wakes when the other one has sent already: nobody could know."""
    reference = bridge.pushed()
    with frozen(bridge, "replies", "before_send") as worker:
        taken_over(bridge)
        bridge.clock.move(minutes=UNCERTAIN_WAIT)
        bridge.drain()
        assert one_message_id(bridge, "ann@example.org") == 1
        wake(worker)
    bridge.drain()
    assert one_message_id(bridge, "ann@example.org") == 2
    assert len(bridge.events(reference, "delivery_uncertain")) == 1
    assert delivery(bridge, reference, "auto_response").status == "sent"


@pytest.mark.parametrize("step", ["before_post", "after_post"])
def test_a_case_that_left_twice_is_one_case_at_the_vendor(bridge: Desk, step: str) -> None:
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    with frozen(bridge, "vendors", step) as worker:
        taken_over(bridge)
        bridge.clock.move(minutes=UNCERTAIN_WAIT)
        bridge.drain()
        wake(worker)
    bridge.drain()
    assert len({call.headers["webhook-id"] for call in bridge.vendor.calls}) == 1
    [case] = bridge.ticket(reference).escalations
    assert case.status == "sent"
    assert delivery(bridge, reference, "vendor_out").status == "sent"


def test_workers_that_take_up_the_same_queue_at_once_share_its_work(bridge: Desk) -> None:
    """Two sweepers hinted at the same rows: each is worked on by one."""
    people = [f"visitor{number}@example.org" for number in range(8)]
    for email in people:
        bridge.pushed(fields=bridge.fields(email=email))
    workers = [child(bridge, "replies", "never") for _ in range(3)]
    for worker in workers:
        with worker:
            assert worker.wait() == 0
    assert sorted(str(mail["To"]).split("<")[-1].rstrip(">") for mail in bridge.mails()) == people

"""A worker is killed at each step between the cause and its record (F05, F06, F07, F42)."""

from collections import Counter

import pytest

from bridge.services.outgoing.outbox import BATCH
from bridge.services.tickets.message_view import DeliveryView
from bridge.services.vendors import escalation
from bridge.store.tickets import Ticket
from tests.faults.processes import child, drain_and_die
from tests.servers.run import wait_until
from tests.support.desk import HOOK_VENDOR, MAIL_VENDOR, Desk

LEASE_AND_A_BIT = 61  # seconds
UNCERTAIN_WAIT = 3  # minutes


def recover(desk: Desk) -> None:
    """Another worker finds what the dead one held, now and when a doubtful mail may go again."""
    desk.clock.move(seconds=LEASE_AND_A_BIT)
    desk.drain()
    desk.clock.move(minutes=UNCERTAIN_WAIT)
    desk.drain()
    desk.clock.move(minutes=UNCERTAIN_WAIT)
    assert desk.drain() == 0


def delivery(desk: Desk, reference: str, kind: str) -> DeliveryView:
    [message] = desk.messages(reference, kind)
    [found] = message.deliveries
    return found


def one_message_id(desk: Desk, to: str) -> int:
    """How often the one mail to an address came."""
    ids = [mail["Message-ID"] for mail in desk.mails(to)]
    assert len(set(ids)) == 1
    return len(ids)


@pytest.mark.parametrize(
    ("step", "doubtful"),
    [
        ("before_commit", False),
        ("composing", False),
        ("after_commit", False),
        ("before_send", True),
        ("half_sent", True),
        ("recorded", False),
    ],
)
def test_a_worker_killed_before_the_mail_is_out_costs_no_mail_and_doubles_none(
    bridge: Desk, step: str, doubtful: bool
) -> None:
    reference = bridge.pushed()
    drain_and_die(bridge, "replies", step)
    recover(bridge)
    assert one_message_id(bridge, "ann@example.org") == 1
    assert bridge.count(Ticket) == 1
    assert delivery(bridge, reference, "auto_response").status == "sent"
    assert len(bridge.events(reference, "delivery_uncertain")) == doubtful


def test_a_worker_killed_after_the_servers_yes_repeats_under_the_same_id_and_says_so(
    bridge: Desk,
) -> None:
    reference = bridge.pushed()
    drain_and_die(bridge, "replies", "after_send")
    bridge.clock.move(seconds=LEASE_AND_A_BIT)
    bridge.drain()
    doubtful = delivery(bridge, reference, "auto_response")
    assert (doubtful.status, doubtful.can_retry) == ("uncertain", True)
    assert len(bridge.mails()) == 1
    bridge.clock.move(minutes=UNCERTAIN_WAIT)
    bridge.drain()
    assert one_message_id(bridge, "ann@example.org") == 2
    sent = delivery(bridge, reference, "auto_response")
    assert [attempt.outcome for attempt in sent.attempts] == ["uncertain", "sent"]
    assert len(bridge.events(reference, "delivery_uncertain")) == 1


def test_a_worker_killed_as_it_begins_the_next_mail_leaves_only_the_one_before_in_doubt(
    bridge: Desk,
) -> None:
    first = bridge.pushed()
    second = bridge.pushed(fields=bridge.fields(email="bob@example.org"))
    drain_and_die(bridge, "replies", "begun")
    assert len(bridge.mails()) == 1
    recover(bridge)
    assert delivery(bridge, first, "auto_response").status == "sent"
    assert len(bridge.events(first, "delivery_uncertain")) == 1
    assert delivery(bridge, second, "auto_response").status == "sent"
    assert bridge.events(second, "delivery_uncertain") == []
    assert one_message_id(bridge, "bob@example.org") == 1


def test_a_worker_with_two_lanes_that_is_killed_leaves_two_mails_in_doubt_at_most(
    bridge: Desk,
) -> None:
    people = [f"visitor{number}@example.org" for number in range(2 * BATCH + 5)]
    references = [bridge.pushed(fields=bridge.fields(email=email)) for email in people]
    drain_and_die(bridge, "replies", "after_send")
    recover(bridge)
    doubtful = [one for one in references if bridge.events(one, "delivery_uncertain")]
    assert 1 <= len(doubtful) <= 2
    copies = Counter(str(mail["To"].addresses[0].addr_spec) for mail in bridge.mails())
    assert set(copies) == set(people)
    assert copies.total() <= len(people) + len(doubtful)


def test_a_worker_killed_while_it_waits_for_the_servers_answer(bridge: Desk) -> None:
    reference = bridge.pushed()
    bridge.hang_mail(keep=True)
    with child(bridge, "replies", "never") as worker:
        wait_until(lambda: bool(bridge.mails()), "the mail to arrive")
        worker.kill()
        worker.wait()
    recover(bridge)
    assert one_message_id(bridge, "ann@example.org") == 2
    assert delivery(bridge, reference, "auto_response").status == "sent"


def test_a_worker_killed_again_and_again_leaves_the_decision_to_a_person(bridge: Desk) -> None:
    reference = bridge.pushed()
    for _ in range(2):
        drain_and_die(bridge, "replies", "after_send")
        bridge.clock.move(seconds=LEASE_AND_A_BIT)
        bridge.drain()
        bridge.clock.move(minutes=UNCERTAIN_WAIT)
    bridge.clock.move(days=3)
    assert bridge.drain() == 0
    assert one_message_id(bridge, "ann@example.org") == 2
    stuck = delivery(bridge, reference, "auto_response")
    assert (stuck.status, stuck.can_retry) == ("uncertain", True)


def test_what_kills_its_worker_holds_up_nothing_else(bridge: Desk) -> None:
    poison = bridge.pushed()
    drain_and_die(bridge, "replies", "after_send")
    bridge.clock.move(seconds=LEASE_AND_A_BIT)
    healthy = bridge.pushed(fields=bridge.fields(email="bob@example.org"))
    bridge.drain()
    assert delivery(bridge, healthy, "auto_response").status == "sent"
    assert delivery(bridge, poison, "auto_response").status == "uncertain"


@pytest.mark.parametrize("step", ["before_post", "after_post"])
def test_a_case_is_one_case_at_the_vendor_whenever_the_worker_dies(bridge: Desk, step: str) -> None:
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    drain_and_die(bridge, "vendors", step)
    recover(bridge)
    assert {call.headers["webhook-id"] for call in bridge.vendor.calls} == {
        delivery(bridge, reference, "vendor_out").external_id
    }
    assert len(bridge.vendor.calls) == (2 if step == "after_post" else 1)
    [case] = bridge.ticket(reference).escalations
    assert case.status == "sent"


def test_a_worker_killed_while_the_vendor_thinks(bridge: Desk) -> None:
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    with bridge.vendor.thinking(), child(bridge, "vendors", "never") as worker:
        wait_until(lambda: bool(bridge.vendor.calls), "the call to arrive")
        worker.kill()
        worker.wait()
    recover(bridge)
    assert len({call.headers["webhook-id"] for call in bridge.vendor.calls}) == 1
    assert bridge.ticket(reference).escalations[0].status == "sent"


def test_a_case_by_mail_bears_one_message_id_whenever_the_worker_dies(bridge: Desk) -> None:
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, MAIL_VENDOR, "Please look.")
    drain_and_die(bridge, "vendors", "after_send")
    recover(bridge)
    assert one_message_id(bridge, "cases@printers.test") == 2
    assert bridge.ticket(reference).escalations[0].status == "sent"

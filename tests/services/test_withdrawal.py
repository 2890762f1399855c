"""A case is taken back: nothing leaves where nothing has left, else the vendor is told."""

import threading

import pytest

from bridge.domain.errors import Conflict, Invalid
from bridge.domain.words import EffectKind
from bridge.services.outgoing import delivery, outbox, set_aside
from bridge.services.tickets import properties
from bridge.services.tickets.properties import Change
from bridge.services.vendors import escalation, withdrawal
from tests.faults.processes import drain_and_die
from tests.support.desk import HOOK_VENDOR, MAIL_VENDOR, Desk


def escalated(desk: Desk, vendor: str = HOOK_VENDOR) -> tuple[str, str]:
    """The ticket and its case, which waits in the outbox."""
    ticket = desk.pushed()
    case = escalation.escalate(desk.ctx, desk.agent, ticket, vendor, "Please look.").escalation
    return ticket, case


def heard(desk: Desk, case: str) -> list[str]:
    """What the vendor with the webhook was told of a case."""
    return [call.json["type"] for call in desk.vendor.calls if call.json["escalation"] == case]


def states(desk: Desk, ticket: str) -> list[str]:
    return [
        one.status for message in desk.messages(ticket, "vendor_out") for one in message.deliveries
    ]


@pytest.mark.parametrize("level", ["L1", "L3"])
def test_its_ticket_comes_back_to_the_level_that_it_came_from(bridge: Desk, level: str) -> None:
    ticket = bridge.pushed()
    properties.change(bridge.ctx, bridge.agent, ticket, Change(level=level))
    cases = [
        escalation.escalate(bridge.ctx, bridge.agent, ticket, vendor, "Please look.").escalation
        for vendor in (HOOK_VENDOR, MAIL_VENDOR)
    ]
    withdrawal.cancel(bridge.ctx, bridge.agent, cases[0])
    waiting = bridge.ticket(ticket)
    assert (waiting.level, waiting.status) == ("L4", "on_hold")
    withdrawal.cancel(bridge.ctx, bridge.agent, cases[1])
    back = bridge.ticket(ticket)
    assert (back.level, back.status) == (level, "open")


def test_a_solved_ticket_stays_solved(bridge: Desk) -> None:
    ticket, case = escalated(bridge)
    properties.change(bridge.ctx, bridge.agent, ticket, Change(status="solved", level="L2"))
    withdrawal.cancel(bridge.ctx, bridge.agent, case)
    assert (bridge.ticket(ticket).level, bridge.ticket(ticket).status) == ("L2", "solved")


@pytest.mark.parametrize("vendor", [HOOK_VENDOR, MAIL_VENDOR])
def test_a_case_that_nobody_tried_to_send_is_taken_back_in_silence(
    bridge: Desk, vendor: str
) -> None:
    ticket, case = escalated(bridge, vendor)
    escalation.write_to_vendor(bridge.ctx, bridge.agent, case, "And soon.")
    assert withdrawal.cancel(bridge.ctx, bridge.agent, case) is False
    bridge.clock.move(days=3)
    bridge.drain()
    assert (bridge.vendor.calls, bridge.mails("cases@printers.test")) == ([], [])
    assert states(bridge, ticket) == ["cancelled", "cancelled"]
    [row] = bridge.ticket(ticket).escalations
    assert (row.status, row.sent_at) == ("cancelled", None)
    [event] = bridge.events(ticket, "escalation_cancelled")
    assert event.data == {"escalation": case, "told": False}
    with pytest.raises(Invalid):
        withdrawal.cancel(bridge.ctx, bridge.agent, case)


def test_a_vendor_who_has_the_case_is_told_and_hears_nothing_else_that_still_waited(
    bridge: Desk,
) -> None:
    ticket, case = escalated(bridge)
    bridge.drain()
    escalation.write_to_vendor(bridge.ctx, bridge.agent, case, "And soon.")
    assert withdrawal.cancel(bridge.ctx, bridge.agent, case) is True
    bridge.drain()
    assert heard(bridge, case) == ["escalation.created", "escalation.cancelled"]
    assert states(bridge, ticket) == ["sent", "cancelled", "sent"]


@pytest.mark.parametrize("step", ["before_send", "after_send"])
def test_a_vendor_who_may_have_the_case_is_told(bridge: Desk, step: str) -> None:
    _, case = escalated(bridge, MAIL_VENDOR)
    drain_and_die(bridge, "vendors", step)
    assert withdrawal.cancel(bridge.ctx, bridge.agent, case) is True
    bridge.drain()
    [told] = [m for m in bridge.mails("cases@printers.test") if "withdraws" in m.as_string()]
    assert case in str(told["Subject"])


def test_a_refused_case_that_will_be_tried_again_counts_as_tried(bridge: Desk) -> None:
    _, case = escalated(bridge)
    bridge.vendor.status = 500
    bridge.drain()
    assert withdrawal.cancel(bridge.ctx, bridge.agent, case) is True


def test_a_vendor_who_is_being_called_in_this_moment_is_told(bridge: Desk) -> None:
    _, case = escalated(bridge)
    worker = threading.Thread(target=bridge.drain)
    with bridge.vendor.thinking():
        worker.start()
        bridge.vendor.called.wait(20)
        assert withdrawal.cancel(bridge.ctx, bridge.agent, case) is True
    worker.join(20)
    bridge.drain()
    assert heard(bridge, case) == ["escalation.created", "escalation.cancelled"]


def test_a_worker_that_has_claimed_the_case_and_not_begun_lets_nothing_out(bridge: Desk) -> None:
    ticket, case = escalated(bridge)
    claims = outbox.claim(bridge.ctx, "vendors")
    assert len(claims) == 1
    assert withdrawal.cancel(bridge.ctx, bridge.agent, case) is False
    delivery.send(bridge.ctx, claims)
    assert bridge.vendor.calls == []
    assert states(bridge, ticket) == ["cancelled"]


def test_a_case_that_was_set_aside_untried_stays_here_for_good(bridge: Desk) -> None:
    ticket, case = escalated(bridge)
    with bridge.ctx.transaction() as tx:
        row = bridge.messages(ticket, "vendor_out")[0].deliveries[0]
        effect = tx.outbox.effect_for(EffectKind.DELIVER, row.id)
        assert effect is not None
        effect.state = "dead"
    assert len(bridge.ticket(ticket).set_aside) == 1
    assert withdrawal.cancel(bridge.ctx, bridge.agent, case) is False
    assert bridge.ticket(ticket).set_aside == ()
    with pytest.raises(Conflict):
        set_aside.try_again(bridge.ctx, bridge.agent, ticket, effect.id)


def test_however_a_worker_and_the_taking_back_meet_the_vendor_knows_all_or_nothing(
    bridge: Desk,
) -> None:
    for _ in range(10):
        _, case = escalated(bridge)
        start = threading.Barrier(2)

        def work(start: threading.Barrier = start) -> None:
            start.wait(20)
            bridge.drain()

        worker = threading.Thread(target=work)
        worker.start()
        start.wait(20)
        told = withdrawal.cancel(bridge.ctx, bridge.agent, case)
        worker.join(20)
        bridge.drain()
        whole = ["escalation.created", "escalation.cancelled"]
        assert sorted(heard(bridge, case)) == (sorted(whole) if told else [])

"""What a reply, a vendor's word and an agent's answer do to a ticket and a case."""

from itertools import product

from bridge.domain import escalations, tickets
from bridge.domain.words import EscalationStatus, TicketStatus, VendorUpdateType


def test_a_requesters_reply_reopens_what_waits_or_is_solved() -> None:
    reopened = {
        status for status in TicketStatus if tickets.after_requester_reply(status) != status
    }
    assert reopened == {TicketStatus.PENDING, TicketStatus.ON_HOLD, TicketStatus.SOLVED}
    assert {tickets.after_requester_reply(status) for status in reopened} == {TicketStatus.OPEN}


def test_an_agents_reply_waits_for_the_requester_but_for_a_case_at_a_vendor() -> None:
    for status in TicketStatus:
        assert tickets.after_agent_reply(status, solve=True) is TicketStatus.SOLVED
    assert tickets.after_agent_reply("new", solve=False) is TicketStatus.PENDING
    assert tickets.after_agent_reply("on_hold", solve=False) is TicketStatus.ON_HOLD


def test_a_vendors_word_brings_back_only_what_waits_for_it() -> None:
    for status in TicketStatus:
        after = tickets.after_vendor_answer(status)
        assert after == (TicketStatus.OPEN if status is TicketStatus.ON_HOLD else status)


def test_only_closed_and_merged_tickets_take_no_message() -> None:
    assert {status for status in TicketStatus if not tickets.takes_messages(status)} == {
        TicketStatus.CLOSED,
        TicketStatus.MERGED,
    }


def test_a_case_that_ended_stays_as_it_ended() -> None:
    ended = set(EscalationStatus) - set(escalations.LIVE)
    for status, update in product(ended, VendorUpdateType):
        assert escalations.after_update(status, update) == status


def test_every_live_case_follows_its_vendor_and_never_back() -> None:
    after = {
        VendorUpdateType.COMMENT: EscalationStatus.ANSWERED,
        VendorUpdateType.RESOLVED: EscalationStatus.RESOLVED,
        VendorUpdateType.REJECTED: EscalationStatus.REJECTED,
    }
    for status, (update, wanted) in product(escalations.LIVE, after.items()):
        assert escalations.after_update(status, update) is wanted
    acknowledged = VendorUpdateType.ACKNOWLEDGED
    assert escalations.after_update("answered", acknowledged) is EscalationStatus.ANSWERED
    assert escalations.after_update("sent", acknowledged) is EscalationStatus.ACKNOWLEDGED


def test_an_acknowledgement_is_no_answer() -> None:
    silent = [update for update in VendorUpdateType if not escalations.brings_ticket_back(update)]
    assert silent == [VendorUpdateType.ACKNOWLEDGED]

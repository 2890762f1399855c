"""A ticket that was wrongly taken for spam: its requester is answered after all, and once."""

from bridge.services.tickets import conversation, properties
from bridge.services.tickets.properties import Change
from tests.support.desk import SUPPORT, Desk
from tests.support.letters import letter
from tests.web.test_hooks_mail import taken


def set_status(desk: Desk, ticket: str, status: str) -> None:
    properties.change(desk.ctx, desk.agent, ticket, Change(status=status))
    desk.drain()


def answers(desk: Desk, ticket: str) -> int:
    return len(desk.messages(ticket, "auto_response"))


def test_what_a_form_took_for_spam_is_answered_once_an_agent_says_that_it_is_none(
    bridge: Desk,
) -> None:
    ticket = bridge.pushed(status="spam")
    bridge.drain()
    assert answers(bridge, ticket) == 0
    set_status(bridge, ticket, "open")
    assert answers(bridge, ticket) == 1
    set_status(bridge, ticket, "spam")
    set_status(bridge, ticket, "open")
    assert answers(bridge, ticket) == 1


def test_one_that_an_agent_took_for_spam_before_it_was_answered_is_answered_too(
    bridge: Desk,
) -> None:
    ticket = bridge.pushed()
    set_status(bridge, ticket, "spam")
    assert (answers(bridge, ticket), bridge.withheld(ticket)) == (0, ["spam"])
    set_status(bridge, ticket, "open")
    assert answers(bridge, ticket) == 1


def test_solved_at_once_it_is_not_answered(bridge: Desk) -> None:
    ticket = bridge.pushed(status="spam")
    set_status(bridge, ticket, "solved")
    assert answers(bridge, ticket) == 0


def test_whom_an_agent_answered_already_hears_no_machine(bridge: Desk) -> None:
    ticket = bridge.pushed(status="spam")
    conversation.reply(bridge.ctx, bridge.agent, ticket, "Here you are.")
    set_status(bridge, ticket, "spam")
    set_status(bridge, ticket, "open")
    assert answers(bridge, ticket) == 0


def test_a_machine_stays_unanswered(bridge: Desk) -> None:
    ticket, _ = taken(bridge, letter(SUPPORT, Auto_Submitted="auto-generated"))
    set_status(bridge, ticket, "spam")
    set_status(bridge, ticket, "open")
    assert answers(bridge, ticket) == 0

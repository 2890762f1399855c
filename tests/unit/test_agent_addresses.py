"""The address by which an agent answers a ticket from their mail client."""

import pytest

from bridge.domain.ports import Address
from bridge.services.agents import agent_addresses
from bridge.services.agents.agent_addresses import AgentReply
from bridge.services.outgoing import reply_addresses
from bridge.store.vault import KeyedSecrets

SECRETS = KeyedSecrets(("first key of a test, long enough",))
MAILBOX = Address("support@desk.example")
MADE = agent_addresses.make(SECRETS, MAILBOX, AgentReply(7, 1042))


def test_an_address_stands_for_the_agent_and_the_ticket_it_was_made_for() -> None:
    assert MADE.startswith("support+a7-1042.")
    found = agent_addresses.read(SECRETS, ("support@desk.example", MADE))
    assert found == AgentReply(7, 1042)


@pytest.mark.parametrize("other", ["a8-1042", "a7-1043", "a71-042", "n7-1042"])
def test_another_agent_or_ticket_does_not_hold(other: str) -> None:
    assert agent_addresses.read(SECRETS, (MADE.replace("a7-1042", other),)) is None


def test_an_address_for_notes_is_never_one_for_replies() -> None:
    note = agent_addresses.make(SECRETS, MAILBOX, AgentReply(7, 1042, note=True))
    assert agent_addresses.read(SECRETS, (note,)) == AgentReply(7, 1042, note=True)
    assert agent_addresses.read(SECRETS, (note.replace("+n7", "+a7"),)) is None


def test_the_address_of_a_requester_is_never_that_of_an_agent_nor_the_other_way() -> None:
    theirs = reply_addresses.make(SECRETS, MAILBOX, reply_addresses.TICKET, 1042)
    swapped = theirs.replace("+t1042.", "+a7-1042.")
    assert agent_addresses.read(SECRETS, (theirs, swapped)) is None
    back = MADE.replace("+a7-1042.", "+t1042.")
    assert reply_addresses.read(SECRETS, (MADE, back)) is None


def test_an_address_signed_with_another_key_does_not_hold() -> None:
    assert agent_addresses.read(KeyedSecrets(("another key of a test",)), (MADE,)) is None


def test_the_local_part_of_large_ids_keeps_to_64_octets() -> None:
    """RFC 5321, 4.5.3.1.1."""
    large = agent_addresses.make(SECRETS, MAILBOX, AgentReply(99_999, 999_999_999))
    assert len(large.partition("@")[0]) <= 64

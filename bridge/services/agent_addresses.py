"""Signed addresses by which one agent answers one ticket: `support+a7-1042.MAC@…`.

Their own purpose: a requester's address of the same ticket can never be turned into one. The
address alone proves only that we wrote to this agent; whoever reads a mail to it must also see
that From is that agent's own and aligned.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bridge.domain.ports import Address, SecretBox

PURPOSE = "agent-reply-address"
SEVERAL = 0
"""In place of a ticket, where a mail was about several of them."""
_TAG = re.compile(r"[^@+]+\+a(?P<agent>\d{1,15})-(?P<ticket>\d{1,15})\.(?P<mac>[\w-]+)@", re.ASCII)


@dataclass(frozen=True, slots=True)
class AgentReply:
    agent_id: int
    ticket_id: int


def make(secrets: SecretBox, mailbox: Address, to: AgentReply) -> str:
    local, _, domain = mailbox.email.partition("@")
    mac = secrets.sign(PURPOSE, f"{to.agent_id}-{to.ticket_id}")
    return f"{local}+a{to.agent_id}-{to.ticket_id}.{mac}@{domain}"


def read(secrets: SecretBox, addresses: Iterable[str]) -> AgentReply | None:
    """What the first address whose token holds stands for; None when none does."""
    for address in addresses:
        match = _TAG.match(address)
        if match and secrets.verify(PURPOSE, f"{match['agent']}-{match['ticket']}", match["mac"]):
            return AgentReply(int(match["agent"]), int(match["ticket"]))
    return None

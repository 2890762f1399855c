"""Signed addresses by which one agent answers one ticket: `support+a7-1042.MAC@…`.

Their own purpose: a requester's address of the same ticket can never be turned into one. The
address alone proves only that we wrote to this agent; whoever reads a mail to it must also see
that From is that agent's own and aligned. `n` in the place of `a` makes the words a note.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bridge.domain.ports import Address, SecretBox

PURPOSE = "agent-reply-address"
SEVERAL = 0
"""In place of a ticket, where a mail was about several of them."""
_REPLY, _NOTE = "a", "n"
_TAG = re.compile(
    r"[^@+]+\+(?P<kind>[an])(?P<agent>\d{1,15})-(?P<ticket>\d{1,15})\.(?P<mac>[\w-]+)@", re.ASCII
)


@dataclass(frozen=True, slots=True)
class AgentReply:
    """`note`: what comes by it is for colleagues only."""

    agent_id: int
    ticket_id: int
    note: bool = False

    @property
    def tag(self) -> str:
        return f"{_NOTE if self.note else _REPLY}{self.agent_id}-{self.ticket_id}"


def make(secrets: SecretBox, mailbox: Address, to: AgentReply) -> str:
    local, _, domain = mailbox.email.partition("@")
    return f"{local}+{to.tag}.{secrets.sign(PURPOSE, to.tag)}@{domain}"


def read(secrets: SecretBox, addresses: Iterable[str]) -> AgentReply | None:
    """What the first address whose token holds stands for; None when none does."""
    for address in addresses:
        match = _TAG.match(address)
        if match is None:
            continue
        found = AgentReply(int(match["agent"]), int(match["ticket"]), match["kind"] == _NOTE)
        if secrets.verify(PURPOSE, found.tag, match["mac"]):
            return found
    return None

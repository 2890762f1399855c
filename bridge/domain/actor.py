"""Who does something."""

from dataclasses import dataclass

from bridge.domain.words import ActorKind


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the row of an agent, requester or vendor, by kind; None for the system."""

    kind: ActorKind
    name: str
    id: int | None = None


SYSTEM = Actor(ActorKind.SYSTEM, "Helpdesk Bridge")

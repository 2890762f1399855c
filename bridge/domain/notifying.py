"""Which agents are told of what happens in a ticket, and who is meant by @name in a note."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bridge.domain.actor import Actor
from bridge.domain.words import ActorKind

_NOT_BEFORE = r"(?<![\w@.+-])"
_NOT_AFTER = r"(?![\w@]|[.+-]\w)"


class NotificationKind(StrEnum):
    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    CUSTOMER_REPLIED = "customer_replied"
    VENDOR_ANSWERED = "vendor_answered"
    BREACH_NEAR = "breach_near"
    DELIVERY_FAILED = "delivery_failed"


@dataclass(frozen=True, slots=True)
class Person:
    """An active agent, as far as a mention can name them."""

    id: int
    name: str
    email: str


def mentioned(text: str, people: Iterable[Person]) -> set[int]:
    """Ids of the agents that `text` names: @ and the full name, or the part of the email before @.

    Case and the width of spaces do not count. The longest name wins ("@Ann Lee" is not "@Ann").
    A name that two agents share means neither: a wrong reader is worse than none.
    """
    names: dict[str, set[int]] = {}
    for person in people:
        for name in (person.name, person.email.partition("@")[0]):
            if folded := _folded(name):
                names.setdefault(folded, set()).add(person.id)
    if not names:
        return set()
    choices = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(f"{_NOT_BEFORE}@({choices}){_NOT_AFTER}")
    meant = [names[match.group(1)] for match in pattern.finditer(_folded(text))]
    return {next(iter(ids)) for ids in meant if len(ids) == 1}


def told(
    kind: NotificationKind,
    actor: Actor,
    assignee: int | None,
    *,
    named: Iterable[int] = (),
    everyone: Iterable[int] = (),
) -> set[int]:
    """Ids of the agents to tell; never the one who did it.

    `named`: who a note mentions. `everyone`: all active agents where the desk wants them told of
    unassigned tickets, else empty; they hear only of what the customer writes.
    """
    if kind is NotificationKind.MENTIONED:
        ids = set(named)
    elif assignee is not None:
        ids = {assignee}
    else:
        ids = set(everyone) if kind is NotificationKind.CUSTOMER_REPLIED else set()
    return ids - {actor.id} if actor.kind is ActorKind.AGENT else ids


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())

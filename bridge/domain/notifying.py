"""Which agents are told of what happens in a ticket, and who is meant by @name in a note."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
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
    return _reader(people)(text)


def spellings(people: Sequence[Person]) -> dict[int, str]:
    """How `mentioned` is told of each: by the name, or by what stands before the @ of the email
    where others share the name. Left out is whom neither names.
    """
    read = _reader(people)
    found: dict[int, str] = {}
    for person in people:
        for name in (person.name, _local(person)):
            words = " ".join(name.split())
            if read(f"@{words} ") == {person.id}:
                found.setdefault(person.id, words)
    return found


def _reader(people: Iterable[Person]) -> Callable[[str], set[int]]:
    names: dict[str, set[int]] = {}
    for person in people:
        for name in (person.name, _local(person)):
            if folded := _folded(name):
                names.setdefault(folded, set()).add(person.id)
    choices = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(f"{_NOT_BEFORE}@({choices}){_NOT_AFTER}") if names else None

    def read(text: str) -> set[int]:
        matches = pattern.finditer(_folded(text)) if pattern else ()
        meant = [names[match.group(1)] for match in matches]
        return {next(iter(ids)) for ids in meant if len(ids) == 1}

    return read


def _local(person: Person) -> str:
    return person.email.partition("@")[0]


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
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())

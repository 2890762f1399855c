"""What a vendor may see of a ticket: a policy per vendor, and the text after it (invariant 6).

Pure. Every pattern runs in time linear in the text: repeats are possessive or bounded, and a
match can begin only where a word begins.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bridge.domain import hiding
from bridge.domain.hiding import Kind
from bridge.domain.redaction_policy import RedactionPolicy

__all__ = ["Hidden", "Kind", "KnownPerson", "Redacted", "RedactionPolicy", "redact"]

_MARKS = {
    Kind.EMAIL: "[e-mail hidden]",
    Kind.PHONE: "[phone hidden]",
    Kind.NAME: "[name hidden]",
    Kind.IP: "[IP address hidden]",
    Kind.CARD: "[card number hidden]",
    Kind.IBAN: "[IBAN hidden]",
    Kind.WORD: "[hidden]",
}

Span = tuple[int, int]
Finder = Callable[[str], Iterable[Span]]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Whom the text is about: found in it even where no pattern would."""

    name: str = ""
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    kind: Kind
    count: int


@dataclass(frozen=True, slots=True)
class Redacted:
    text: str
    hidden: tuple[Hidden, ...]


def redact(text: str, policy: RedactionPolicy, known: KnownPerson) -> Redacted:
    """`text` with a readable mark in place of each hidden thing; order and the rest untouched."""
    pieces: list[str | Kind] = [text]
    for kind, find in _rules(policy, known):
        pieces = [part for piece in pieces for part in _cut(piece, kind, find)]
    counts = Counter(piece for piece in pieces if isinstance(piece, Kind))
    return Redacted(
        text="".join(_MARKS[piece] if isinstance(piece, Kind) else piece for piece in pieces),
        hidden=tuple(Hidden(kind, counts[kind]) for kind in Kind if counts[kind]),
    )


def _rules(policy: RedactionPolicy, known: KnownPerson) -> list[tuple[Kind, Finder]]:
    """In this order: what stands inside a longer thing is hidden with that thing."""
    rules: list[tuple[bool, Kind, Finder]] = [
        (bool(policy.words), Kind.WORD, hiding.words(policy.words)),
        (policy.hide_emails, Kind.EMAIL, hiding.words(known.addresses)),
        (policy.hide_emails, Kind.EMAIL, hiding.emails),
        (policy.hide_ibans, Kind.IBAN, hiding.ibans),
        (policy.hide_card_numbers, Kind.CARD, hiding.cards),
        (policy.hide_ips, Kind.IP, hiding.ips),
        (policy.hide_phones, Kind.PHONE, hiding.phones(known.phones)),
        (policy.hide_names, Kind.NAME, hiding.names(known.name)),
    ]
    return [(kind, find) for wanted, kind, find in rules if wanted]


def _cut(piece: str | Kind, kind: Kind, find: Finder) -> list[str | Kind]:
    """A mark is never searched again: a person may be called Mail or Hidden."""
    if isinstance(piece, Kind):
        return [piece]
    parts: list[str | Kind] = []
    end = 0
    for start, stop in find(piece):
        if start < end:
            continue
        if start > end:
            parts.append(piece[end:start])
        parts.append(kind)
        end = stop
    if end < len(piece):
        parts.append(piece[end:])
    return parts

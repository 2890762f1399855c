"""Why something is not answered automatically, in words that can be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a code that stays the same for ever, and a sentence for people.

    The sentence is a key of the catalogue; `values` fill its places, in any language.
    """

    code: str
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.sentence % self.values if self.values else self.sentence


def told(reasons: Iterable[Reason]) -> dict[str, Any]:
    """The reasons as the data of an event: in English, and as the catalogue needs them."""
    listed = list(reasons)
    return {
        "reasons": [[reason.code, reason.text] for reason in listed],
        "sentences": [[reason.sentence, dict(reason.values)] for reason in listed],
    }

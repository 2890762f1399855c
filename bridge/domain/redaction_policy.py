"""A vendor's redaction policy, and its plain dict as the set-up holds it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from bridge.domain.errors import Invalid
from bridge.domain.words import MessageKind

_MOST_WORDS = 200
_LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class RedactionPolicy:
    """Hides by default whatever points to the requester.

    `words`: further words to hide, in any case; `#` stands for one digit (`CUST-####`).
    `drop_fields`: names of form fields that never leave. Internal notes never leave, so
    `include_notes` can't be set.
    """

    hide_emails: bool = True
    hide_phones: bool = True
    hide_names: bool = True
    hide_ips: bool = True
    hide_card_numbers: bool = True
    hide_ibans: bool = True
    words: tuple[str, ...] = ()
    include_requester_messages: bool = True
    include_agent_replies: bool = True
    include_attachments: bool = True
    drop_fields: tuple[str, ...] = ()

    @property
    def include_notes(self) -> bool:
        return False

    def lets_out(self, kind: MessageKind) -> bool:
        """Whether messages of this kind leave. A vendor's own case is the caller's to add."""
        if kind is MessageKind.REQUEST:
            return self.include_requester_messages
        return kind is MessageKind.REPLY and self.include_agent_replies

    def kept_fields(self, form_fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """(name, text) pairs without the dropped ones; names compare without case."""
        dropped = {name.casefold() for name in self.drop_fields}
        return [pair for pair in form_fields if pair[0].casefold() not in dropped]

    def to_dict(self) -> dict[str, Any]:
        """Plain values (bool, list of str), which `from_dict` reads."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "RedactionPolicy":
        """Missing keys take their default. Raises Invalid with the key at fault."""
        known = {entry.name: entry.default for entry in fields(cls)}
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name == "include_notes" and value is False:
                continue
            if name not in known:
                raise Invalid(_unknown(name), field=str(name))
            values[name] = (
                _flag(name, value) if isinstance(known[name], bool) else _words(name, value)
            )
        return cls(**values)


def _unknown(name: str) -> str:
    if name == "include_notes":
        return "Internal notes never leave for a vendor."
    return f"A redaction policy has no setting {name!r}."


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid(f"{name} is true or false.", field=name)
    return value


def _words(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
        raise Invalid(f"{name} is a list of texts.", field=name)
    words = tuple(word.strip() for word in value)
    if len(words) > _MOST_WORDS or any(not 2 <= len(word) <= _LONGEST_WORD for word in words):
        raise Invalid(f"{name} takes up to 200 texts of 2 to 100 characters.", field=name)
    return words

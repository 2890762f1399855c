"""What reached the webhook vendor and what it answered, in the order it happened."""

import json
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bridge.cli.demo.bridge_answer import BridgeAnswer


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of `/webhook`. `fault` is why the signature was not accepted, "" if it was."""

    webhook_id: str
    at: datetime
    headers: dict[str, str]
    body: str
    fault: str
    status: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """All attempts under one webhook-id; forged ones never mix with signed ones."""

    number: int
    attempts: tuple[Attempt, ...]

    @property
    def first(self) -> Attempt:
        return self.attempts[0]

    @property
    def verified(self) -> bool:
        return not self.first.fault

    @property
    def repeats(self) -> int:
        return len(self.attempts) - 1

    @property
    def taken(self) -> Attempt | None:
        """The attempt that the vendor acted on: the first one with a 2xx answer."""
        return next((one for one in self.attempts if 200 <= one.status < 300), None)

    @property
    def same_body(self) -> bool:
        return len({one.body for one in self.attempts}) == 1

    @property
    def content(self) -> dict[str, Any]:
        """The body as an object; {} when it is none."""
        try:
            content = json.loads((self.taken or self.first).body)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    @property
    def messages(self) -> list[Any]:
        return _list(self.content.get("messages"))

    @property
    def attachments(self) -> list[Any]:
        return _list(self.content.get("attachments"))


@dataclass(frozen=True, slots=True)
class VendorAnswer:
    """A signed call of the bridge. `body` are the very bytes signed; a repeat sends them again."""

    webhook_id: str
    escalation: str
    url: str
    body: str
    at: datetime
    answer: BridgeAnswer | None = None

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.body)
        return content


@dataclass
class Ledger:
    """Thread-safe. With a file, every entry is appended as one JSON line and read at the start."""

    file: Path | None = None
    _attempts: list[Attempt] = field(default_factory=list)
    _answers: dict[str, VendorAnswer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.file and self.file.exists():
            for line in self.file.read_text(encoding="utf-8").splitlines():
                self._apply(json.loads(line))

    def record_attempt(self, attempt: Attempt) -> None:
        self._append({"attempt": _plain(attempt)})

    def record_answer(self, answer: VendorAnswer) -> None:
        """A later record of the same webhook-id replaces what the bridge said before."""
        self._append({"answer": _plain(answer)})

    def deliveries(self) -> list[Delivery]:
        """In order of first arrival."""
        found: dict[tuple[str, bool], Delivery] = {}
        with self._lock:
            attempts = tuple(self._attempts)
        for attempt in attempts:
            key = (attempt.webhook_id, bool(attempt.fault))
            known = found.get(key) or Delivery(len(found) + 1, ())
            found[key] = replace(known, attempts=(*known.attempts, attempt))
        return list(found.values())

    def answers(self, escalation: str) -> list[VendorAnswer]:
        with self._lock:
            return [one for one in self._answers.values() if one.escalation == escalation]

    def answer(self, webhook_id: str) -> VendorAnswer | None:
        with self._lock:
            return self._answers.get(webhook_id)

    def _append(self, entry: dict[str, Any]) -> None:
        line = json.dumps(entry)
        with self._lock:
            if self.file:
                with self.file.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
            self._apply(json.loads(line))

    def _apply(self, entry: dict[str, Any]) -> None:
        if "attempt" in entry:
            values = entry["attempt"]
            self._attempts.append(Attempt(**values | {"at": _moment(values["at"])}))
        else:
            values = entry["answer"] | {"at": _moment(entry["answer"]["at"])}
            said = values.pop("answer")
            answer = VendorAnswer(**values, answer=BridgeAnswer(**said) if said else None)
            self._answers[answer.webhook_id] = answer


def now() -> datetime:
    return datetime.now(UTC)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _plain(entry: Attempt | VendorAnswer) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in entry.__slots__}
    values["at"] = entry.at.isoformat()
    if isinstance(entry, VendorAnswer):
        values["answer"] = entry.answer.as_json() if entry.answer else None
    return values

"""The mails of the sandbox: in memory for speed, on disk so that a restart or a test finds them."""

import json
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from bridge.cli.demo.bridge_answer import BridgeAnswer
from bridge.cli.demo.mailbox.reading import Heading, read_heading

Direction = Literal["received", "written"]


@dataclass(frozen=True, slots=True)
class Mail:
    """`received` came by SMTP; `written` was written here and handed to the bridge.

    `sender` and `recipients` are the envelope's. `answer` is what the bridge said to a written
    mail, None before it was asked. `opened` is true once somebody has seen a received mail.
    """

    id: int
    direction: Direction
    stored_at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    opened: bool = False
    answer: BridgeAnswer | None = None

    @property
    def heading(self) -> Heading:
        return read_heading(self.raw)

    def is_in(self, address: str) -> bool:
        """A received mail lies with each recipient, a written one with its sender."""
        holders = self.recipients if self.direction == "received" else (self.sender,)
        return address.casefold() in (holder.casefold() for holder in holders)


@dataclass(frozen=True, slots=True)
class Mailbox:
    address: str
    mails: int
    unopened: int


class MailStore:
    """Thread-safe. `<id>.eml` holds the bytes as they came.

    `mails.jsonl` holds envelope and state, a line per change; the last line of an id counts.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._journal = folder / "mails.jsonl"
        self._lock = threading.Lock()
        self._mails = {mail.id: mail for mail in _load(folder)}
        self._last_id = max(self._mails, default=0)

    def add(
        self, direction: Direction, sender: str, recipients: tuple[str, ...], raw: bytes
    ) -> Mail:
        with self._lock:
            self._last_id += 1
            now = datetime.now(UTC)
            mail = Mail(self._last_id, direction, now, sender, recipients, raw)
            _letter_file(self._folder, mail.id).write_bytes(raw)
            self._keep(mail)
        return mail

    def get(self, mail_id: int) -> Mail | None:
        with self._lock:
            return self._mails.get(mail_id)

    def newest_first(self) -> list[Mail]:
        with self._lock:
            return sorted(self._mails.values(), key=lambda mail: mail.id, reverse=True)

    def mark_opened(self, mail_id: int) -> None:
        self._change(mail_id, opened=True)

    def record_answer(self, mail_id: int, answer: BridgeAnswer) -> None:
        self._change(mail_id, answer=answer)

    def clear(self) -> int:
        """Deletes every mail; ids go on counting, so that `since` stays true."""
        with self._lock:
            count = len(self._mails)
            for mail_id in self._mails:
                _letter_file(self._folder, mail_id).unlink(missing_ok=True)
            self._journal.unlink(missing_ok=True)
            self._mails.clear()
        return count

    def mailboxes(self) -> list[Mailbox]:
        """Every address that got or wrote a mail, the one with the newest mail first."""
        counts: dict[str, list[int]] = {}
        for mail in self.newest_first():
            received = mail.direction == "received"
            for address in mail.recipients if received else (mail.sender,):
                count = counts.setdefault(address.casefold(), [0, 0])
                count[0] += 1
                count[1] += received and not mail.opened
        return [Mailbox(address, *count) for address, count in counts.items()]

    def _change(self, mail_id: int, **changes: Any) -> None:
        with self._lock:
            mail = self._mails.get(mail_id)
            if mail:
                self._keep(replace(mail, **changes))

    def _keep(self, mail: Mail) -> None:
        with self._journal.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(_state(mail)) + "\n")
        self._mails[mail.id] = mail


def _letter_file(folder: Path, mail_id: int) -> Path:
    return folder / f"{mail_id:06d}.eml"


def _state(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "direction": mail.direction,
        "stored_at": mail.stored_at.isoformat(),
        "envelope": {"from": mail.sender, "to": list(mail.recipients)},
        "opened": mail.opened,
        "answer": mail.answer.as_json() if mail.answer else None,
    }


def _load(folder: Path) -> list[Mail]:
    journal = folder / "mails.jsonl"
    if not journal.exists():
        return []
    states = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    return [_from_disk(folder, state) for state in {one["id"]: one for one in states}.values()]


def _from_disk(folder: Path, state: dict[str, Any]) -> Mail:
    return Mail(
        id=state["id"],
        direction=state["direction"],
        stored_at=datetime.fromisoformat(state["stored_at"]),
        sender=state["envelope"]["from"],
        recipients=tuple(state["envelope"]["to"]),
        raw=_letter_file(folder, state["id"]).read_bytes(),
        opened=state["opened"],
        answer=BridgeAnswer(**state["answer"]) if state["answer"] else None,
    )

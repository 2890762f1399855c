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
    heading: Heading
    opened: bool = False
    answer: BridgeAnswer | None = None

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
    """Thread-safe. `<id>.eml` holds the bytes as they came, `<id>.json` envelope and state."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()
        self._mails = {mail.id: mail for mail in _load(folder)}
        self._last_id = max(self._mails, default=0)

    def add(
        self, direction: Direction, sender: str, recipients: tuple[str, ...], raw: bytes
    ) -> Mail:
        heading = read_heading(raw)
        with self._lock:
            self._last_id += 1
            now = datetime.now(UTC)
            mail = Mail(self._last_id, direction, now, sender, recipients, raw, heading)
            self._path(mail.id, "eml").write_bytes(raw)
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
        """Deletes every mail; ids go on counting, so an old id never names a new mail."""
        with self._lock:
            count = len(self._mails)
            for mail_id in self._mails:
                self._path(mail_id, "eml").unlink(missing_ok=True)
                self._path(mail_id, "json").unlink(missing_ok=True)
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
        self._path(mail.id, "json").write_text(json.dumps(_state(mail)), encoding="utf-8")
        self._mails[mail.id] = mail

    def _path(self, mail_id: int, ending: str) -> Path:
        return self._folder / f"{mail_id:06d}.{ending}"


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
    return [_from_disk(path) for path in sorted(folder.glob("*.json"))]


def _from_disk(path: Path) -> Mail:
    state = json.loads(path.read_text(encoding="utf-8"))
    raw = path.with_suffix(".eml").read_bytes()
    return Mail(
        id=state["id"],
        direction=state["direction"],
        stored_at=datetime.fromisoformat(state["stored_at"]),
        sender=state["envelope"]["from"],
        recipients=tuple(state["envelope"]["to"]),
        raw=raw,
        heading=read_heading(raw),
        opened=state["opened"],
        answer=BridgeAnswer(**state["answer"]) if state["answer"] else None,
    )

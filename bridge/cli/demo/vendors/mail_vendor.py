"""The e-mail vendor: its cases are the mails in its mailbox, read over the mailbox's JSON API."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

from bridge.cli.demo.bridge_answer import BridgeAnswer

_REFERENCE = re.compile(r"\bESC-\d+\b|\bHB-\d+\b")
_TIMEOUT_SECONDS = 20


class MailboxError(Exception):
    """The mailbox gives no usable answer; says why in plain words."""


@dataclass(frozen=True, slots=True)
class VendorMail:
    """A mail in the vendor's mailbox; `written` ones are its own answers."""

    id: int
    subject: str
    sender: str
    at: datetime
    written: bool
    answer: BridgeAnswer | None


@dataclass(frozen=True, slots=True)
class MailCase:
    """`key` is ESC-…, else HB-…, else mail-…; `mails` are in order of time."""

    key: str
    mails: tuple[VendorMail, ...]

    @property
    def subject(self) -> str:
        return self.mails[0].subject

    @property
    def last_change(self) -> datetime:
        return self.mails[-1].at

    @property
    def last_received(self) -> VendorMail | None:
        return next((mail for mail in reversed(self.mails) if not mail.written), None)

    @property
    def state(self) -> str:
        return "answered" if any(_taken(mail) for mail in self.mails) else "new"


@dataclass(frozen=True, slots=True)
class MailVendor:
    mailbox_url: str
    address: str

    def cases(self) -> list[MailCase]:
        """Newest change first. Raises MailboxError."""
        found = self._call("GET", "/api/messages", params={"mailbox": self.address})
        by_key: dict[str, list[VendorMail]] = {}
        for summary in reversed(found["messages"]):
            by_key.setdefault(_key(summary), []).append(_mail(summary))
        cases = [MailCase(key, tuple(mails)) for key, mails in by_key.items()]
        return sorted(cases, key=lambda case: case.last_change, reverse=True)

    def text(self, mail_id: int) -> str:
        """The mail's text part, "" if it has none. Raises MailboxError."""
        return self._call("GET", f"/api/messages/{mail_id}").get("text") or ""

    def reply(self, mail_id: int, text: str) -> BridgeAnswer:
        """Answers as a person would, by mail. Raises MailboxError when nothing was sent."""
        path = f"/api/messages/{mail_id}/reply"
        sent = self._call("POST", path, json={"text": text, "from": self.address})
        return BridgeAnswer(**sent["answer"])

    def _call(self, method: str, path: str, **parts: Any) -> dict[str, Any]:
        with requests.Session() as session:
            session.trust_env = False
            try:
                response = session.request(
                    method, self.mailbox_url + path, timeout=_TIMEOUT_SECONDS, **parts
                )
                said: dict[str, Any] = response.json()
            except (requests.RequestException, ValueError) as error:
                why = f"The mailbox at {self.mailbox_url} cannot be read."
                raise MailboxError(why) from error
        if "detail" in said:
            raise MailboxError(str(said["detail"]))
        return said


def _taken(mail: VendorMail) -> bool:
    return mail.written and bool(mail.answer and mail.answer.taken)


def _key(summary: dict[str, Any]) -> str:
    references = sorted(_REFERENCE.findall(summary["subject"]))  # ESC sorts before HB
    return str(references[0]) if references else f"mail-{summary['id']}"


def _mail(summary: dict[str, Any]) -> VendorMail:
    answer = summary["answer"]
    return VendorMail(
        id=summary["id"],
        subject=summary["subject"],
        sender=summary["from"],
        at=datetime.fromisoformat(summary["stored_at"]),
        written=summary["direction"] == "written",
        answer=BridgeAnswer(**answer) if answer else None,
    )

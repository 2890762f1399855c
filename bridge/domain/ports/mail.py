"""Mail as it is read.

What is read has no slots: it comes by the thousand from another process (parallel.py), and Python
unpickles a frozen class with slots field by field, in three times the time.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.domain.machine_kinds import MachineMail


@dataclass(frozen=True)
class Address:
    email: str
    name: str = ""


@dataclass(frozen=True)
class FileContent:
    """`content_id`: without angle brackets; a picture that the HTML shows (RFC 2392)."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class ParsedMail:
    """A raw message, understood as far as it can be. Never raises on odd mail.

    Ids are without angle brackets; addresses are lower-case in the domain.
    `new_text` is the text without quotes and signature, `signature` what was folded away;
    `full_text` is all of it; `html` is not sanitised. `language`: one that we speak, by the words
    or else by the header; None for any other. `made`: what machine wrote it, None for a person.
    """

    message_id: str | None
    sender: Address | None
    envelope_from: str | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: Address | None
    subject: str
    date: datetime | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    new_text: str
    full_text: str
    html: str | None
    attachments: tuple[FileContent, ...]
    headers: Mapping[str, tuple[str, ...]]
    """All headers by lower-case name, decoded, unfolded."""
    content_type: str
    language: str | None
    defects: tuple[str, ...] = ()
    signature: str = ""
    made: MachineMail | None = None


class MailParser(Protocol):
    def parse(self, raw: bytes) -> ParsedMail:
        """Raises MalformedMail when nothing can be made of the bytes."""
        ...

    def own_files(self, mail: ParsedMail) -> tuple[FileContent, ...]:
        """Its files, but for pictures that only its signature or what it quotes shows."""
        ...

    def ahead(self) -> AbstractContextManager["MailsAhead"]:
        """To read many, as far as that can be ahead of whoever stores them."""
        ...


class MailsAhead(Protocol):
    def ask(self, raws: Sequence[bytes]) -> None:
        """They are wanted next."""
        ...

    def take(self, count: int) -> list[ParsedMail | None]:
        """The next ones, in the order of asking; None where `parse` would raise."""
        ...

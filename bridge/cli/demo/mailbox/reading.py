"""Reads a mail for showing: any bytes, no exception, nothing dropped silently."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from functools import lru_cache

_FOLD = re.compile(r"\r?\n(?=[ \t])")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list of mails shows, decoded (RFC 2047)."""

    sender: str
    to: str
    subject: str
    message_id: str

    @property
    def sender_name(self) -> str:
        name, address = parseaddr(self.sender)
        return name or address or self.sender or "(no sender)"


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole mail. `headers` keeps order and repeats; `text` and `html` are None when absent."""

    headers: tuple[tuple[str, str], ...]
    text: str | None
    html: str | None
    attachments: tuple[Attachment, ...]

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        wanted = name.casefold()
        return next((value for key, value in self.headers if key.casefold() == wanted), "")


@lru_cache(maxsize=4096)  # a list shows the same mails again and again
def read_heading(raw: bytes) -> Heading:
    end_of_header = re.search(rb"\r?\n\r?\n", raw)
    head = raw[: end_of_header.start()] if end_of_header else raw
    headers = _headers(message_from_bytes(head + b"\r\n\r\n", policy=policy.compat32))
    found = {name.casefold(): value for name, value in reversed(headers)}  # the first one counts
    return Heading(*(found.get(name, "") for name in ("from", "to", "subject", "message-id")))


def read_letter(raw: bytes) -> Letter:
    message = message_from_bytes(raw, policy=policy.compat32)
    text: str | None = None
    html: str | None = None
    attachments: list[Attachment] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or part.get_filename()
        if kind == "text/plain" and text is None and not attached:
            text = _text(part)
        elif kind == "text/html" and html is None and not attached:
            html = _text(part)
        else:
            attachments.append(_attachment(part, len(attachments) + 1))
    return Letter(tuple(_headers(message)), text, html, tuple(attachments))


def addresses(value: str) -> list[str]:
    """The bare addresses in a To- or From-like header."""
    return [address for _, address in getaddresses([value]) if address]


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold content. A mail inside the mail is one leaf, not its parts."""
    payload = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _headers(message: Message) -> list[tuple[str, str]]:
    return [(name, _decoded(str(value))) for name, value in message.raw_items()]


def _decoded(value: str) -> str:
    """Unfolded and out of RFC 2047; bytes beyond ASCII are taken as UTF-8."""
    line = _FOLD.sub("", value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(line)))
    except (HeaderParseError, LookupError, ValueError):
        return line


def _text(part: Message) -> str:
    content = _content(part)
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    return b"".join(inner.as_bytes() for inner in part.get_payload() if isinstance(inner, Message))


def _attachment(part: Message, number: int) -> Attachment:
    name = part.get_filename() or f"part-{number}"
    return Attachment(_decoded(name), part.get_content_type(), _content(part))

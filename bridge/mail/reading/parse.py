"""Raw bytes of RFC 5322 as a ParsedMail. Odd mail gives defects, never an exception.

The parser's `compat32` policy is used because `policy.default` raises on several malformed
headers of the wild; headers are decoded in `header_text.py`, bodies in `parts.py`.
"""

import re
from codecs import BOM_UTF8
from dataclasses import replace
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import compat32

from bridge.domain.errors import MalformedMail
from bridge.domain.language import DEFAULT_LANGUAGE, detect, stems
from bridge.domain.machine_mail import machine_made
from bridge.domain.ports import Address, FileContent, ParsedMail
from bridge.mail.reading import header_text, html_text, pictures
from bridge.mail.reading.parts import Body, body_of
from bridge.mail.reading.trim import Trimmed, trimmed

LONGEST_POINTER = 300
"""Characters of a text that only says where the words are."""
MAX_LINES = 600_000
"""25 MiB of base64 in short lines have fewer."""
FED = 64 * 1024
MAX_HEAD = 512 * 1024
MAX_HEAD_LINES = 5_000
_OF_HTML = re.compile(
    r"(?=.*\bhtml\b).*(?:format|version|support|viewer|client|reader|display|program"
    r"|browser|affich|lecteur|logiciel|navigateur)",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"boundary=", re.IGNORECASE)
MAX_SCAN = 50_000_000
"""Lines times boundaries: the standard library looks for every boundary in every line."""


class MimeParser:
    """What the port MailParser says of one mail; parallel.py says it of many."""

    def own_files(self, mail: ParsedMail) -> tuple[FileContent, ...]:
        return pictures.own_files(mail)

    def parse(self, raw: bytes) -> ParsedMail:
        """Raises MalformedMail for bytes that hold neither a header nor a text."""
        if not raw.strip(b"\0\r\n\t "):
            raise MalformedMail("The message is empty.")
        message, defects = _read(raw.removeprefix(BOM_UTF8))
        fields = header_text.fields(message)
        headers = header_text.all_headers(fields)
        defects += _defects(message)
        to, cc, reply_to = (
            header_text.addresses(fields, name) for name in ("to", "cc", "reply-to")
        )
        content_type = message.get_content_type()
        body = body_of(message)
        del message  # it holds all of the mail once more
        full, reply = _read_body(body)
        mail = ParsedMail(
            message_id=header_text.first_id(headers, "message-id"),
            sender=_sender(fields),
            envelope_from=header_text.return_path(headers),
            to=to,
            cc=cc,
            reply_to=next(iter(reply_to), None),
            subject=header_text.first(headers, "subject"),
            date=header_text.date(headers),
            in_reply_to=header_text.ids(headers, "in-reply-to"),
            references=header_text.ids(headers, "references"),
            new_text=reply.new,
            signature=reply.signature,
            full_text=full,
            html=body.html,
            attachments=body.attachments,
            headers=headers,
            content_type=content_type,
            language=detect(full or reply.new) or header_text.language(headers),
            defects=(*defects, *body.defects),
        )
        return replace(mail, made=machine_made(mail))


def _read(raw: bytes) -> tuple[Message, list[str]]:
    """The parsed tree; a tree that is too deep becomes one text, so that no word is lost."""
    raw, defects = _short_head(raw)
    lines = raw.count(b"\n")
    if lines <= MAX_LINES and sum(1 for _ in _BOUNDARY.finditer(raw)) * lines <= MAX_SCAN:
        try:
            return _parsed(raw), defects
        except RecursionError:
            pass
    _, end = _gap(raw)
    message = _parsed(raw[:end])
    del message["Content-Type"]
    del message["Content-Transfer-Encoding"]
    message["Content-Type"] = "text/plain"
    message.set_payload(raw[end:].replace(b"\r\n", b"\n").decode("ascii", "surrogateescape"))
    return message, [*defects, "nested too deeply: shown unparsed"]


def _parsed(raw: bytes) -> Message:
    """Fed in pieces: the standard library's own way makes five copies of the whole."""
    parser = BytesFeedParser(policy=compat32)
    for start in range(0, len(raw), FED):
        parser.feed(raw[start : start + FED])
    return parser.close()


def _short_head(raw: bytes) -> tuple[bytes, list[str]]:
    """Nobody writes thousands of header lines: what is beyond them is not read."""
    end, _ = _gap(raw)
    if end <= MAX_HEAD and raw.count(b"\n", 0, end) <= MAX_HEAD_LINES:
        return raw, []
    lines = raw[: min(end, MAX_HEAD)].split(b"\n", MAX_HEAD_LINES)[:MAX_HEAD_LINES]
    return b"\n".join(lines) + raw[end:], ["more header lines than are read"]


def _gap(raw: bytes) -> tuple[int, int]:
    """Where the head ends and where the body begins."""
    match = _EMPTY_LINE.search(raw)
    return match.span() if match else (len(raw), len(raw))


def _read_body(body: Body) -> tuple[str, Trimmed]:
    """All of the text, and its new words; from the HTML when there is no text part of its own."""
    if body.text is not None and not _points_to_html(body):
        return body.text, trimmed(body.text)
    read = html_text.read(body.html or "")
    return read.full, trimmed(read.full, read.marked)


def _points_to_html(body: Body) -> bool:
    """Whether the text only says that this mail is HTML: the person's words are not in it.

    A text that is the person's shares most of its words with the HTML beside it.
    """
    text = body.text or ""
    if not body.html or len(text) > LONGEST_POINTER or not _OF_HTML.search(text):
        return False
    said = set(stems(text, DEFAULT_LANGUAGE))
    shown = set(stems(html_text.read(body.html).full, DEFAULT_LANGUAGE))
    return bool(shown) and len(said & shown) * 4 <= len(said)


def _sender(fields: header_text.Fields) -> Address | None:
    """From, else Sender: the first that holds an address."""
    found = header_text.addresses(fields, "from") or header_text.addresses(fields, "sender")
    return next(iter(found), None)


def _defects(message: Message) -> list[str]:
    return [type(defect).__name__ for defect in message.defects]

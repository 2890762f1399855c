"""Raw bytes of RFC 5322 as a ParsedMail. Odd mail gives defects, never an exception.

The parser's `compat32` policy is used because `policy.default` raises on several malformed
headers of the wild; headers are decoded in `header_text.py`, bodies in `parts.py`.
"""

from codecs import BOM_UTF8
from email import message_from_bytes
from email.message import Message

from bridge.domain.errors import MalformedMail
from bridge.domain.ports import Address, ParsedMail
from bridge.mail import header_text, html_text
from bridge.mail.parts import Body, body_of
from bridge.mail.trim import Trimmed, trimmed

MAX_SCAN = 50_000_000
"""Lines times boundaries: the standard library looks for every boundary in every line."""


class MimeParser:
    def parse(self, raw: bytes) -> ParsedMail:
        """Raises MalformedMail for bytes that hold neither a header nor a text."""
        if not raw.strip(b"\0\r\n\t "):
            raise MalformedMail("The message is empty.")
        message, defects = _read(raw.removeprefix(BOM_UTF8))
        body = body_of(message)
        full, reply = _read_body(body)
        headers = header_text.all_headers(message)
        return ParsedMail(
            message_id=header_text.first_id(headers, "message-id"),
            sender=_sender(message),
            envelope_from=header_text.return_path(headers),
            to=header_text.addresses(message, "to"),
            cc=header_text.addresses(message, "cc"),
            reply_to=next(iter(header_text.addresses(message, "reply-to")), None),
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
            content_type=message.get_content_type(),
            language=header_text.language(headers),
            defects=(*defects, *_defects(message), *body.defects),
        )


def _read(raw: bytes) -> tuple[Message, list[str]]:
    """The parsed tree; a tree that is too deep becomes one text, so that no word is lost."""
    boundaries = raw.lower().count(b"boundary=")
    if boundaries * raw.count(b"\n") <= MAX_SCAN:
        try:
            return message_from_bytes(raw), []
        except RecursionError:
            pass
    head, gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    message = message_from_bytes(head + gap)
    del message["Content-Type"]
    del message["Content-Transfer-Encoding"]
    message["Content-Type"] = "text/plain"
    message.set_payload(body.decode("ascii", "surrogateescape"))
    return message, ["nested too deeply: shown unparsed"]


def _read_body(body: Body) -> tuple[str, Trimmed]:
    """All of the text, and its new words; from the HTML when there is no text part."""
    if body.text is not None:
        return body.text, trimmed(body.text)
    read = html_text.read(body.html or "")
    return read.full, trimmed(read.full, read.marked)


def _sender(message: Message) -> Address | None:
    """From, else Sender: the first that holds an address."""
    both = (*header_text.addresses(message, "from"), *header_text.addresses(message, "sender"))
    return next(iter(both), None)


def _defects(message: Message) -> list[str]:
    return [type(defect).__name__ for defect in message.defects]

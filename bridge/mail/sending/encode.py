"""An OutgoingMail as the bytes of RFC 5322: CRLF, 7-bit, the same bytes at every try.

Written out by hand: the standard library's generator takes several times as long, about what
a kept SMTP connection needs for the whole mail. The tests read every result back with
`email.policy.default`.
"""

import binascii
import re
from base64 import encodebytes
from email.utils import encode_rfc2231, format_datetime
from hashlib import sha256

from bridge.domain.errors import DeliveryFailed
from bridge.domain.ports import FileContent, OutgoingMail
from bridge.domain.words import MailNature
from bridge.mail.sending.envelope import refuse_control_characters
from bridge.mail.sending.header_lines import mailbox, mailboxes, unstructured

_NATURE_HEADERS: dict[MailNature, tuple[str, ...]] = {
    MailNature.AUTO_RESPONSE: (
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
        "Precedence: auto_reply",
    ),
    MailNature.NOTICE: ("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"),
    MailNature.PERSON: (),
    MailNature.VENDOR: ("Auto-Submitted: no", "X-Auto-Response-Suppress: OOF"),
}
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9 ._-]*")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,480}@[!-;=?-~]{1,480}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][\w.+-]*/[a-z0-9][\w.+-]*", re.IGNORECASE | re.ASCII)
_NOT_BASE64 = ("message/", "multipart/")  # RFC 2046: only 7bit, 8bit or binary
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def encode(mail: OutgoingMail) -> bytes:
    """Raises DeliveryFailed (permanent) when a field would break the header or has no address."""
    refuse_control_characters(mail)
    boundary = sha256(mail.message_id.encode()).hexdigest()[:32]
    head = "\r\n".join([*_identity(mail), *_NATURE_HEADERS[mail.nature], "MIME-Version: 1.0"])
    content_type, body = _alternative(mail, boundary)
    if files := [file for file in mail.attachments if not file.content_id]:
        parts = [_headed(f"Content-Type: {content_type}", body), *map(_file, files)]
        content_type, body = _multipart("mixed", f"=_m{boundary}", parts)
    return f"{head}\r\nContent-Type: {content_type}\r\n\r\n".encode("ascii") + body


def _identity(mail: OutgoingMail) -> list[str]:
    lines = [
        f"Date: {format_datetime(mail.date)}",
        mailbox("From", mail.sender),
        mailbox("To", mail.to),
        *([mailboxes("Cc", mail.cc)] if mail.cc else []),
        mailbox("Reply-To", mail.reply_to),
        unstructured("Subject", mail.subject),
        f"Message-ID: <{mail.message_id}>",
    ]
    if _MESSAGE_ID.fullmatch(mail.message_id) is None:
        raise DeliveryFailed("message_id has not the form left@right", permanent=True)
    if mail.in_reply_to and _MESSAGE_ID.fullmatch(mail.in_reply_to):
        lines.append(f"In-Reply-To: <{mail.in_reply_to}>")
    # Foreign programs make ids that RFC 5322 doesn't know; such a one is left out.
    known = [f"<{ref}>" for ref in mail.references if _MESSAGE_ID.fullmatch(ref)]
    if known:
        lines.append("References: " + "\r\n ".join(known))
    if _LANGUAGE.fullmatch(mail.language):
        lines.append(f"Content-Language: {mail.language}")
    return lines


def _alternative(mail: OutgoingMail, boundary: str) -> tuple[str, bytes]:
    parts = [_text("plain", mail.text)]
    if mail.html:
        parts.append(_html(mail, boundary))
    return _multipart("alternative", f"=_a{boundary}", parts)


def _html(mail: OutgoingMail, boundary: str) -> bytes:
    """With the pictures that it shows (RFC 2387)."""
    html = _text("html", mail.html)
    pictures = [file for file in mail.attachments if file.content_id]
    if not pictures:
        return html
    content_type, body = _multipart("related", f"=_r{boundary}", [html, *map(_file, pictures)])
    return _headed(f"Content-Type: {content_type}", body)


def _multipart(subtype: str, boundary: str, parts: list[bytes]) -> tuple[str, bytes]:
    """`=_` never occurs in quoted-printable or base64, so the boundary is in no part."""
    mark = f"--{boundary}".encode("ascii")
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    return f'multipart/{subtype};\r\n boundary="{boundary}"', body


def _headed(header: str, body: bytes) -> bytes:
    return header.encode("ascii") + b"\r\n\r\n" + body


def _text(subtype: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    content = lines.encode("utf-8", "replace")
    foreign = len(content) - len(content.translate(None, bytes(range(128, 256))))
    if foreign * 3 > len(content):  # mostly not Latin: quoted-printable would triple it
        encoding, body = "base64", encodebytes(content).replace(b"\n", b"\r\n")
    else:
        encoding, body = "quoted-printable", binascii.b2a_qp(content, istext=True)
    return _headed(
        f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}',
        body,
    )


def _file(file: FileContent) -> bytes:
    media = file.content_type.lower()
    if _MEDIA_TYPE.fullmatch(media) is None or media.startswith(_NOT_BASE64):
        media = "application/octet-stream"
    place = "attachment"
    if file.content_id:
        if _MESSAGE_ID.fullmatch(file.content_id) is None:
            raise DeliveryFailed("content_id has not the form left@right", permanent=True)
        place = "inline"
    header = (
        f"Content-Type: {media}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: {place};\r\n {_filename(file.name)}"
    )
    if file.content_id:
        header += f"\r\nContent-ID: <{file.content_id}>"
    return _headed(header, encodebytes(file.content).replace(b"\n", b"\r\n"))


def _filename(name: str) -> str:
    short = name[-200:] or "file"
    if _PLAIN_NAME.fullmatch(short):
        return f'filename="{short}"'
    safe = short.encode("utf-8", "replace").decode()
    return f"filename*={encode_rfc2231(safe, 'utf-8')}"

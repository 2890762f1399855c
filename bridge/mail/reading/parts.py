"""The parts of a MIME tree: which is the text, which the HTML, which are attachments."""

import re
from binascii import a2b_base64
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import Compat32
from typing import Any

from bridge.domain.ports import FileContent
from bridge.mail.reading.charsets import decoded
from bridge.mail.reading.header_text import words

MAX_DEPTH = 50
MAX_PARTS = 2000
MAX_NAME = 200
MAX_ID = 998
_BAD_IN_NAMES = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\u202a-\u202e\u2066-\u2069]")
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META_WITHIN = 2048
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/=\r\n]")
_EXTENSIONS = {"message/rfc822": ".eml", "text/calendar": ".ics", "text/plain": ".txt"}


@dataclass(frozen=True, slots=True)
class Body:
    """`text` is None when the mail has no text part."""

    text: str | None
    html: str | None
    attachments: tuple[FileContent, ...]
    defects: tuple[str, ...]


def body_of(message: Message) -> Body:
    texts: list[str] = []
    htmls: list[str] = []
    files: list[FileContent] = []
    defects: list[str] = []
    for number, (part, depth) in enumerate(_leaves(message, 0)):
        if number >= MAX_PARTS or depth > MAX_DEPTH:
            defects.append("more parts or levels than are read")
            break
        kind = _kind(part, alone=part is message)
        if kind == "file":
            files.append(_file(part))
        else:
            (texts if kind == "text" else htmls).append(_text(part))
        defects.extend(type(defect).__name__ for defect in part.defects if part is not message)
    return Body(
        text=_joined(texts, "\n\n") if any(texts) else None,
        html=_joined(htmls, "\n") if htmls else None,
        attachments=tuple(files),
        defects=tuple(dict.fromkeys(defects)),
    )


def _joined(pieces: list[str], between: str) -> str:
    """A single piece as it is: it may be large."""
    solid = [stripped for piece in pieces if (stripped := piece.strip())]
    return between.join(solid) if len(solid) != 1 else solid[0]


def _leaves(part: Message, depth: int) -> Iterator[tuple[Message, int]]:
    """Leaves in reading order. An attached message is a leaf: its words are not this sender's."""
    # get_payload of a leaf would decode it by the declared charset, whatever that is.
    children = part.get_payload() if part.is_multipart() else None
    if not children or depth > MAX_DEPTH or part.get_content_maintype() == "message":
        yield part, depth
        return
    for child in children:
        if isinstance(child, Message):
            yield from _leaves(child, depth + 1)


def _kind(part: Message, *, alone: bool) -> str:
    """`text`, `html` or `file`. A multipart without a boundary counts as text; a text that is all
    there is (`alone`) is what the person wrote, whatever name it bears."""
    media = part.get_content_type()
    if media.startswith("multipart/"):
        return "text"
    if media not in ("text/plain", "text/html", "text/enriched"):
        return "file"
    if not alone and (_disposition(part) == "attachment" or _name_of(part)):
        return "file"
    return "html" if media == "text/html" else "text"


def _text(part: Message) -> str:
    content = _bytes(part)
    text = decoded(content, _param(part, "charset") or _charset_of_html(content))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _charset_of_html(content: bytes) -> str | None:
    """What the HTML itself says, where the mail says nothing."""
    match = _CHARSET.search(content[:_META_WITHIN])
    return match.group(1).decode("ascii", "replace") if match else None


def _file(part: Message) -> FileContent:
    media = part.get_content_type()
    name = _clean_name(_name_of(part), media)
    return FileContent(name, media, _bytes(part), _content_id(part))


def _content_id(part: Message) -> str:
    return _readable(part.get("content-id", ""))[:MAX_ID].strip("<> \t\r\n")


def _bytes(part: Message) -> bytes:
    """The decoded content; what can't be decoded stays as it came."""
    if part.is_multipart():
        return _unwrapped(part, _inner_message(part))
    if _is_no_base64(part):
        del part["Content-Transfer-Encoding"]
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        del part["Content-Transfer-Encoding"]
        content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _is_no_base64(part: Message) -> bool:
    """Whether a text is only declared to be base64: its beginning has blanks and full stops."""
    declared = _readable(part.get("content-transfer-encoding", "")).strip().lower()
    if declared != "base64" or part.get_content_maintype() != "text":
        return False
    begin = str(part.get_payload()).lstrip()[:200].replace("\r", "").partition("\n\n")[0]
    return len(_NO_BASE64.findall(begin)) * 20 > len(begin)


class _AsItCame(Compat32):
    """Header lines are not folded anew: who signed an attached mail signed them as they were."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        return f"{name}: {value}{self.linesep}".encode("utf-8", "surrogateescape")


_AS_IT_CAME = _AsItCame()


def _inner_message(part: Message) -> bytes:
    inner = part.get_payload()
    messages = inner if isinstance(inner, list) else []
    try:
        whole = [
            each.as_bytes(policy=_AS_IT_CAME) for each in messages if isinstance(each, Message)
        ]
        return b"\r\n".join(whole)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return str(part.get_payload()).encode("utf-8", "replace")


def _unwrapped(part: Message, content: bytes) -> bytes:
    """RFC 2046 forbids to encode an attached message; some mail servers do, and Python's parser
    leaves it so."""
    if _readable(part.get("content-transfer-encoding", "")).strip().lower() != "base64":
        return content
    try:
        plain = a2b_base64(content)
    except ValueError:
        return content
    return plain if b":" in plain[:1000] else content


def _name_of(part: Message) -> str:
    """The file name of Content-Disposition or Content-Type, RFC 2231 and RFC 2047 decoded."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, IndexError):
        return ""
    return words(_readable(name)) if name else ""


def _param(part: Message, name: str) -> str | None:
    try:
        value = part.get_param(name)
    except (ValueError, LookupError, TypeError, IndexError):
        return None
    return value if isinstance(value, str) else None


def _disposition(part: Message) -> str:
    return _readable(part.get("content-disposition", "")).partition(";")[0].strip().lower()


def _readable(value: object) -> str:
    return decoded(str(value).encode("utf-8", "surrogateescape"), "utf-8")


def _clean_name(name: str, media: str) -> str:
    """A bare file name: no folder, no control or direction mark, 200 characters at most."""
    bare = re.split(r"[/\\]", name)[-1]
    cleaned = _BAD_IN_NAMES.sub("", bare).strip(" .")
    if not cleaned:
        return "file" + _EXTENSIONS.get(media, "")
    if len(cleaned) <= MAX_NAME:
        return cleaned
    stem, dot, extension = cleaned.rpartition(".")
    short = len(extension) <= 10 and bool(dot)
    return f"{stem[: MAX_NAME - 11]}.{extension}" if short else cleaned[:MAX_NAME]

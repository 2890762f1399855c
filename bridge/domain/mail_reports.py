"""Reports of mail servers and mail programs on mails of ours (RFC 3464, RFC 5965, RFC 6522).

Servers that know no RFC write them in words, with the mail they speak of below, whole, cut off
or as headers only; so ids are looked for in everything that came.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bridge.domain import machine_phrases as phrases
from bridge.domain.plain_words import folded
from bridge.domain.ports import ParsedMail

STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
READ_PART = "message/disposition-notification"
FEEDBACK_PART = "message/feedback-report"
_OTHER_REPORTS = ("disposition-notification", "feedback-report")
_ACTION = re.compile(rb"^action:[ \t]*([a-z-]+)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(rb"^status:[ \t]*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(
    rb"^[>\s]{0,8}(?:x-)?(?:original-)?message-id:\s{0,8}<([^<>\s]{1,998})>",
    re.IGNORECASE | re.MULTILINE,
)
_IN_TEXT = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d(?=[ -])(?![ -]\d{4})")
_PERSISTENT = ("still trying", "will be retried", "will retry", "will continue to", "temporar")
_CALENDAR_REPLY = re.compile(rb"^METHOD:REPLY\s*$", re.IGNORECASE | re.MULTILINE)
_CALENDAR_HEAD = 2000
_LOOKED_AT = 256 * 1024
_LONGEST_LOCAL = 200
_SHORT_TEXT = 2000
_LOCAL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_=")
_NO_SUCH_ADDRESS = re.compile(r"5\.1\.(?:[012346]|10)|5\.4\.4")
_COMPLAINT_SUBJECTS = (
    "complaint about message from",
    "abuse report",
    "spam report",
    "rackspace abuse",
)


class Verdict(Enum):
    FAILED = auto()
    DELAYED = auto()
    DELIVERED = auto()


@dataclass(frozen=True, slots=True)
class Failure:
    """`status`: RFC 3463, as far as it is told. `permanent`: its class is 5.

    `hard`: the address itself is at fault for good, so writing to it again is useless; a full
    mailbox, a refused text or a blocked sender is no such fault.
    """

    status: str | None
    permanent: bool
    hard: bool


def answers_invitation(mail: ParsedMail) -> bool:
    """Whether a calendar says who comes to a meeting (RFC 5546, METHOD:REPLY)."""
    calendars = (one.content for one in mail.attachments if one.content_type == "text/calendar")
    return any(_CALENDAR_REPLY.search(content[:_CALENDAR_HEAD]) for content in calendars)


def tells_failure(mail: ParsedMail) -> bool:
    """Whether a receiver got nothing, for good. Delays, relays and reading reports are none."""
    declared = " ".join(mail.headers.get("content-type", ())).lower()
    if any(kind in declared for kind in _OTHER_REPORTS) or is_feedback(mail):
        return False
    return verdict(mail) == Verdict.FAILED


def verdict(mail: ParsedMail) -> Verdict:
    """By the actions of a delivery-status part; without one by the words."""
    actions = {action.lower() for action in _status_values(mail, _ACTION)}
    if b"failed" in actions:
        return Verdict.FAILED
    if b"delayed" in actions:
        return Verdict.DELAYED
    if actions & {b"delivered", b"relayed", b"expanded"}:
        return Verdict.DELIVERED
    if tells_delivery(mail):
        return Verdict.DELIVERED
    text = folded(f"{mail.subject[:300]} {mail.full_text[:4000]}")
    waits = any(phrase in text for phrase in _PERSISTENT) and not re.search(r"\b5\d\d[ -]", text)
    return Verdict.DELAYED if waits and "delay" in text else Verdict.FAILED


def failure(mail: ParsedMail) -> Failure:
    """What is known of a failure: the worst of the reported states."""
    statuses = sorted(found.decode("ascii") for found in _status_values(mail, _STATUS))
    status = statuses[-1] if statuses else failed_status(mail)
    permanent = not (status or "5").startswith("4")
    words = folded(f"{mail.full_text[:8000]} {_diagnostics(mail)}")
    passing = any(phrase in words for phrase in phrases.PASSING_FAULTS)
    gone = bool(_NO_SUCH_ADDRESS.fullmatch(status or "")) or any(
        phrase in words for phrase in phrases.NO_SUCH_ADDRESS
    )
    return Failure(status, permanent, hard=permanent and gone and not passing)


def _diagnostics(mail: ParsedMail) -> str:
    parts = (part for part in mail.attachments if part.content_type.lower() in STATUS_PARTS)
    return " ".join(part.content[:8000].decode("utf-8", "replace") for part in parts)


def failed_status(mail: ParsedMail) -> str | None:
    """An enhanced status code in the text (`5.1.1`), or `5.0.0` for a bare reply code (`550`)."""
    text = mail.full_text[:_LOOKED_AT]
    found = ["{}.{}.{}".format(*match) for match in _IN_TEXT.findall(text)]
    permanent = [code for code in found if code.startswith("5")]
    if permanent or found:
        return (permanent or found)[0]
    reply = _REPLY_CODE.findall(text)
    return f"{max(reply)}.0.0" if reply else None


def is_feedback(
    mail: ParsedMail, parts: set[str] | None = None, declared: str | None = None
) -> bool:
    """An abuse report (RFC 5965), or a bare returned mail under a subject of one."""
    kinds = parts if parts is not None else {part.content_type.lower() for part in mail.attachments}
    head = (
        declared if declared is not None else " ".join(mail.headers.get("content-type", ())).lower()
    )
    if FEEDBACK_PART in kinds or "feedback-report" in head:
        return True
    if not kinds & {"message/rfc822", "text/rfc822-headers"}:
        return False
    short = len(mail.full_text) <= _SHORT_TEXT
    return short and folded(mail.subject[:200]).startswith(_COMPLAINT_SUBJECTS)


def tells_delivery(mail: ParsedMail) -> bool:
    """A notice that a mail arrived: Amazon's notification, or a plain success report."""
    text = mail.full_text[:2000]
    if "notificationType" in text and _DELIVERY_NOTICE.search(text):
        return True
    subject = folded(mail.subject[:200])
    return subject.startswith(_ARRIVED) and not _STATUS_FAILED.search(text)


_DELIVERY_NOTICE = re.compile(r'"notificationType"\s{0,9}:\s{0,9}"Delivery"')
_ARRIVED = (
    *(
        "delivery status notification (success)",
        "delivered:",
        "relayed:",
        "successful mail delivery",
    ),
    *(
        "delivery notification (success)",
        "notification d'état de remise (succès)",
        "remis :",
        "zugestellt:",
    ),
)
_STATUS_FAILED = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")


def reported_ids(mail: ParsedMail) -> list[str]:
    """Message-IDs of the mails that the report returns, without angle brackets, surest first."""
    found = [
        match.decode("ascii", "replace")
        for content in _contents(mail)
        for match in _MESSAGE_ID.findall(content[:_LOOKED_AT])[:5]
    ]
    return list(dict.fromkeys(found))


def ids_at(mail: ParsedMail, domain: str) -> list[str]:
    """Every id or address at our domain, wherever it stands in the report, in reading order.

    A search for the domain's letters instead of a pattern: quoted, indented, broken and escaped
    texts are found alike, in time that grows with the text.
    """
    needle = b"@" + domain.lower().encode("idna" if not domain.isascii() else "ascii")
    found: list[str] = []
    for content in (*_contents(mail), *_header_contents(mail)):
        text = content[:_LOOKED_AT]
        lowered = text.lower()
        at = lowered.find(needle)
        while at >= 0:
            start = at
            while start > max(0, at - _LONGEST_LOCAL) and text[start - 1] in _LOCAL:
                start -= 1
            if start < at:
                found.append(f"{text[start:at].decode('ascii')}@{domain}")
            at = lowered.find(needle, at + len(needle))
    return list(dict.fromkeys(found))


def _contents(mail: ParsedMail) -> Iterator[bytes]:
    """Returned parts first, then what else is text, then the report's own words."""
    returned = ("message/rfc822", "message/global", "text/rfc822-headers", "message/partial")
    rest: list[bytes] = []
    for part in mail.attachments:
        kind = part.content_type.lower()
        if kind in returned:
            yield part.content
        elif kind.startswith(("message/", "text/")) or len(part.content) <= _LOOKED_AT:
            rest.append(part.content)
    yield from rest
    yield mail.full_text.encode("utf-8", "replace")
    if mail.html:
        yield mail.html.encode("utf-8", "replace")


def _header_contents(mail: ParsedMail) -> Iterator[bytes]:
    """Headers that name the mail or its bounce address; not who the report itself is from."""
    for name in _NAMING_HEADERS:
        for value in mail.headers.get(name, ()):
            yield value.encode("utf-8", "replace")


_NAMING_HEADERS = (
    *("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to"),
    *("x-original-message-id", "original-envelope-id", "original-message-id", "in-reply-to"),
    *("references", "x-failed-recipients", "x-message-id"),
)


def _status_values(mail: ParsedMail, pattern: re.Pattern[bytes]) -> list[bytes]:
    return [
        value
        for part in mail.attachments
        if part.content_type.lower() in STATUS_PARTS
        for value in pattern.findall(part.content[:_LOOKED_AT])
    ]

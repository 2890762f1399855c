"""How final a bounce is: an address that is dead, or a mailbox that is full today (RFC 3463)."""

import re

from bridge.domain.ports import ParsedMail

_STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
_STATUS = re.compile(rb"^status:[ \t]*([245])\.(\d{1,3})\.(\d{1,3})", re.IGNORECASE | re.MULTILINE)
_RECEIVER = re.compile(
    rb"^(?:original|final)-recipient:[^;\r\n]*;[ \t]*<?([^\s<>]{3,320})>?",
    re.IGNORECASE | re.MULTILINE,
)
_LOOKED_AT = 64 * 1024
# 5.2.2 is a full mailbox, 5.3.4 and 5.2.3 a mail too large, 5.7.* a policy: the address lives
_ALIVE = {("5", "2", "2"), ("5", "2", "3"), ("5", "3", "4")}
_POLICY = "7"


def is_hard(mail: ParsedMail) -> bool:
    """Whether the address is no use any more, as far as the report tells."""
    found = [
        tuple(part.decode("ascii") for part in status)
        for body in _status_parts(mail)
        for status in _STATUS.findall(body)
    ]
    return any(code[0] == "5" and code not in _ALIVE and code[1] != _POLICY for code in found)


def receivers(mail: ParsedMail) -> set[str]:
    """The addresses that the report is about, in lower case."""
    return {
        found.decode("ascii", "replace").lower()
        for body in _status_parts(mail)
        for found in _RECEIVER.findall(body)
    }


def _status_parts(mail: ParsedMail) -> list[bytes]:
    return [
        part.content[:_LOOKED_AT]
        for part in mail.attachments
        if part.content_type.lower() in _STATUS_PARTS
    ]

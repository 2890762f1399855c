"""Reports of mail servers and mail programs on mails of ours (RFC 3464, RFC 6522, RFC 8098)."""

import re

from bridge.domain.ports import ParsedMail

_STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_PARTS = ("message/rfc822", "message/global", "text/rfc822-headers")
_OTHER_REPORTS = ("disposition-notification", "feedback-report")
_ACTION = re.compile(rb"^action:[ \t]*([a-z-]+)", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^<>\s]{1,998})>", re.IGNORECASE | re.MULTILINE)
_LOOKED_AT = 64 * 1024


def tells_failure(mail: ParsedMail) -> bool:
    """Whether a receiver got nothing, for good. Delays, relays and reading reports are none."""
    declared = " ".join(mail.headers.get("content-type", ())).lower()
    if any(kind in declared for kind in _OTHER_REPORTS):
        return False
    actions = [
        action.lower()
        for part in mail.attachments
        if part.content_type.lower() in _STATUS_PARTS
        for action in _ACTION.findall(part.content[:_LOOKED_AT])
    ]
    return b"failed" in actions if actions else True


def reported_ids(mail: ParsedMail) -> list[str]:
    """Message-IDs of the mails that the report returns, without angle brackets."""
    return [
        found.decode("ascii", "replace")
        for part in mail.attachments
        if part.content_type.lower() in _RETURNED_PARTS
        for found in _MESSAGE_ID.findall(part.content[:_LOOKED_AT])[:1]
    ]

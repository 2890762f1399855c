"""Puts the name of a mail of ours where a bounce names the mail that it returns."""

import re

_ID = re.compile(rb"(?im)^([> \t]{0,8}(?:x-original-)?message-id:\s*)<[^<>\s]*>")
_TO = re.compile(rb"(?im)^(to|delivered-to|x-original-to|envelope-to):.*(?:\r?\n[ \t].*)*\r?\n")
_GAP = re.compile(rb"\r?\n\r?\n")


def by_message_id(raw: bytes, message_id: str) -> bytes | None:
    """The bounce, with `message_id` for that of the returned mail; None when it returns none."""
    gap = _GAP.search(raw)
    if gap is None:
        return None
    head, body = raw[: gap.end()], raw[gap.end() :]
    planted, count = _ID.subn(rb"\g<1><" + message_id.encode() + b">", body)
    return head + planted if count else None


def by_address(raw: bytes, bounce_address: str) -> bytes:
    """The bounce, sent to `bounce_address`, the envelope sender of the mail that came back."""
    gap = _GAP.search(raw)
    end = gap.end() if gap else len(raw)
    head = _TO.sub(b"", raw[:end])
    received = b"To: " + bounce_address.encode() + b"\n"
    at = head.find(b"\n") + 1 if head.startswith((b"From ", b"\xef\xbb\xbf")) else 0
    return head[:at] + received + head[at:] + raw[end:]

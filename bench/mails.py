"""Real mails for the benches of mail: those of the shared data, else the few in tests/."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
OWN = ROOT / "tests" / "mail" / "data"
_ID = re.compile(rb"^message-id:.*(?:\n[ \t].*)*\n", re.IGNORECASE | re.MULTILINE)


def real_mails() -> list[bytes]:
    """Mails of people and programs as they were sent; reports and bounces are left out."""
    folders = [SHARED / "mime" / "eml", SHARED / "reply_trim"]
    found = [path for folder in folders for path in sorted(folder.rglob("*.eml"))]
    return [path.read_bytes() for path in found or sorted(OWN.glob("*.eml"))]


def multiplied(count: int, batch: str) -> list[bytes]:
    """`count` mails that all differ: each has a Message-ID of its own."""
    originals = real_mails()
    return [
        _renamed(originals[number % len(originals)], f"<{batch}-{number}@bench.example>")
        for number in range(count)
    ]


def _renamed(raw: bytes, message_id: str) -> bytes:
    """With LF only, as a Maildir holds it."""
    plain = raw.replace(b"\r\n", b"\n")
    head, gap, body = plain.partition(b"\n\n")
    head = _ID.sub(b"", head + b"\n")
    return b"Message-ID: " + message_id.encode() + b"\n" + head.rstrip(b"\n") + gap + body

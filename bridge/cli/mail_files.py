"""Old mail in files: an mbox, or a Maildir folder. Oldest first, so that threads grow in order."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

from bridge.domain.errors import Invalid

_DATE = re.compile(rb"^date:[ \t]*(.{1,200})", re.IGNORECASE | re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEAD = 64 * 1024
_UNDATED = datetime.max.replace(tzinfo=UTC)
_FOLDERS = ("cur", "new")


@dataclass(frozen=True, slots=True)
class OldMail:
    """`size` in bytes; `read` fetches it, so that a large file is never held whole."""

    at: datetime
    size: int
    read: Callable[[], bytes]


def old_mails(path: Path) -> list[OldMail]:
    """Every mail in a file or folder. Raises Invalid when it is neither mbox nor Maildir."""
    found = list(_in_maildir(path) if path.is_dir() else _in_mbox(path))
    return sorted(found, key=lambda mail: mail.at)


def _in_maildir(path: Path) -> Iterator[OldMail]:
    if not any((path / name).is_dir() for name in _FOLDERS):
        raise Invalid(f"{path} is no Maildir: it has neither cur nor new.", field="PATH")
    for name in _FOLDERS:
        for file in sorted((path / name).glob("*")):
            if file.is_file():
                with file.open("rb") as opened:
                    head = opened.read(_HEAD)
                yield OldMail(_date(head), file.stat().st_size, file.read_bytes)


def _in_mbox(path: Path) -> Iterator[OldMail]:
    if not path.stat().st_size:  # an empty mailbox
        return
    with path.open("rb") as opened:
        if not opened.read(5).startswith(b"From "):
            raise Invalid(f"{path} is no mbox: it does not begin with 'From '.", field="PATH")
    for start, end in _spans(path):
        raw = partial(_from_mbox, path, start, end)
        yield OldMail(_date(_slice(path, start, min(end, start + _HEAD))), end - start, raw)


def _spans(path: Path) -> Iterator[tuple[int, int]]:
    """Where each mail begins and ends: `From ` at the start of a line, after an empty one."""
    start, place, blank = -1, 0, True
    with path.open("rb") as opened:
        for line in opened:
            if blank and line.startswith(b"From "):
                if start >= 0:
                    yield start, place
                start = place + len(line)
            place += len(line)
            blank = not line.strip()
    yield start, place


def _slice(path: Path, start: int, end: int) -> bytes:
    with path.open("rb") as opened:
        opened.seek(start)
        return opened.read(end - start)


def _from_mbox(path: Path, start: int, end: int) -> bytes:
    """mbox puts a > before lines of a mail that begin with `From `, and an empty line below."""
    raw = _QUOTED_FROM.sub(rb"\1", _slice(path, start, end))
    return raw[:-1] if raw.endswith(b"\n\n") else raw


def _date(head: bytes) -> datetime:
    match = _DATE.search(head.replace(b"\r\n", b"\n").partition(b"\n\n")[0])
    try:
        at = parsedate_to_datetime(match.group(1).decode("ascii", "replace")) if match else None
    except (ValueError, TypeError, IndexError, OverflowError):
        at = None
    if at is None:
        return _UNDATED
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at

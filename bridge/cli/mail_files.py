"""Old mail in files: an mbox, or a Maildir folder. Oldest first, so that threads grow in order."""

import mailbox
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
    with path.open("rb") as opened:
        if not opened.read(5).startswith(b"From "):
            raise Invalid(f"{path} is no mbox: it does not begin with 'From '.", field="PATH")
    box = mailbox.mbox(path, create=False)
    for key in box.iterkeys():
        start, end = box._toc[key]  # type: ignore[attr-defined]
        with box.get_file(key) as opened:
            head = opened.read(_HEAD)
        yield OldMail(_date(head), end - start, partial(_from_mbox, box, key))


def _from_mbox(box: mailbox.mbox, key: str) -> bytes:
    """mbox puts a > before lines of a mail that begin with `From `."""
    return _QUOTED_FROM.sub(rb"\1", box.get_bytes(key))


def _date(head: bytes) -> datetime:
    match = _DATE.search(head.replace(b"\r\n", b"\n").partition(b"\n\n")[0])
    try:
        at = parsedate_to_datetime(match.group(1).decode("ascii", "replace")) if match else None
    except (ValueError, TypeError, IndexError, OverflowError):
        at = None
    if at is None:
        return _UNDATED
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at

"""Rows of a site's answers, of which nothing is believed: ids, times, texts, terms."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

ALL_STATUSES = "publish,future,draft,pending,private,trash"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PATH_MARK = " / "
_LARGEST_ID = 2**63 - 1
_DEEPEST = 20

Row = Mapping[str, Any]


def row_id(row: Any) -> int:
    """0 for what has no id that WordPress could have given. XML-RPC gives ids as texts."""
    value = row.get("id", row.get("post_id")) if isinstance(row, Mapping) else None
    return whole(value)


def whole(value: Any) -> int:
    """A number from 1 that a column can hold, also as text; 0 for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    return value if type(value) is int and 0 < value <= _LARGEST_ID else 0


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def utc(value: Any) -> datetime | None:
    """WordPress's `…_gmt`, which carries no zone; None for null and `0000-00-00T00:00:00`."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        if at is None or at.tzinfo is None:
            return at.replace(tzinfo=UTC) if at else None
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def http_date(header: str | None) -> datetime | None:
    """An HTTP header's moment (RFC 9110 section 5.6.7)."""
    try:
        at = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def language(*said: Any) -> str | None:
    """The first that was said: `fr_FR` and `fr-CA` become `fr`."""
    for value in said:
        code = text(value).strip().replace("_", "-").partition("-")[0].lower()
        if code.isalpha() and len(code) <= 3:
            return code
    return None


def paths(terms: Iterable[Row], key: str) -> dict[int, str]:
    """Terms by id, each with the names of those above it. `key` names the field with the id."""
    known = {whole(row.get(key)): row for row in terms if isinstance(row, Mapping)}
    known.pop(0, None)
    return {number: _path(number, known) for number in known}


def _path(number: int, known: Mapping[int, Row]) -> str:
    names: list[str] = []
    for _ in range(_DEEPEST):  # a site may claim that a term stands below itself
        row = known.get(number)
        if row is None:
            break
        names.append(unescape(text(row.get("name"))).strip())
        number = whole(row.get("parent"))
    return PATH_MARK.join(reversed(names))

"""A moment as a mail says it: with weekday, date, time and its zone spelled out."""

from datetime import UTC, datetime
from functools import lru_cache

from babel.dates import format_datetime


def moment(at: datetime | None, language: str, pattern: str) -> str:
    """`Tuesday 24 November 2026, 10:00 UTC`; empty for None. Vendors sit in any zone.

    `pattern` is a Unicode date pattern.
    """
    if at is None:
        return ""
    return _written(at.astimezone(UTC).replace(second=0, microsecond=0), language, pattern)


@lru_cache(maxsize=4096)
def _written(minute: datetime, language: str, pattern: str) -> str:
    return format_datetime(minute, pattern, locale=language)

"""A moment as a mail says it: with weekday, date, time and its zone spelled out."""

from datetime import UTC, datetime
from functools import lru_cache

from babel.dates import format_datetime

_PATTERN = {"en": "EEEE d MMMM y, HH:mm 'UTC'", "fr": "EEEE d MMMM y, HH:mm 'UTC'"}


def moment(at: datetime | None, language: str) -> str:
    """`Tuesday 24 November 2026, 10:00 UTC`; empty for None. Vendors sit in any zone."""
    if at is None:
        return ""
    return _written(at.astimezone(UTC).replace(second=0, microsecond=0), language)


@lru_cache(maxsize=4096)
def _written(minute: datetime, language: str) -> str:
    return format_datetime(minute, _PATTERN[language], locale=language)

"""The header Retry-After in both its forms (RFC 9110 section 10.2.3)."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}", re.ASCII)
_LONGEST = timedelta(hours=24)


def retry_after(value: str, now: datetime) -> timedelta | None:
    """From now, between 0 and 24 hours; None when the header is absent or can't be read."""
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return min(timedelta(seconds=int(text)), _LONGEST)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), _LONGEST)

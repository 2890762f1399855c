"""Where a page of a list ended, as text for an address: the time and the id of its last row."""

import base64
from datetime import UTC, datetime

from bridge.domain.errors import Invalid

LARGEST_ID = 2**63


def pack(at: datetime, row_id: int) -> str:
    plain = f"{at.isoformat()}|{row_id}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def unpack(text: str | None) -> tuple[datetime, int] | None:
    if not text:
        return None
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        at, _, number = plain.partition("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("no zone")
        return moment.astimezone(UTC), _row_id(number)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "This page cursor is not valid; start from the first page.", field="after"
        ) from error


def _row_id(text: str) -> int:
    number = int(text)
    if not 0 < number < LARGEST_ID:
        raise ValueError("no row has this number")
    return number

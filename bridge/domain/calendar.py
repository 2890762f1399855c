"""Opening hours: when people answer."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bridge.domain.errors import Invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"((?:[01][0-9]|2[0-3]):[0-5][0-9])"
_SPAN = re.compile(rf"(\w{{3}})(?:-(\w{{3}}))? {_TIME}-{_TIME}")
_LONGEST_SEARCH = 15


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """`spans`: weekday (0 = Monday) → opening and closing time on the wall clock of `zone`."""

    zone: ZoneInfo
    spans: dict[int, tuple[time, time]]

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        span = self.spans.get(local.weekday())
        return span is not None and span[0] <= local.time() < span[1]

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself while open, else the next moment that somebody is there; in UTC."""
        if self.is_open(at):
            return at
        local = at.astimezone(self.zone)
        for ahead in range(_LONGEST_SEARCH):
            day = local.date() + timedelta(days=ahead)
            span = self.spans.get(day.weekday())
            if span:
                opening = datetime.combine(day, span[0], self.zone)
                if opening > local:
                    return opening.astimezone(UTC)
        raise ValueError("opening hours without a single day")


def parse(hours: str, zone: str) -> OpeningHours:
    """`"mon-fri 09:00-17:00, sat 10:00-12:00"` in an IANA zone. Raises Invalid."""
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(
            f"{zone!r} is no time zone; for example Europe/Paris.", field="zone"
        ) from error
    spans: dict[int, tuple[time, time]] = {}
    for part in hours.split(","):
        match = _SPAN.fullmatch(part.strip().lower())
        if not match or match[1] not in DAYS or (match[2] or match[1]) not in DAYS:
            raise Invalid(
                f"{part.strip()!r} are no opening hours; for example mon-fri 09:00-17:00.",
                field="hours",
            )
        first, last = DAYS.index(match[1]), DAYS.index(match[2] or match[1])
        span = (time.fromisoformat(match[3]), time.fromisoformat(match[4]))
        if span[0] >= span[1] or first > last:
            raise Invalid(f"{part.strip()!r} ends before it begins.", field="hours")
        spans.update(dict.fromkeys(range(first, last + 1), span))
    return OpeningHours(place, spans)

"""Opening hours and moments in words, in English and French (CLDR by Babel)."""

from collections.abc import Mapping
from datetime import datetime, time, tzinfo

from babel.dates import format_datetime, format_time, get_day_names

_OPEN_NOW = {"en": "today, we are open now", "fr": "aujourd’hui, nous sommes ouverts"}
_FROM = {"en": "EEEE d MMMM, HH:mm", "fr": "EEEE d MMMM à HH:mm"}
_TO = {"en": "to", "fr": "au"}
_DASH = "–"


Span = tuple[time, time]


def opening_hours(spans: Mapping[int, Span], zone: str, language: str) -> str:
    """`Monday to Friday 09:00–17:00 (Europe/Paris)`. `spans`: weekday (0 = Monday) → hours."""
    names = get_day_names("wide", locale=language)
    parts = []
    for first, last, span in _runs(spans):
        days = names[first] if first == last else f"{names[first]} {_TO[language]} {names[last]}"
        parts.append(f"{days} {_clock(span[0], language)}{_DASH}{_clock(span[1], language)}")
    return f"{', '.join(parts)} ({zone.replace('_', ' ')})"


def answer_by(opening: datetime | None, zone: tzinfo, language: str) -> str:
    """When a person can look at it: None is now, else the next opening on the wall clock."""
    if opening is None:
        return _OPEN_NOW[language]
    return format_datetime(opening.astimezone(zone), _FROM[language], locale=language)


def _clock(at: time, language: str) -> str:
    return format_time(at, "HH:mm", locale=language)


def _runs(
    spans: Mapping[int, Span],
) -> list[tuple[int, int, Span]]:
    """Neighbouring days with equal hours, joined."""
    runs: list[tuple[int, int, Span]] = []
    for day in sorted(spans):
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == spans[day]:
            runs[-1] = (runs[-1][0], day, spans[day])
        else:
            runs.append((day, day, spans[day]))
    return runs

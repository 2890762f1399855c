"""Opening hours on the wall clock of their zone."""

from datetime import UTC, datetime

import pytest

from bridge.domain import calendar
from bridge.domain.errors import Invalid

PARIS = calendar.parse("mon-fri 09:00-17:00, sat 10:00-12:00", "Europe/Paris")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_it_is_open_from_the_first_minute_to_before_the_last() -> None:
    assert not PARIS.is_open(at("2026-11-23T08:59:59+01:00"))
    assert PARIS.is_open(at("2026-11-23T09:00:00+01:00"))
    assert PARIS.is_open(at("2026-11-23T16:59:59+01:00"))
    assert not PARIS.is_open(at("2026-11-23T17:00:00+01:00"))
    assert PARIS.is_open(at("2026-11-28T10:00:00+01:00"))
    assert not PARIS.is_open(at("2026-11-29T10:00:00+01:00"))


def test_the_next_opening_may_be_days_ahead() -> None:
    assert PARIS.next_opening(at("2026-11-28T12:00+01:00")) == at("2026-11-30T09:00+01:00")
    now = at("2026-11-23T10:00+01:00")
    assert PARIS.next_opening(now) == now


def test_a_day_of_changing_clocks_opens_by_the_wall_clock() -> None:
    hours = calendar.parse("sun 09:00-17:00", "Europe/Paris")
    assert hours.next_opening(at("2026-03-28T23:00+01:00")) == at("2026-03-29T09:00+02:00")
    assert hours.next_opening(at("2026-10-24T23:00+02:00")) == at("2026-10-25T09:00+01:00")


@pytest.mark.parametrize(
    "hours",
    ["", "mon", "mon 9-17", "mon 17:00-09:00", "fri-mon 09:00-17:00", "xyz 09:00-10:00",
     "mon 25:00-26:00", "mon 09:00-09:00", "mon 09:00-17:00,"],
)  # fmt: skip
def test_hours_that_make_no_sense_are_refused(hours: str) -> None:
    with pytest.raises(Invalid) as refused:
        calendar.parse(hours, "Europe/Paris")
    assert refused.value.field == "hours"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "\0"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(Invalid) as refused:
        calendar.parse("mon 09:00-17:00", zone)
    assert refused.value.field == "zone"

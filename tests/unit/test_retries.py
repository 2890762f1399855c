"""When a failed delivery is tried again (CONTRACT and MAIL.md give the steps)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain import retries


def test_a_webhook_is_tried_by_the_contracts_steps_and_then_no_more() -> None:
    waits = [retries.delivery_delay("webhook", tries, timedelta()) for tries in range(1, 10)]
    hours = [wait / timedelta(hours=1) for wait in waits]
    assert waits[:3] == [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)]
    assert hours[3:] == [2, 5, 10, 14, 20, 24]
    with pytest.raises(retries.NoTriesLeft):
        retries.delivery_delay("webhook", 10, timedelta())


def test_a_mail_is_tried_hourly_until_two_days_have_passed() -> None:
    waits = [retries.delivery_delay("mail", tries, timedelta()) for tries in (1, 2, 3, 4, 5, 40)]
    assert [wait / timedelta(minutes=1) for wait in waits] == [1, 5, 15, 60, 60, 60]
    with pytest.raises(retries.NoTriesLeft):
        retries.delivery_delay("mail", 5, timedelta(hours=48))


@given(st.floats(0, 1))
def test_jitter_stays_within_a_tenth(chance: float) -> None:
    wait = retries.jittered(timedelta(hours=1), chance)
    assert timedelta(minutes=54) <= wait <= timedelta(minutes=66)


def test_an_effect_that_broke_waits_longer_each_time() -> None:
    waits = [retries.effect_delay(claims) for claims in range(1, retries.MOST_CLAIMS + 1)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)

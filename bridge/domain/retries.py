"""When a failed delivery is tried again.

Mail: MAIL.md, "What ours carry". Webhooks: CONTRACT, "HTTP and mail out".
"""

from datetime import timedelta

from bridge.domain.words import DeliveryChannel

_MAIL_STEPS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
_MAIL_THEN = timedelta(hours=1)
_MAIL_UNTIL = timedelta(hours=48)
_WEBHOOK_STEPS = [
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
]
JITTER = 0.1

_EFFECT_STEPS = [timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600)]
MOST_CLAIMS = 8
"""An effect that was taken in hand so often without an end is poison and is set aside."""


class NoTriesLeft(Exception):
    """The last step has passed: the delivery goes to the dead letters."""


def delivery_delay(channel: str, failed_tries: int, since_first: timedelta) -> timedelta:
    """Wait after failed try `failed_tries` (from 1), before jitter. Raises NoTriesLeft."""
    if channel == DeliveryChannel.WEBHOOK:
        if failed_tries > len(_WEBHOOK_STEPS):
            raise NoTriesLeft
        return _WEBHOOK_STEPS[failed_tries - 1]
    if since_first >= _MAIL_UNTIL:
        raise NoTriesLeft
    return _MAIL_STEPS[failed_tries - 1] if failed_tries <= len(_MAIL_STEPS) else _MAIL_THEN


def jittered(delay: timedelta, chance: float) -> timedelta:
    """`delay` give or take a tenth; `chance` is a number from 0 to 1."""
    return delay * (1 - JITTER + 2 * JITTER * chance)


def effect_delay(claims: int) -> timedelta:
    """Wait before an effect whose run broke is taken in hand again."""
    return _EFFECT_STEPS[min(claims, len(_EFFECT_STEPS)) - 1]

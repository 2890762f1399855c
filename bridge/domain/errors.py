"""Failures that have a meaning. Adapters raise the lower half, services the upper half."""

from datetime import timedelta


class Refused(Exception):
    """A use case says no.

    `title` is one plain sentence for the person who asked; `field` names the input at fault.
    """

    def __init__(self, title: str, *, field: str | None = None) -> None:
        super().__init__(title)
        self.title = title
        self.field = field


class NotFound(Refused):
    """There is no such thing, or the caller may not know that there is."""


class NotAllowed(Refused):
    """The caller is known and lacks the right."""


class NotAuthentic(Refused):
    """The signature, token or password does not hold."""


class Invalid(Refused):
    """The input has the wrong shape or value."""


class TooLarge(Refused):
    """The input is over a limit."""


class Conflict(Refused):
    """Somebody else changed the thing in between."""


class Quarantined(Refused):
    """The input is authentic and malformed: it was kept and is shown to agents.

    `first_time` is False when the same bytes were quarantined before.
    """

    def __init__(self, title: str, *, field: str | None = None, first_time: bool = True) -> None:
        super().__init__(title, field=field)
        self.first_time = first_time


class Unavailable(Exception):
    """The store can't be reached just now; the caller may try again."""


class ConfigError(Exception):
    """One line that names the key, the value's fault and an example."""


class DeliveryFailed(Exception):
    """Not taken by the receiver.

    permanent: another try is useless. retry_after: the receiver's own wish.
    gone: the receiver says that its address is no more (HTTP 410).
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        gone: bool = False,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.permanent = permanent
        self.retry_after = retry_after
        self.gone = gone


class DeliveryUncertain(Exception):
    """The message was handed over whole and the connection ended before the answer."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class SiteError(Exception):
    """A WordPress site did not do its part; the sentence says what and what to do."""


class OutOfTime(SiteError):
    """The site is slow and its turn is over: what was read stays, the rest comes later."""


class MalformedMail(Exception):
    """The parser could make nothing of a raw message; the sentence says why."""


class Clash(Exception):
    """Another transaction stored the same thing first; to run again is the answer."""

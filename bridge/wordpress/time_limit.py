"""How long one connection to a site may take in all: one slow site never delays another."""

import time
from datetime import timedelta

from bridge.domain.errors import OutOfTime

LONGEST_CALL = timedelta(seconds=30)  # a page of 100 long posts on a slow shared host


class TimeLimit:
    """Counts from its making. None never ends."""

    def __init__(self, span: timedelta | None) -> None:
        self._end = None if span is None else time.monotonic() + span.total_seconds()

    @property
    def over(self) -> bool:
        return self._end is not None and time.monotonic() >= self._end

    def for_next_call(self) -> timedelta:
        """Raises OutOfTime when nothing is left."""
        if self._end is None:
            return LONGEST_CALL
        left = timedelta(seconds=self._end - time.monotonic())
        if left <= timedelta(0):
            raise out_of_time()
        return min(left, LONGEST_CALL)


def out_of_time() -> OutOfTime:
    return OutOfTime("The site answers slowly: its turn is over, we go on from here next time.")

"""Fulfils the port SiteChecker: one look at a site, as many findings as are independent."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bridge.domain.ports import SiteAccess
from bridge.domain.site_findings import SiteCode, SiteFinding
from bridge.net.answers import EgressError
from bridge.net.egress import Egress
from bridge.wordpress.checking import front, inside, obstacles, second_way
from bridge.wordpress.checking.calls import Calls

_NOBODY_THERE = frozenset(
    {
        SiteCode.ADDRESS_REFUSED,
        SiteCode.UNREACHABLE,
        SiteCode.NO_ANSWER,
        SiteCode.TLS_INVALID,
        SiteCode.REDIRECT,
        SiteCode.REDIRECT_OTHER_HOST,
        SiteCode.NOT_WORDPRESS,
        SiteCode.MAINTENANCE,
    }
)
"""After these, a second way in would only find the same."""


class SiteInspector:
    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    def check(
        self,
        access: SiteAccess,
        now: Callable[[], datetime],
        patience: timedelta | None = None,
    ) -> list[SiteFinding]:
        """Up to nine calls. The password goes nowhere before the site is known to be itself."""
        calls = Calls(self._egress, access, patience)
        try:
            index = front.find_index(calls)
            if index is not None:
                inside.look_around(calls, index, now)
        except EgressError as error:
            calls.add(obstacles.of_call(error))
        if not {one.code for one in calls.found} & _NOBODY_THERE:
            second_way.try_it(calls)
        return calls.found

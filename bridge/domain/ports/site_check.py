"""Finding out what stands between us and a WordPress site."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bridge.domain.ports.wordpress import SiteAccess
from bridge.domain.site_findings import SiteFinding


class SiteChecker(Protocol):
    def check(self, access: SiteAccess, now: Callable[[], datetime]) -> list[SiteFinding]:
        """Everything found, most basic first; never raises for what a site does.

        A user or password that is not accepted is WRONG_PASSWORD: whether it was ever accepted
        only the caller knows.
        """
        ...

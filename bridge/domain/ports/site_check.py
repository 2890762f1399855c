"""Finding out what stands between us and a WordPress site."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from bridge.domain.ports.wordpress import SiteAccess
from bridge.domain.site_findings import SiteFinding


class SiteChecker(Protocol):
    def check(
        self,
        access: SiteAccess,
        now: Callable[[], datetime],
        patience: timedelta | None = None,
    ) -> list[SiteFinding]:
        """Everything found, most basic first; never raises for what a site does.

        A user or password that is not accepted is WRONG_PASSWORD: whether it was ever accepted
        only the caller knows. `patience` spans the whole check; when it ends, NO_ANSWER is the
        last finding. None: each call has a limit of its own.
        """
        ...

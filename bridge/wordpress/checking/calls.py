"""The check's calls to one site, and the list of what it found so far."""

import re
import time
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode, urljoin, urlsplit

from bridge.domain.ports import SiteAccess
from bridge.domain.site_findings import SiteCode, SiteFinding
from bridge.net.answers import EgressError, EgressFault
from bridge.net.egress import Egress
from bridge.wordpress.checking import obstacles
from bridge.wordpress.checking.reading import Reading, read

_TIMEOUT = timedelta(seconds=10)
_LINK = re.compile(r"<([^<>]*)>\s*;\s*rel=\"https://api\.w\.org/\"")


class Calls:
    """Every method that calls raises EgressError. `base` is set once the API is found.

    `patience` spans all calls together.
    """

    def __init__(
        self, egress: Egress, access: SiteAccess, patience: timedelta | None = None
    ) -> None:
        self.access = access
        self.site = access.url.rstrip("/")
        self.base = f"{self.site}/wp-json/"
        self.found: list[SiteFinding] = []
        self._egress = egress
        self._ends = time.monotonic() + patience.total_seconds() if patience else None

    @property
    def out_of_time(self) -> bool:
        return self._ends is not None and time.monotonic() >= self._ends

    def tell(self, code: SiteCode, *, ok: bool | None = None, **facts: str) -> None:
        """Notes a finding; the first of its code stands."""
        if code not in {one.code for one in self.found}:
            self.found.append(SiteFinding(code, facts, ok))

    def add(self, finding: SiteFinding) -> None:
        self.tell(finding.code, ok=finding.ok, **finding.facts)

    def get(self, url: str, *, signed_in: bool = False) -> Reading:
        """Notes text before the JSON and answers out of a cache by the way."""
        auth = (self.access.user, self.access.password) if signed_in else None
        headers = {"Accept": "application/json"}
        answer = self._egress.request("GET", url, headers=headers, auth=auth, timeout=self._left())
        reading = read(answer)
        if reading.data is not None:
            if reading.before:
                self.tell(SiteCode.TEXT_BEFORE_JSON, text=reading.before)
            if sign := obstacles.cache_sign(reading):
                self.tell(SiteCode.PAGE_CACHE, sign=sign)
        return reading

    def ask(self, route: str, query: Mapping[str, str] | None = None) -> Reading:
        """A route of the API, signed in."""
        return self.get(self.address(route, query), signed_in=True)

    def post(self, path: str, body: bytes, content_type: str) -> Reading:
        headers = {"Content-Type": content_type}
        url = f"{self.site}{path}"
        left = self._left()
        return read(self._egress.request("POST", url, headers=headers, body=body, timeout=left))

    def _left(self) -> timedelta:
        """What one call may take now."""
        if self._ends is None:
            return _TIMEOUT
        left = timedelta(seconds=self._ends - time.monotonic())
        if left <= timedelta(0):
            raise EgressError("No time was left.", EgressFault.TIMEOUT_BEFORE_ANSWER)
        return min(left, _TIMEOUT)

    def address(self, route: str, query: Mapping[str, str] | None = None) -> str:
        text = urlencode(query or {})
        mark = "&" if "?" in self.base else "?"
        return f"{self.base}{route}{mark}{text}" if text else f"{self.base}{route}"

    def linked_base(self, reading: Reading) -> str | None:
        """Where an answer's Link header says that the API is, if on the same host."""
        link = _LINK.search(reading.headers.get("link", ""))
        base = urljoin(f"{self.site}/", link[1]) if link else None
        return base if base and urlsplit(base)[:2] == urlsplit(self.site)[:2] else None

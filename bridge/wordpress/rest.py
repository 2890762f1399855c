"""The REST transport to one site: where its API lies, and signed-in calls to it."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from bridge.domain.errors import SiteError
from bridge.domain.ports import SiteAccess
from bridge.net.answers import Answer, EgressError
from bridge.net.egress import Egress
from bridge.wordpress.explain import NotRest, read_json, unreachable

_TIMEOUT = timedelta(seconds=30)  # a page of 100 long posts on a slow shared host
_LINK = re.compile(r"<([^<>]*)>\s*;\s*rel=\"https://api\.w\.org/\"")

Params = Mapping[str, str | int]


class Bases:
    """Where each site's API was found; kept for the life of the process."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def get(self, site_url: str) -> str | None:
        return self._known.get(site_url)

    def put(self, site_url: str, base: str) -> None:
        self._known[site_url] = base

    def forget(self, site_url: str) -> None:
        self._known.pop(site_url, None)


class RestClient:
    """Calls one site as one user; every method raises SiteError. Counts its requests."""

    def __init__(self, egress: Egress, access: SiteAccess, bases: Bases) -> None:
        self._egress = egress
        self._site = access.url.rstrip("/")
        self._auth = (access.user, access.password)
        self._bases = bases
        self.requests = 0

    def get(self, route: str, params: Params | None = None) -> Any:
        """The decoded JSON at `route` (`wp/v2/posts`)."""
        return self.get_with_headers(route, params)[0]

    def get_with_headers(
        self, route: str, params: Params | None = None
    ) -> tuple[Any, Mapping[str, str]]:
        answer = self._call(self._address(route, params))
        try:
            return read_json(answer, route), answer.headers
        except NotRest:
            self._bases.forget(self._site)  # permalinks may have changed: look anew next time
            raise

    def download(self, route: str, max_bytes: int) -> Answer:
        """A successful answer that is not JSON."""
        answer = self._call(self._address(route, None), max_bytes=max_bytes)
        if not 200 <= answer.status < 300:
            read_json(answer, route)
        return answer

    def _address(self, route: str, params: Params | None) -> str:
        base = self._bases.get(self._site)
        if base is None:
            base = self._find_base()
            self._bases.put(self._site, base)
        query = urlencode(params or {})
        if "?" in base:  # …/?rest_route=/ : plain permalinks
            return f"{base}{route}&{query}" if query else f"{base}{route}"
        return f"{base}{route}?{query}" if query else f"{base}{route}"

    def _find_base(self) -> str:
        """`/wp-json/`, else `/?rest_route=/`, else what the front page's Link header says."""
        first: SiteError | None = None
        for base in (f"{self._site}/wp-json/", f"{self._site}/?rest_route=/"):
            try:
                self._check_index(base)
            except NotRest as error:
                first = first or error
            else:
                return base
        linked = self._linked_base()
        if linked is None:
            raise first or NotRest("The site has no REST API.")
        self._check_index(linked)
        return linked

    def _check_index(self, base: str) -> None:
        mark = "&" if "?" in base else "?"
        url = f"{base}{mark}_fields=namespaces"
        answer = self._call(url, signed_in=False)
        if answer.status in (401, 403):  # closed to strangers, perhaps not to us
            answer = self._call(url)
        index = read_json(answer, "/")
        if not isinstance(index, Mapping) or "namespaces" not in index:
            raise NotRest("What answers at this address is not WordPress's REST API.")

    def _linked_base(self) -> str | None:
        answer = self._call(f"{self._site}/", signed_in=False)
        found = _LINK.search(answer.headers.get("link", ""))
        if not found:
            return None
        base = urljoin(f"{self._site}/", found.group(1))
        # The password goes only to the site that it was given for.
        same = urlsplit(base)[:2] == urlsplit(self._site)[:2]
        return base if same else None

    def _call(self, url: str, *, signed_in: bool = True, max_bytes: int | None = None) -> Answer:
        self.requests += 1
        try:
            return self._egress.request(
                "GET",
                url,
                headers={"Accept": "application/json"},
                auth=self._auth if signed_in else None,
                timeout=_TIMEOUT,
                max_bytes=max_bytes,
            )
        except EgressError as error:
            raise unreachable(error) from error

"""The REST transport to one site: where its API lies, and signed-in calls to it."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from bridge.domain.errors import SiteError
from bridge.domain.ports import SiteAccess
from bridge.net.answers import Answer, EgressError
from bridge.net.egress import Egress
from bridge.wordpress.explain import NotRest, read_json, unreachable
from bridge.wordpress.site_memory import SiteMemory
from bridge.wordpress.time_limit import TimeLimit, out_of_time

_LARGEST_LIST = 16 * 1024 * 1024
_LINK = re.compile(r"<([^<>]*)>\s*;\s*rel=\"https://api\.w\.org/\"")

Params = Mapping[str, str | int]


class RestClient:
    """Calls one site as one user; every method raises SiteError. Counts its requests."""

    def __init__(
        self, egress: Egress, access: SiteAccess, memory: SiteMemory, patience: TimeLimit
    ) -> None:
        self._egress = egress
        self._site = access.url.rstrip("/")
        self._auth = (access.user, access.password)
        self._memory = memory
        self._patience = patience
        self.requests = 0

    def check_access(self) -> None:
        """Asks who we are: public routes answer 200 to a wrong password too."""
        me = self.get("wp/v2/users/me", {"context": "edit", "_fields": "id,name"})
        if not isinstance(me, Mapping) or type(me.get("id")) is not int:
            raise SiteError(
                "The site does not say who we are: a cache or a security plugin stands before"
                " its REST API; let /wp-json/ pass uncached."
            )

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
            self._memory.forget()  # permalinks may have changed: look anew next time
            raise

    def download(self, route: str, max_bytes: int) -> Answer:
        """A successful answer that is not JSON."""
        answer = self._call(self._address(route, None), max_bytes=max_bytes)
        if not 200 <= answer.status < 300:
            read_json(answer, route)
        return answer

    def _address(self, route: str, params: Params | None) -> str:
        base = self._memory.base or self._find_base()
        self._memory.base = base
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

    def _call(self, url: str, *, signed_in: bool = True, max_bytes: int = _LARGEST_LIST) -> Answer:
        timeout = self._patience.for_next_call()
        self.requests += 1
        try:
            return self._egress.request(
                "GET",
                url,
                headers={"Accept": "application/json"},
                auth=self._auth if signed_in else None,
                timeout=timeout,
                max_bytes=max_bytes,
            )
        except EgressError as error:
            raise (out_of_time() if self._patience.over else unreachable(error)) from error

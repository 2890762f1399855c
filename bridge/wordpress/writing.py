"""Signed-in calls that change a site, and the reading that goes with them.

A call that changes something is sent once: whether it arrived is for the caller to find out.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from bridge.domain.errors import SiteError
from bridge.domain.ports import SiteAccess
from bridge.net.answers import EgressError
from bridge.net.egress import Egress
from bridge.wordpress.explain import NotRest, read_json, unreachable

_TIMEOUT = timedelta(seconds=30)


class RestWriter:
    """Every method raises SiteError. Speaks REST whatever the site's transport for reading is."""

    def __init__(self, egress: Egress, access: SiteAccess) -> None:
        self._egress = egress
        self._site = access.url.rstrip("/")
        self._auth = (access.user, access.password)
        self._base = ""
        self._admin = ""

    def get(self, route: str, params: Mapping[str, str | int] | None = None) -> Any:
        return self._call("GET", route, params)

    def post(self, route: str, values: Mapping[str, Any]) -> Any:
        return self._call("POST", route, {"context": "edit"}, values)

    def edit_url(self, wp_id: int) -> str:
        """WordPress may lie in another folder than the site's front page."""
        self._find()
        return f"{self._admin}/wp-admin/post.php?post={wp_id}&action=edit"

    def _call(
        self,
        method: str,
        route: str,
        params: Mapping[str, str | int] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Any:
        self._find()
        query = urlencode(params or {})
        mark = "&" if "?" in self._base else "?"
        url = f"{self._base}{route}{mark}{query}" if query else f"{self._base}{route}"
        return self._exchange(method, url, route, values)

    def _find(self) -> None:
        """`/wp-json/`, or `/?rest_route=/` where permalinks are plain."""
        if self._base:
            return
        first: NotRest | None = None
        for base in (f"{self._site}/wp-json/", f"{self._site}/?rest_route=/"):
            mark = "&" if "?" in base else "?"
            try:
                index = self._exchange("GET", f"{base}{mark}_fields=namespaces,url", "/", None)
            except NotRest as error:
                first = first or error
                continue
            if isinstance(index, Mapping) and "namespaces" in index:
                self._base, self._admin = base, str(index.get("url") or self._site).rstrip("/")
                return
        raise first or NotRest("What answers at this address is not WordPress's REST API.")

    def _exchange(self, method: str, url: str, route: str, values: Mapping[str, Any] | None) -> Any:
        headers = {"Accept": "application/json"}
        body = None
        if values is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(values).encode()
        try:
            answer = self._egress.request(
                method, url, headers=headers, body=body, auth=self._auth, timeout=_TIMEOUT
            )
        except EgressError as error:
            raise unreachable(error) from error
        return read_json(answer, route)


def rows(data: Any) -> list[Mapping[str, Any]]:
    """Raises SiteError for anything but a list of objects."""
    if isinstance(data, list) and all(isinstance(row, Mapping) for row in data):
        return data
    raise SiteError("The site's list is no list: another plugin may alter its REST API.")

"""A WordPress as its REST API behaves towards us (WORDPRESS.md, 2), on a real socket."""

import base64
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.net.loopback import Seen, Wire, say

USER, PASSWORD = "bridge", "abcd efgh"
PUBLIC: dict[str, Any] = {
    "": {"namespaces": ["wp/v2", "helpdesk-bridge/v1"]},
    "wp/v2/types/post": {"rest_base": "posts", "rest_namespace": "wp/v2", "hierarchical": False},
    "wp/v2/taxonomies": {
        "category": {"rest_base": "categories", "hierarchical": True},
        "post_tag": {"rest_base": "tags", "hierarchical": False},
    },
    "wp/v2/categories": [
        {"id": 4, "name": "Help", "parent": 0},
        {"id": 5, "name": "Tips &amp; Tricks", "parent": 4},
    ],
    "wp/v2/users": [{"id": 3, "name": "Zo&eacute;"}],
}


def post(number: int, changed: str, **other: Any) -> dict[str, Any]:
    return {
        "id": number, "type": "post", "status": "publish", "slug": f"p{number}",
        "link": f"https://site.example/p{number}/", "date_gmt": "2026-01-01T00:00:00",
        "modified_gmt": changed, "author": 3, "meta": [],
        "title": {"rendered": f"Post &#8217;{number}&#8217; &amp; more"},
        "content": {"rendered": f"<p>Body {number}</p>", "protected": False},
        "excerpt": {"rendered": f"<p>Short {number} &hellip;</p>"},
        "categories": [5], "tags": [8], **other,
    }  # fmt: skip


@dataclass
class FakeSite:
    """`prefix` is `/wp-json/`, or `?rest_route=/` for plain permalinks."""

    prefix: str = "/wp-json/"
    posts: list[dict[str, Any]] = field(default_factory=list)
    may_edit: bool = True
    replies: dict[str, bytes] = field(default_factory=dict)
    """Route → raw answer that is given instead."""
    feed: Any = None
    shown_dates: dict[int, str] = field(default_factory=dict)
    """By id: a modified_gmt that is not the one the site sorts and filters by."""
    own_order: bool = False
    """A plugin sorts posts, whatever is asked for."""
    hidden: set[int] = field(default_factory=set)
    """Ids of posts that are counted and not shown: our user may not edit them."""
    xmlrpc: bytes = say(404, b"<html>")
    """What xmlrpc.php answers."""
    terms: list[dict[str, Any]] | None = None
    """Instead of the usual categories."""
    date: datetime | None = None
    """What the site's clock says."""
    slow_lists: float = 0
    """Seconds that a list of posts takes."""
    before_list: Any = None
    """Called before each list of posts: somebody edits while we read."""

    def __call__(self, seen: Seen, wire: Wire) -> bool:
        wire.send(self._answer(seen))
        return True

    def _answer(self, seen: Seen) -> bytes:
        if seen.path == "/xmlrpc.php":
            return self.xmlrpc
        route = self._route(seen)
        if route is None:
            link = f'<http://{seen.headers["host"]}{self.prefix}>; rel="https://api.w.org/"'
            if seen.path == "/":
                return say(200, b"<html>", Content_Type="text/html", Link=link)
            return say(404, b"<html>not found", Content_Type="text/html")
        if route in self.replies:
            return self.replies[route]
        known = seen.headers.get("authorization") == _basic(USER, PASSWORD)
        return self._rest(route, seen.query, known)

    def _route(self, seen: Seen) -> str | None:
        if self.prefix.startswith("/?"):
            return (
                seen.query.get("rest_route", "").lstrip("/") if "rest_route" in seen.query else None
            )
        inside = seen.path.startswith(self.prefix)
        return seen.path.removeprefix(self.prefix) if inside else None

    def _rest(self, route: str, query: dict[str, str], known: bool) -> bytes:
        own = {} if self.terms is None else {"wp/v2/categories": self.terms}
        if route in PUBLIC:
            return _json(200, own.get(route, PUBLIC[route]))
        if route == "wp/v2/posts":
            return self._list(query, known)
        if not known:
            return _refusal(401, "rest_not_logged_in")
        if route == "wp/v2/users/me":
            return _json(200, {"id": 3, "name": "Bridge"})
        if route == "helpdesk-bridge/v1/submissions" and self.feed is not None:
            said = self.feed(int(query["after"])) if callable(self.feed) else self.feed
            return _json(200, said)
        return _refusal(404, "rest_no_route")

    def _list(self, query: dict[str, str], known: bool) -> bytes:
        if self.before_list:
            self.before_list()
        if int(query["per_page"]) > 100:
            return _refusal(400, "rest_invalid_param")
        if query.get("context") == "edit" and not (known and self.may_edit):
            return _refusal(403 if known else 401, "rest_forbidden_context")
        statuses = query.get("status", "publish").split(",")
        rows = [row for row in self.posts if row["status"] in statuses]
        rows = [row for row in rows if _inside(row, query)]
        if "include" in query:
            rows = [row for row in rows if str(row["id"]) in query["include"].split(",")]
        key = "id" if query.get("orderby") == "id" else "modified_gmt"
        rows.sort(key=lambda row: row[key], reverse=query.get("order") == "desc")
        size, offset = int(query["per_page"]), int(query.get("offset", "0"))
        if self.own_order:
            rows.sort(key=lambda row: row["id"] % 7)
        page = [row for row in rows[offset : offset + size] if row["id"] not in self.hidden]
        shown = [self._shown(row) for row in page]
        time.sleep(self.slow_lists)
        when = {"Date": format_datetime(self.date, usegmt=True)} if self.date else {}
        return _json(200, shown, X_WP_Total=str(len(rows)), **when)

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "modified_gmt": self.shown_dates.get(row["id"], row["modified_gmt"])}


def _inside(row: dict[str, Any], query: dict[str, str]) -> bool:
    """Both bounds are exclusive and count whole seconds."""
    at = datetime.fromisoformat(row["modified_gmt"]).replace(tzinfo=UTC)
    after, before = query.get("modified_after"), query.get("modified_before")
    assert all(bound.endswith("Z") for bound in (after, before) if bound)
    far = timedelta(days=90_000)
    low = datetime.fromisoformat(after) if after else at - far
    high = datetime.fromisoformat(before) if before else at + far
    return low < at < high


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _json(status: int, data: Any, **headers: str) -> bytes:
    return say(status, json.dumps(data).encode(), Content_Type="application/json", **headers)


def _refusal(status: int, code: str) -> bytes:
    return _json(status, {"code": code, "message": "…", "data": {"status": status}})

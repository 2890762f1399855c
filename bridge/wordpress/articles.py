"""Articles over REST, incrementally and without a gap while people edit (WORDPRESS.md, 2)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from bridge.domain.errors import SiteError
from bridge.domain.ports import RemoteArticle
from bridge.wordpress.explain import RestRefused
from bridge.wordpress.posts import (
    ALL_STATUSES,
    PostType,
    modified,
    post_id,
    read_article,
    term_ids,
)
from bridge.wordpress.rest import Params, RestClient

_PER_PAGE = 100
_SECOND = timedelta(seconds=1)
_TRIES = 3
_NO_RIGHT = frozenset({"rest_forbidden_context", "rest_forbidden_status", "rest_invalid_param"})

_BY_ID = {"orderby": "id", "order": "asc"}

Row = Mapping[str, Any]


class Articles:
    """The posts of one type on one site; remembers terms and authors that it has looked up."""

    def __init__(self, rest: RestClient, post_type: str) -> None:
        self._rest = rest
        self._name = post_type
        self._kind: PostType | None = None
        self._sees_drafts = True
        self._terms: dict[int, str] = {}
        self._authors: dict[int, str] = {}

    def changed(self, after: datetime | None) -> Iterator[list[RemoteArticle]]:
        """Pages of posts changed after `after`, oldest change first, then by id.

        Each page starts anew from the last change seen instead of counting pages: a post that
        moves to the end while we read then pushes no other one out of sight. The last second of
        a full page may be incomplete, so it is left to the next page.
        """
        seen: set[tuple[datetime, int]] = set()
        cursor = after
        while True:
            rows = self._list(self._window(cursor) | {"orderby": "modified", "order": "asc"})
            whole = len(rows) < _PER_PAGE
            if not whole and not _in_order(rows, cursor):
                rows, whole = self._pages(self._window(cursor) | _BY_ID), True
            elif not whole:
                rows, cursor = self._complete(rows)
            rows.sort(key=_change)
            fresh = [row for row in rows if _change(row) not in seen]
            seen.update(map(_change, fresh))
            for start in range(0, len(fresh), _PER_PAGE):
                yield self._articles(fresh[start : start + _PER_PAGE])
            if whole:
                return

    def ids(self) -> set[int]:
        """Raises SiteError when posts come and go faster than they can be counted."""
        for _ in range(_TRIES):
            ids, totals = self._ids_once()
            if totals == {len(ids)}:
                return ids
        raise SiteError("The site's posts change while they are counted: we come back later.")

    def _complete(self, rows: list[Row]) -> tuple[list[Row], datetime]:
        """The rows of a full page that are surely whole seconds, and the next cursor."""
        first, last = modified(rows[0]), modified(rows[-1])
        if first < last:
            return [row for row in rows if modified(row) < last], last - _SECOND
        # More than a page in one second (an import): that second by id, whose order is stable.
        span = self._window(last - _SECOND) | {"modified_before": _iso(last + _SECOND)}
        return self._pages(span | _BY_ID), last

    def _pages(self, params: Params) -> list[Row]:
        rows: list[Row] = []
        page = 1
        while True:
            found = self._list({**params, "page": page})
            rows += found
            if len(found) < _PER_PAGE:
                return rows
            page += 1

    def _ids_once(self) -> tuple[set[int], set[int]]:
        """Ids, and every total that the site named meanwhile."""
        ids: set[int] = set()
        totals: set[int] = set()
        page = 1
        while True:
            rows, total = self._ask({"_fields": "id", "page": page, **_BY_ID}, trash=False)
            ids.update(map(post_id, rows))
            if total is not None:
                totals.add(total)
            if len(rows) < _PER_PAGE:
                return ids, totals or {len(ids)}
            page += 1

    def _window(self, after: datetime | None) -> dict[str, str | int]:
        asked: dict[str, str | int] = {"_fields": self._post_type().fields}
        if after is not None:
            asked["modified_after"] = _iso(after)
        return asked

    def _list(self, params: Params) -> list[Row]:
        return self._ask(params)[0]

    def _ask(self, params: Params, *, trash: bool = True) -> tuple[list[Row], int | None]:
        """One page and the total. A page past the end is empty: posts shrink while paging."""
        if self._sees_drafts:
            statuses = ALL_STATUSES if trash else ALL_STATUSES.removesuffix(",trash")
            wide = {**params, "context": "edit", "status": statuses, "per_page": _PER_PAGE}
            try:
                return self._page(wide)
            except RestRefused as error:
                if error.code not in _NO_RIGHT:
                    raise
                self._sees_drafts = False  # the user may only see what everybody sees
        return self._page({**params, "per_page": _PER_PAGE})

    def _page(self, params: Params) -> tuple[list[Row], int | None]:
        try:
            data, headers = self._rest.get_with_headers(self._post_type().route, params)
        except RestRefused as error:
            if error.code == "rest_post_invalid_page_number":
                return [], None
            raise
        if not isinstance(data, list):
            raise SiteError("The site's list of posts is no list: another plugin may alter it.")
        for row in data:
            post_id(row)
        total = headers.get("x-wp-total", "")
        return data, int(total) if total.isascii() and total.isdigit() else None

    def _post_type(self) -> PostType:
        if self._kind is None:
            self._kind = read_post_type(self._rest, self._name)
        return self._kind

    def _articles(self, rows: list[Row]) -> list[RemoteArticle]:
        kind = self._post_type()
        self._look_up_terms(rows, kind)
        self._look_up_authors(rows)
        return [read_article(row, kind, self._terms, self._authors) for row in rows]

    def _look_up_terms(self, rows: list[Row], kind: PostType) -> None:
        for field, route in kind.taxonomies:
            one = PostType(kind.name, kind.route, ((field, route),))
            asked = {term for row in rows for term in term_ids(row, one)} - self._terms.keys()
            self._terms.update(self._names(route, asked))

    def _look_up_authors(self, rows: list[Row]) -> None:
        asked = {row["author"] for row in rows if type(row.get("author")) is int}
        unknown = asked - self._authors.keys() - {0}
        try:
            self._authors.update(self._names("wp/v2/users", unknown))
        except RestRefused:
            return  # many sites hide their users: an article without an author is fine

    def _names(self, route: str, ids: Iterable[int]) -> dict[int, str]:
        names: dict[int, str] = {}
        ordered = sorted(ids)
        for start in range(0, len(ordered), _PER_PAGE):
            some = ",".join(map(str, ordered[start : start + _PER_PAGE]))
            rows = self._rest.get(
                route, {"include": some, "per_page": _PER_PAGE, "_fields": "id,name"}
            )
            for row in rows if isinstance(rows, list) else []:
                names[post_id(row)] = unescape(str(row.get("name", "")))
        return names


def _change(row: Row) -> tuple[datetime, int]:
    return modified(row), post_id(row)


def _in_order(rows: list[Row], after: datetime | None) -> bool:
    """Whether the site's order by its local time is the order in UTC too.

    It is not in the hour that a clock change repeats, nor where a plugin alters the dates.
    """
    times = [modified(row) for row in rows]
    return times == sorted(times) and (after is None or after < times[0])


def read_post_type(rest: RestClient, name: str) -> PostType:
    """A type lives under its `rest_base`, which may differ from its name; so do its terms."""
    kind = rest.get(f"wp/v2/types/{name}", {"_fields": "rest_base,rest_namespace"})
    taxonomies = rest.get("wp/v2/taxonomies", {"type": name})
    found = taxonomies.values() if isinstance(taxonomies, Mapping) else []
    bases = [
        (str(row["rest_base"]), _route(row))
        for row in found
        if isinstance(row, Mapping) and row.get("hierarchical") is True and row.get("rest_base")
    ]
    if not isinstance(kind, Mapping) or not kind.get("rest_base"):
        raise SiteError(f"The post type {name} is not in the site's REST API.")
    return PostType(name, _route(kind), tuple(bases))


def _route(row: Row) -> str:
    return f"{row.get('rest_namespace') or 'wp/v2'}/{row['rest_base']}"


def _iso(at: datetime) -> str:
    """With Z: WordPress takes a time without a zone as the site's own."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Articles over XML-RPC: post types that REST hides, and sites whose REST is off."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from wordpress_xmlrpc.base import AnonymousMethod
from wordpress_xmlrpc.methods.posts import GetPosts
from wordpress_xmlrpc.methods.taxonomies import GetTerms
from wordpress_xmlrpc.methods.users import GetAuthors

from bridge.domain.errors import SiteError
from bridge.domain.ports import Look, RemoteArticle, ScanStart, Stamps
from bridge.wordpress.listing import HIDDEN
from bridge.wordpress.rows import ALL_STATUSES, Row, paths, row_id, text, whole
from bridge.wordpress.scanning import OutOfOrder, Page, by_id
from bridge.wordpress.site_memory import PostType
from bridge.wordpress.xmlrpc import XmlRpcClient
from bridge.wordpress.xmlrpc_faults import FORBIDDEN, NOT_FOUND, XmlRpcRefused
from bridge.wordpress.xmlrpc_posts import FIELDS, STAMP, modified, read_article, term_ids

_PAGE = 50
_STAMPS = 500
_AT_ONCE = 25
_FIRST_LOOK = 40
_MOST = 10_000_000
_BY_ID = {"orderby": "ID", "order": "ASC"}
_NEWEST_FIRST = {"orderby": "modified", "order": "DESC"}


class Multicall(AnonymousMethod):  # type: ignore[misc]  # the library carries no types
    method_name = "system.multicall"
    method_args = ("calls",)


class XmlRpcArticles:
    """Fulfils the port RemoteArticles for any post type."""

    def __init__(self, client: XmlRpcClient, kind: PostType, faults: list[str]) -> None:
        self._client = client
        self._kind = kind
        self._faults = faults
        self._terms: dict[int, str] | None = None
        self._authors: dict[int, str] | None = None

    def changed(self, after: datetime) -> Iterator[list[RemoteArticle]]:
        """There is no filter by time: the newest are listed until one is old enough."""
        number, before = _FIRST_LOOK, -1
        while True:
            rows = self._list(_NEWEST_FIRST, STAMP, 0, number)
            fresh = [row for row in rows if modified(row) > after]
            if len(fresh) < len(rows) or len(rows) == before:
                break
            number, before = number * 8, len(rows)
        fresh.sort(key=lambda row: (modified(row), row_id(row)))
        yield from self.some([row_id(row) for row in fresh])

    def all(self, start: ScanStart) -> Iterator[list[RemoteArticle]]:
        try:
            for rows in by_id(self._page, start):
                yield self._articles(rows)
        except OutOfOrder:
            yield from self.some(sorted(self._unordered()))

    def some(self, ids: Sequence[int]) -> Iterator[list[RemoteArticle]]:
        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            found = [row for _, row in self._each(some, FIELDS) if row and self._is_ours(row)]
            if found:
                yield self._articles(found)

    def look(self) -> Look:
        rows = self._list(_NEWEST_FIRST, STAMP, 0, _STAMPS)
        all_seen = len(rows) < _STAMPS
        return Look(
            {row_id(row): modified(row) for row in rows},
            complete=all_seen,
            total=len(rows) if all_seen else None,
            at=self._client.answered_at,
        )

    def stamps(self) -> Stamps:
        """May lack posts that our user may not edit: `gone` tells them from deleted ones."""
        changed: dict[int, datetime] = {}
        try:
            for rows in by_id(self._stamps_page):
                changed.update((row_id(row), modified(row)) for row in rows)
        except OutOfOrder:
            changed = self._unordered()
        return Stamps(changed)

    def gone(self, ids: Sequence[int]) -> Sequence[int]:
        """Asked one by one: a list leaves out what our user may not edit any more."""
        lost: list[int] = []
        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            told = self._each(some, ["post_status", "post_type"])
            if not told:
                self._note(HIDDEN)
                break  # most likely all the others are hidden too
            for number, row in told:
                if row is None or row.get("post_status") == "trash" or not self._is_ours(row):
                    lost.append(number)
        return lost

    def category_paths(self) -> Mapping[int, str]:
        self._terms = None
        return self._known_terms()

    def _page(self, offset: int) -> Page:
        """WordPress leaves out of a page what we may not edit, after it has counted it: only an
        empty look behind a short page tells that it was the last.
        """
        rows = self._list(_BY_ID, FIELDS, offset, _PAGE)
        if len(rows) < _PAGE and (not rows or not self._list(_BY_ID, STAMP, offset + _PAGE, 1)):
            return Page(rows, len(rows), full=False)
        return Page(rows, _PAGE, full=True)

    def _stamps_page(self, offset: int) -> Page:
        rows = self._list(_BY_ID, STAMP, offset, _STAMPS)
        return Page(rows, len(rows), full=len(rows) >= _STAMPS)

    def _list(self, order: Row, fields: list[str], offset: int, number: int) -> list[Row]:
        asked = {
            "post_type": self._kind.name,
            "post_status": ALL_STATUSES,
            "number": number,
            "offset": offset,
            **order,
        }
        data = self._client.call(GetPosts(asked, fields, results_class=None))
        if not isinstance(data, list):
            raise SiteError("The site's list of posts is no list: another plugin may alter it.")
        rows = [row for row in data if row_id(row)]
        if data and not rows:
            raise SiteError("No post in the site's answer has an id: a plugin may alter the list.")
        if len(rows) < len(data):
            self._note(f"{len(data) - len(rows)} posts in the site's list have no id.")
        return rows

    def _each(self, ids: Sequence[int], fields: list[str]) -> list[tuple[int, Row | None]]:
        """Each post by its id, None where it does not exist; those we may not see are left out."""
        secret = (self._client.blog_id, self._client.username, self._client.password)
        calls = [
            {"methodName": "wp.getPost", "params": [*secret, number, fields]} for number in ids
        ]
        answers = self._client.call(Multicall(calls))
        if not isinstance(answers, list) or len(answers) != len(ids):
            raise SiteError("The site does not answer every call of a bundle over XML-RPC.")
        if any(_fault(answer) == FORBIDDEN for answer in answers):
            self._client.check_access()
        found: list[tuple[int, Row | None]] = []
        for number, answer in zip(ids, answers, strict=True):
            row = answer[0] if isinstance(answer, list) and answer else None
            if row_id(row) == number:
                found.append((number, row))
            elif _fault(answer) == NOT_FOUND:
                found.append((number, None))
        return found

    def _is_ours(self, row: Row) -> bool:
        """An id may have become another type's post."""
        return row.get("post_type") == self._kind.name

    def _unordered(self) -> dict[int, datetime]:
        """A plugin sorts posts its own way: all stamps at once, which needs no order."""
        rows = self._list(_BY_ID, STAMP, 0, _MOST)
        return {row_id(row): modified(row) for row in rows}

    def _articles(self, rows: list[Row]) -> list[RemoteArticle]:
        asked = {term for row in rows for term in term_ids(row, self._kind)}
        terms = self._known_terms() if asked else {}
        if not asked <= terms.keys():
            terms = self.category_paths()
        authors = self._known_authors(rows)
        return [read_article(row, self._kind, terms, authors) for row in rows]

    def _known_terms(self) -> Mapping[int, str]:
        if self._terms is None:
            found: list[Any] = []
            for taxonomy, _ in self._kind.taxonomies:
                data = self._client.call(GetTerms(taxonomy, results_class=None))
                found += data if isinstance(data, list) else []
            self._terms = paths(found, "term_id")
        return self._terms

    def _known_authors(self, rows: list[Row]) -> Mapping[int, str]:
        """Not asked for when our plugin names them."""
        if all(isinstance(row.get("helpdesk_bridge"), Mapping) for row in rows):
            return {}
        if self._authors is None:
            try:
                data = self._client.call(GetAuthors(results_class=None))
            except XmlRpcRefused:
                data = []  # an article without an author is fine
            self._authors = {
                whole(row.get("user_id")): text(row.get("display_name"))
                for row in (data if isinstance(data, list) else [])
                if isinstance(row, Mapping)
            }
        return self._authors

    def _note(self, fault: str) -> None:
        if fault not in self._faults:
            self._faults.append(fault)


def _fault(answer: Any) -> Any:
    """The number of a fault in a bundle; None for an answer."""
    return answer.get("faultCode") if isinstance(answer, Mapping) else None

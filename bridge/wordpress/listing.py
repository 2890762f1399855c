"""Lists of posts over REST, page by page: rights, totals, sizes, and rows that can't be read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain.errors import SiteError
from bridge.wordpress.explain import AnswerTooLarge, RestRefused
from bridge.wordpress.rest import Params, RestClient
from bridge.wordpress.rows import ALL_STATUSES, Row, http_date, row_id
from bridge.wordpress.scanning import Page

PAGE = 100  # WordPress refuses more
_SMALLEST = 2  # what scanning needs
HIDDEN = (
    "The WordPress user may not edit all posts, so some articles are not read: give it an editor's"
    " role besides the one that the Helpdesk Bridge plugin made."
)
_NO_RIGHT = frozenset({"rest_forbidden_context", "rest_forbidden_status", "rest_invalid_param"})


@dataclass(frozen=True, slots=True)
class ListPage(Page):
    """`total` is what the site says that there are in all, `at` the moment by its clock."""

    total: int | None = None
    at: datetime | None = None


class Listing:
    """The posts behind one route. Notes a sentence in `faults` for rows that it can't read.

    `hides`: WordPress counted posts that it did not show, because our user may not edit them.
    """

    def __init__(self, rest: RestClient, route: str, faults: list[str]) -> None:
        self._rest = rest
        self._route = route
        self._faults = faults
        self._size = PAGE
        self.sees_drafts = True
        self.hides = False

    def page(self, asked: Params, offset: int = 0) -> ListPage:
        """The posts from an offset on; fewer at a time where posts are very long.

        A page past the end is empty: posts shrink while paging.
        """
        while True:
            number = self._size
            params = {**asked, "per_page": number, "offset": offset}
            try:
                return self._allowed(params, number)
            except AnswerTooLarge:
                if number <= _SMALLEST:
                    raise
                self._size = max(_SMALLEST, number // 4)

    def unordered(self, asked: Params) -> list[Row]:
        """All rows where the order means nothing; what moves meanwhile, the reconcile finds."""
        found: dict[int, Row] = {}
        offset = 0
        while True:
            page = self.page(asked, offset)
            found.update((row_id(row), row) for row in page.rows)
            offset += page.raw
            if not page.full:
                return list(found.values())

    def _allowed(self, params: Params, number: int) -> ListPage:
        """What we may see: a list in the context `edit` proves our rights by being answered."""
        if self.sees_drafts:
            wide = {**params, "context": "edit", "status": ALL_STATUSES}
            try:
                return self._ask(wide, number)
            except RestRefused as error:
                if error.code not in _NO_RIGHT:
                    raise
                self._rest.check_access()  # with a revoked password every draft would look deleted
                self.sees_drafts = False
        return self._ask(params, number)

    def _ask(self, params: Params, number: int) -> ListPage:
        try:
            data, headers = self._rest.get_with_headers(self._route, params)
        except RestRefused as error:
            if error.code == "rest_post_invalid_page_number":
                return ListPage([], 0, full=False)
            raise
        if not isinstance(data, list):
            raise SiteError("The site's list of posts is no list: another plugin may alter it.")
        total = headers.get("x-wp-total", "")
        known = int(total) if total.isascii() and total.isdigit() and len(total) < 19 else None
        at = http_date(headers.get("date"))
        if known is not None and len(data) < min(number, known - int(params["offset"])):
            self._note_hidden()
            more = int(params["offset"]) + number < known
            return ListPage(self._readable(data), number, more, known, at)
        return ListPage(self._readable(data), len(data), len(data) >= number, known, at)

    def _note_hidden(self) -> None:
        self.hides = True
        self._note(HIDDEN)

    def _readable(self, data: list[Any]) -> list[Row]:
        rows = [row for row in data if row_id(row)]
        if data and not rows:
            raise SiteError(
                "No post in the site's answer has an id: another plugin may alter the list."
            )
        if len(rows) < len(data):
            self._note(f"{len(data) - len(rows)} posts in the site's list have no id: left out.")
        return rows

    def _note(self, fault: str) -> None:
        if fault not in self._faults:
            self._faults.append(fault)

"""Articles over REST, incrementally and without a gap while people edit (WORDPRESS.md, 2)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bridge.domain.errors import SiteError
from bridge.domain.ports import Look, RemoteArticle, ScanStart, Stamps
from bridge.wordpress.listing import PAGE, Listing
from bridge.wordpress.posts import fields, modified, read_article, term_ids
from bridge.wordpress.rest import Params
from bridge.wordpress.rows import Row, row_id
from bridge.wordpress.scanning import OutOfOrder, by_id
from bridge.wordpress.site_memory import PostType
from bridge.wordpress.term_names import TermNames

_SECOND = timedelta(seconds=1)
_TRIES = 3
_BY_ID = {"orderby": "id", "order": "asc"}


class Articles:
    """Fulfils the port RemoteArticles for a post type that REST shows."""

    def __init__(self, listing: Listing, names: TermNames, kind: PostType) -> None:
        self._listing = listing
        self._names = names
        self._kind = kind

    def changed(self, after: datetime) -> Iterator[list[RemoteArticle]]:
        """Each page starts anew from the last change seen instead of counting pages: a post that
        moves to the end while we read then pushes no other one out of sight. The last second of
        a full page may be incomplete, so it is left to the next page.
        """
        seen: set[tuple[datetime, int]] = set()
        cursor = after
        while True:
            page = self._listing.page(self._window(cursor) | {"orderby": "modified"})
            rows, whole = page.rows, not page.full
            if not whole and not _in_order(rows, cursor):
                rows, whole = self._by_id(self._window(cursor)), True
            elif not whole:
                rows, cursor = self._complete(rows)
            fresh = [row for row in sorted(rows, key=_change) if _change(row) not in seen]
            seen.update(map(_change, fresh))
            yield from self._pages(fresh)
            if whole:
                return

    def all(self, start: ScanStart) -> Iterator[list[RemoteArticle]]:
        asked = {"_fields": fields(self._kind), **_BY_ID}
        try:
            for rows in by_id(lambda offset: self._listing.page(asked, offset), start):
                yield self._articles(rows)
        except OutOfOrder:
            yield from self._pages(self._listing.unordered(asked))

    def some(self, ids: Sequence[int]) -> Iterator[list[RemoteArticle]]:
        for first in range(0, len(ids), PAGE):
            include = ",".join(map(str, ids[first : first + PAGE]))
            asked = {"_fields": fields(self._kind), "include": include, **_BY_ID}
            yield from self._pages(self._listing.page(asked).rows)

    def look(self) -> Look:
        asked = {"_fields": "id,modified_gmt", "orderby": "modified", "order": "desc"}
        page = self._listing.page(asked)
        return Look(
            {row_id(row): modified(row) for row in page.rows},
            complete=not page.full,
            public_only=not self._listing.sees_drafts,
            partial=self._listing.hides,
            total=None if page.total is None else page.total - (page.raw - len(page.rows)),
            at=page.at,
        )

    def stamps(self) -> Stamps:
        """Raises SiteError when posts come and go faster than they can be counted."""
        for _ in range(_TRIES):
            changed, totals = self._stamps_once()
            if totals == {len(changed)} or self._listing.hides:
                public = not self._listing.sees_drafts
                return Stamps(changed, public_only=public, partial=self._listing.hides)
        raise SiteError("The site's posts change while they are counted: we come back later.")

    def gone(self, ids: Sequence[int]) -> Sequence[int]:
        """All of them: a list in the context `edit` holds every post, or tells that it does not."""
        return ids

    def category_paths(self) -> Mapping[int, str]:
        return self._names.terms([route for _, route in self._kind.taxonomies])

    def _complete(self, rows: list[Row]) -> tuple[list[Row], datetime]:
        """The rows of a full page that are surely whole seconds, and the next cursor."""
        first, last = modified(rows[0]), modified(rows[-1])
        if first < last:
            return [row for row in rows if modified(row) < last], last - _SECOND
        # More than a page in one second (an import): that second by id, whose order is stable.
        span = self._window(last - _SECOND) | {"modified_before": _iso(last + _SECOND)}
        return self._by_id(span), last

    def _by_id(self, asked: Params) -> list[Row]:
        ordered = {**asked, **_BY_ID}
        try:
            pages = list(by_id(lambda offset: self._listing.page(ordered, offset)))
        except OutOfOrder:
            return self._listing.unordered(ordered)
        return [row for page in pages for row in page]

    def _stamps_once(self) -> tuple[dict[int, datetime], set[int]]:
        """Stamps, and every total that the site named meanwhile."""
        changed: dict[int, datetime] = {}
        totals: set[int] = set()
        asked = {"_fields": "id,modified_gmt", **_BY_ID}
        offset = 0
        while True:
            page = self._listing.page(asked, offset)
            changed.update((row_id(row), modified(row)) for row in page.rows)
            if page.total is not None:
                totals.add(page.total - (page.raw - len(page.rows)))
            offset += page.raw
            if not page.full:
                return changed, totals or {len(changed)}

    def _window(self, after: datetime) -> dict[str, str | int]:
        return {"_fields": fields(self._kind), "order": "asc", "modified_after": _iso(after)}

    def _pages(self, rows: list[Row]) -> Iterator[list[RemoteArticle]]:
        for first in range(0, len(rows), PAGE):
            yield self._articles(rows[first : first + PAGE])

    def _articles(self, rows: list[Row]) -> list[RemoteArticle]:
        asked = {term for row in rows for term in term_ids(row, self._kind)}
        routes = [route for _, route in self._kind.taxonomies]
        terms = self._names.terms(routes, asked) if asked else {}
        authors = self._names.authors(rows)
        return [read_article(row, self._kind, terms, authors) for row in rows]


def _change(row: Row) -> tuple[datetime, int]:
    return modified(row), row_id(row)


def _in_order(rows: list[Row], after: datetime) -> bool:
    """Whether the site's order by its local time is the order in UTC too.

    It is not in the hour that a clock change repeats, nor where a plugin alters the dates.
    """
    times = [modified(row) for row in rows]
    return bool(times) and times == sorted(times) and after < times[0]


def _iso(at: datetime) -> str:
    """With Z: WordPress takes a time without a zone as the site's own."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

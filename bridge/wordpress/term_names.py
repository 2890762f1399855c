"""Names of terms and authors over REST, looked up once per connection."""

from collections.abc import Iterable, Mapping, Sequence
from html import unescape

from bridge.domain.errors import SiteError
from bridge.wordpress.explain import RestRefused
from bridge.wordpress.rest import Params, RestClient
from bridge.wordpress.rows import Row, paths, row_id, text, whole

_PER_PAGE = 100
_MOST_PAGES = 1000


class TermNames:
    def __init__(self, rest: RestClient) -> None:
        self._rest = rest
        self._terms: dict[str, dict[int, str]] = {}
        self._authors: dict[int, str] = {}

    def terms(self, routes: Sequence[str], asked: Iterable[int] = ()) -> Mapping[int, str]:
        """Paths of all terms behind `routes`, by id. Anew when an asked one is not among them."""
        known = self._known_terms(routes)
        if not set(asked) <= known.keys():
            for route in routes:
                self._terms.pop(route, None)
            known = self._known_terms(routes)
        return known

    def authors(self, rows: Sequence[Row]) -> Mapping[int, str]:
        """Of rows whose author our plugin does not name."""
        asked = [row for row in rows if not text(row.get("helpdesk_bridge_author"))]
        unknown = {whole(row.get("author")) for row in asked} - self._authors.keys() - {0}
        if unknown:
            self._authors.update(dict.fromkeys(unknown, ""))
            self._authors.update(self._author_names(sorted(unknown)))
        return {number: name for number, name in self._authors.items() if name}

    def _known_terms(self, routes: Sequence[str]) -> dict[int, str]:
        for route in routes:
            if route not in self._terms:
                self._terms[route] = paths(self._all(route), "id")
        return {number: path for route in routes for number, path in self._terms[route].items()}

    def _all(self, route: str) -> list[Row]:
        """Every term: one that is used may stand below one that is not."""
        found: list[Row] = []
        asked: Params = {"per_page": _PER_PAGE, "_fields": "id,name,parent", "orderby": "id"}
        for page in range(1, _MOST_PAGES):
            rows = self._rest.get(route, {**asked, "page": page})
            if not isinstance(rows, list):
                raise SiteError("The site's list of categories is no list.")
            found += [row for row in rows if row_id(row)]
            if len(rows) < _PER_PAGE:
                break
        return found

    def _author_names(self, ids: list[int]) -> dict[int, str]:
        names: dict[int, str] = {}
        for first in range(0, len(ids), _PER_PAGE):
            include = ",".join(map(str, ids[first : first + _PER_PAGE]))
            asked: Params = {"include": include, "per_page": _PER_PAGE, "_fields": "id,name"}
            try:
                rows = self._rest.get("wp/v2/users", asked)
            except RestRefused:
                return names  # many sites hide their users: an article without an author is fine
            for row in rows if isinstance(rows, list) else []:
                if row_id(row):
                    names[row_id(row)] = unescape(text(row.get("name")))
        return names

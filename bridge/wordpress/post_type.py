"""Where posts of a type are written, and the terms that they are filed under."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from bridge.domain.errors import SiteError
from bridge.wordpress.explain import RestRefused
from bridge.wordpress.writing import RestWriter, rows

SEPARATOR = " / "
_MAY_NOT = (
    "The WordPress user may not make the category {name}: make it there, or give the user the"
    " role Editor."
)


@dataclass(frozen=True, slots=True)
class WritableType:
    """`route` of its posts; `field` and `terms`: the post's field for categories, their route."""

    route: str
    field: str | None
    terms: str | None


def read_type(rest: RestWriter, name: str) -> WritableType:
    """A type lives under its `rest_base`; its first hierarchical taxonomy holds the categories."""
    kind = rest.get(f"wp/v2/types/{name}", {"_fields": "rest_base,rest_namespace"})
    if not isinstance(kind, Mapping) or not kind.get("rest_base"):
        raise SiteError(f"The post type {name} is not in the site's REST API, so nothing is sent.")
    found = rest.get("wp/v2/taxonomies", {"type": name})
    for row in found.values() if isinstance(found, Mapping) else []:
        if isinstance(row, Mapping) and row.get("hierarchical") is True and row.get("rest_base"):
            return WritableType(_route(kind), str(row["rest_base"]), _route(row))
    return WritableType(_route(kind), None, None)


def term_ids(rest: RestWriter, kind: WritableType, categories: tuple[str, ...]) -> list[int]:
    """Ids of categories by name or path; one that is lacking is made."""
    if kind.terms is None:
        return []
    return sorted({_term(rest, kind.terms, name) for name in categories})


def _term(rest: RestWriter, route: str, path: str) -> int:
    whole = _named(rest, route, path)
    if whole:
        return min(whole, key=lambda row: (row["parent"] != 0, row["id"]))["id"]
    parent = 0
    for name in path.split(SEPARATOR):
        inside = [row["id"] for row in _named(rest, route, name) if row["parent"] == parent]
        parent = inside[0] if inside else _make(rest, route, name, parent)
    return parent


def _named(rest: RestWriter, route: str, name: str) -> list[dict[str, int]]:
    """Terms of exactly this name; WordPress searches within names, and escapes them."""
    asked: dict[str, str | int] = {
        "search": escape(name, quote=False),
        "per_page": 100,
        "_fields": "id,name,parent",
    }
    return [
        {"id": row["id"], "parent": _whole(row.get("parent"))}
        for row in rows(rest.get(route, asked))
        if type(row.get("id")) is int
        and unescape(str(row.get("name"))).casefold() == name.casefold()
    ]


def _make(rest: RestWriter, route: str, name: str, parent: int) -> int:
    try:
        made = rest.post(route, {"name": name, "parent": parent})
    except RestRefused as error:
        if error.code in ("rest_cannot_create", "rest_forbidden"):
            raise SiteError(_MAY_NOT.format(name=name)) from error
        raise
    if not isinstance(made, Mapping) or type(made.get("id")) is not int:
        raise SiteError(f"The site made the category {name} and does not say under which id.")
    return int(made["id"])


def _route(row: Mapping[str, Any]) -> str:
    return f"{row.get('rest_namespace') or 'wp/v2'}/{row['rest_base']}"


def _whole(value: Any) -> int:
    return value if type(value) is int else 0

"""Which post types a site has, where they lie, and what their categories are."""

from collections.abc import Mapping
from typing import Any

from bridge.domain.errors import SiteError
from bridge.wordpress.explain import RestRefused
from bridge.wordpress.rest import RestClient
from bridge.wordpress.rows import Row, text
from bridge.wordpress.site_memory import REST, PostType

_HIDDEN = frozenset({"rest_type_invalid", "rest_cannot_read_type", "rest_forbidden"})


class HiddenType(SiteError):
    """REST does not show this post type."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The post type {name} is not in the site's REST API: check its name, or let the"
            " transport be auto, which reads hidden types over XML-RPC."
        )


def read_post_type(rest: RestClient, name: str) -> PostType:
    """A type lives under its `rest_base`, which may differ from its name; so do its terms.

    Raises HiddenType.
    """
    try:
        kind = rest.get(f"wp/v2/types/{name}", {"_fields": "rest_base,rest_namespace,hierarchical"})
        taxonomies = rest.get("wp/v2/taxonomies", {"type": name})
    except RestRefused as error:
        if error.code in _HIDDEN:
            raise HiddenType(name) from error
        raise
    if not isinstance(kind, Mapping) or not text(kind.get("rest_base")):
        raise HiddenType(name)
    return PostType(
        name, REST, _route(kind), _categories(taxonomies), kind.get("hierarchical") is True
    )


def _categories(taxonomies: Any) -> tuple[tuple[str, str], ...]:
    found = taxonomies.values() if isinstance(taxonomies, Mapping) else []
    return tuple(
        (text(row["rest_base"]), _route(row))
        for row in found
        if isinstance(row, Mapping)
        and row.get("hierarchical") is True
        and text(row.get("rest_base"))
    )


def _route(row: Row) -> str:
    return f"{text(row.get('rest_namespace')) or 'wp/v2'}/{row['rest_base']}"

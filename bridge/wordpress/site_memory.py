"""What one connection finds out about a site and the next one need not ask again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REST = "rest"
XMLRPC = "xmlrpc"


@dataclass(frozen=True, slots=True)
class PostType:
    """A post type of a site.

    `transport` is the one that shows it, `route` its REST route (empty over XML-RPC).
    `taxonomies` are those that form its categories: (field of a post that holds term ids, the
    terms' route) over REST, (taxonomy, taxonomy) over XML-RPC.
    """

    name: str
    transport: str
    route: str
    taxonomies: tuple[tuple[str, str], ...]
    hierarchical: bool

    def to_json(self) -> dict[str, Any]:
        return {
            "transport": self.transport,
            "route": self.route,
            "taxonomies": [list(pair) for pair in self.taxonomies],
            "hierarchical": self.hierarchical,
        }


class SiteMemory:
    """`transport` is what `auto` came to use; `base` is the REST API's address."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.base: str | None = known.get("base")
        self.transport: str | None = known.get("transport")
        self._types = {
            name: PostType(
                name,
                kind["transport"],
                kind["route"],
                tuple((field, route) for field, route in kind["taxonomies"]),
                kind["hierarchical"],
            )
            for name, kind in known.get("types", {}).items()
        }

    def post_type(self, name: str) -> PostType | None:
        return self._types.get(name)

    def learn(self, kind: PostType) -> PostType:
        self._types[kind.name] = kind
        return kind

    def forget(self) -> None:
        """Something is not as it was: look for everything anew."""
        self.base = self.transport = None
        self._types.clear()

    def to_json(self) -> dict[str, Any]:
        return {
            "base": self.base,
            "transport": self.transport,
            "types": {name: kind.to_json() for name, kind in self._types.items()},
        }

"""One post type's posts over REST: what to ask for, and a post's JSON as a RemoteArticle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

from bridge.domain.errors import SiteError
from bridge.domain.markup import to_text
from bridge.domain.ports import RemoteArticle

ALL_STATUSES = "publish,future,draft,pending,private,trash"
LANGUAGE_META = "helpdesk_bridge_language"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PostType:
    """`taxonomies`: (field of the post that holds term ids, route of the terms)."""

    name: str
    route: str
    taxonomies: tuple[tuple[str, str], ...]

    @property
    def fields(self) -> str:
        """For `_fields`: the server prunes, which makes a page 5 to 10 times faster."""
        wanted = [
            "id", "type", "status", "link", "slug", "date_gmt", "modified_gmt", "author", "lang",
            "title.rendered", "content.rendered", "content.protected", "excerpt.rendered",
            f"meta.{LANGUAGE_META}", *(name for name, _ in self.taxonomies),
        ]  # fmt: skip
        return ",".join(wanted)


def post_id(row: Any) -> int:
    number = row.get("id") if isinstance(row, Mapping) else None
    if type(number) is not int:
        raise SiteError("A post in the site's answer has no id: another plugin may alter it.")
    return number


def modified(row: Mapping[str, Any]) -> datetime:
    return wp_time(row.get("modified_gmt")) or wp_time(row.get("date_gmt")) or _EPOCH


def wp_time(value: Any) -> datetime | None:
    """WordPress's `…_gmt`, which carries no zone; None for null and `0000-00-00T00:00:00`."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at


def read_article(
    row: Mapping[str, Any], kind: PostType, terms: Mapping[int, str], authors: Mapping[int, str]
) -> RemoteArticle:
    return RemoteArticle(
        wp_id=post_id(row),
        wp_type=_text(row.get("type")) or kind.name,
        status=_status(row),
        url=_text(row.get("link")),
        slug=_text(row.get("slug")),
        title=unescape(_rendered(row, "title")).strip(),
        html=_rendered(row, "content"),
        excerpt=to_text(_rendered(row, "excerpt")),
        language=_language(row),
        categories=tuple(terms[term] for term in term_ids(row, kind) if term in terms),
        author=authors.get(_number(row.get("author"))),
        published_at=wp_time(row.get("date_gmt")),
        modified_at=modified(row),
    )


def term_ids(row: Mapping[str, Any], kind: PostType) -> list[int]:
    lists = (row.get(name) for name, _ in kind.taxonomies)
    return [term for ids in lists if isinstance(ids, list) for term in ids if type(term) is int]


def _status(row: Mapping[str, Any]) -> str:
    """A post behind a password is rendered for us in full, and is not for everybody's eyes."""
    content = row.get("content")
    if isinstance(content, Mapping) and content.get("protected") is True:
        return "private"
    return _text(row.get("status")) or "publish"


def _language(row: Mapping[str, Any]) -> str | None:
    """Our own post meta first, then Polylang's field; `fr_FR` becomes `fr`."""
    meta = row.get("meta")
    own = meta.get(LANGUAGE_META) if isinstance(meta, Mapping) else None
    said = _text(own) or _text(row.get("lang"))
    return said.replace("_", "-").partition("-")[0].lower() or None


def _rendered(row: Mapping[str, Any], name: str) -> str:
    part = row.get(name)
    return _text(part.get("rendered")) if isinstance(part, Mapping) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int:
    return value if type(value) is int else 0

"""A post as XML-RPC gives it: what to ask for, and its struct as a RemoteArticle.

Our plugin adds a struct `helpdesk_bridge` with what REST would say and XML-RPC does not: rendered
title, text and excerpt, the status `future`, language, author. Without it the rest must do.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape

from bridge.domain.ports import RemoteArticle
from bridge.wordpress.rows import EPOCH, Row, language, row_id, text, utc, whole
from bridge.wordpress.site_memory import PostType

FIELDS = [
    "post_title", "post_date_gmt", "post_modified_gmt", "post_status", "post_name", "post_author",
    "post_password", "post_excerpt", "post_content", "post_parent", "link", "terms",
    "post_type", "helpdesk_bridge",
]  # fmt: skip
STAMP = ["post_modified_gmt", "post_date_gmt"]  # without a date WordPress says: modified now
_BLOCK_MARK = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_GAP = re.compile(r"\n\s*\n")
_LANGUAGES_OF_POLYLANG = "language"


def modified(row: Row) -> datetime:
    return utc(row.get("post_modified_gmt")) or utc(row.get("post_date_gmt")) or EPOCH


def read_article(
    row: Row, kind: PostType, terms: Mapping[int, str], authors: Mapping[int, str]
) -> RemoteArticle:
    told = row.get("helpdesk_bridge")
    plugin: Row = told if isinstance(told, Mapping) else {}
    ids = tuple(term for term in term_ids(row, kind) if term in terms)
    status = _status(row, plugin)
    hidden = status == "protected"
    content, excerpt = text(row.get("post_content")), text(row.get("post_excerpt"))
    return RemoteArticle(
        wp_id=row_id(row),
        wp_type=kind.name,
        status=status,
        url=text(row.get("link")),
        slug=text(row.get("post_name")),
        title=unescape(text(plugin.get("title", row.get("post_title")))).strip(),
        html="" if hidden else text(plugin.get("html", _rendered(content))),
        excerpt="" if hidden else text(plugin.get("excerpt", excerpt)),
        language=language(plugin.get("language"), _polylang(row)),
        categories=tuple(terms[term] for term in ids),
        author=text(plugin.get("author")) or authors.get(whole(row.get("post_author"))),
        published_at=utc(row.get("post_date_gmt")),
        modified_at=modified(row),
        category_ids=ids,
        parent_id=whole(row.get("post_parent")) if kind.hierarchical else None,
    )


def term_ids(row: Row, kind: PostType) -> list[int]:
    wanted = {taxonomy for taxonomy, _ in kind.taxonomies}
    found = {whole(term.get("term_id")) for term in _terms(row) if term.get("taxonomy") in wanted}
    return sorted(found - {0})


def _terms(row: Row) -> list[Row]:
    terms = row.get("terms")
    return [term for term in terms if isinstance(term, Mapping)] if isinstance(terms, list) else []


def _polylang(row: Row) -> str:
    """Polylang keeps the language as a term."""
    said = (term for term in _terms(row) if term.get("taxonomy") == _LANGUAGES_OF_POLYLANG)
    return next((text(term.get("slug")) for term in said), "")


def _status(row: Row, plugin: Row) -> str:
    """WordPress calls a future post `publish` here, so its date tells."""
    status = text(plugin.get("status")) or text(row.get("post_status")) or "publish"
    if text(row.get("post_password")) and status != "trash":
        return "protected"
    due = utc(row.get("post_date_gmt"))
    if status == "publish" and not plugin and due and due > datetime.now(UTC):
        return "future"
    return status


def _rendered(content: str) -> str:
    """Stored text as HTML: blocks hold theirs already, the classic editor leaves out paragraphs."""
    if "<!-- wp:" in content:
        return _BLOCK_MARK.sub("", content)
    if "<p" in content:
        return content
    return "\n".join(f"<p>{part.strip()}</p>" for part in _GAP.split(content) if part.strip())

"""A page of articles as WordPress has them becomes rows here: cleaned, stored, findable."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bridge.domain import markup
from bridge.domain.article_text import article_text, links
from bridge.domain.language import DEFAULT_LANGUAGE, detect
from bridge.domain.ports import RemoteArticle
from bridge.store.mirror import DELETED, Known
from bridge.store.search import Indexed
from bridge.store.session import Transaction
from bridge.store.sites import Site

EXCERPT_CHARACTERS = 200
TRASH = "trash"
FINDABLE = "publish"
_SHAPE = "1"
"""Raised when an article is cleaned or read otherwise: a full pull then writes all anew."""
_IN_PAGE = re.compile(r"""\shref\s*=\s*(?:"#[^"]*"|'#[^']*')""", re.IGNORECASE)
"""Links within the page lead nowhere: cleaned HTML has no ids."""
_RELATIVE = re.compile(
    r"""\s(?:href|src)\s*=\s*["']?(?!["']?(?:https?:|mailto:|tel:|/))""", re.IGNORECASE
)


def take(tx: Transaction, site: Site, page: Sequence[RemoteArticle]) -> Counter[str]:
    """Stores a page of one type; counts created, updated, deleted, unchanged."""
    remote = {article.wp_id: article for article in page}  # a site may name one twice
    if not remote:
        return Counter()
    known = tx.mirror.known(site.id, page[0].wp_type, remote)
    counts: Counter[str] = Counter()
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for wp_id, article in remote.items():
        before, digest = known.get(wp_id), digest_of(article)
        if before and before.digest == digest:
            counts["unchanged"] += 1
            continue
        counts[_outcome(before, article)] += 1
        values = _values(article, site.url, before) | {"digest": digest}
        if before:
            changed.append({**values, "id": before.id})
        else:
            new.append({**values, "site_id": site.id, "wp_type": article.wp_type, "wp_id": wp_id})
    for row, number in zip(new, tx.mirror.insert(new), strict=True):
        row["id"] = number
    _update(tx, changed)
    _index(tx, [*new, *changed])
    return counts


def forget(tx: Transaction, gone: Sequence[Known], at: Any) -> None:
    """WordPress does not have them any more."""
    rows = [{"id": row.id, "status": DELETED, "deleted_at": at, "digest": ""} for row in gone]
    tx.mirror.update(rows)
    tx.search.forget_all([row.id for row in gone])


def digest_of(article: RemoteArticle) -> str:
    said = f"{_SHAPE}{article!r}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def _outcome(before: Known | None, article: RemoteArticle) -> str:
    lived = before is not None and before.status not in (TRASH, DELETED)
    if article.status == TRASH:
        return "deleted" if lived else "unchanged"
    return "updated" if lived else "created"


def _values(article: RemoteArticle, site_url: str, before: Known | None) -> dict[str, Any]:
    """Columns of the row. A trashed article keeps the text that it had."""
    state = {"status": article.status, "modified_at": article.modified_at, "deleted_at": None}
    if article.status == TRASH:
        state["deleted_at"] = article.modified_at
        if before:
            return state
    return state | _content(article, site_url)


def _content(article: RemoteArticle, site_url: str) -> dict[str, Any]:
    html = _clean(article.html, article.url, site_url)
    body = article_text(html)
    excerpt = article_text(markup.clean(article.excerpt)) or body
    return {
        "url": article.url,
        "slug": article.slug,
        "title": article.title,
        "excerpt": _shortened(excerpt),
        "html": html,
        "body": body,
        "language": article.language or detect(f"{article.title} {body}") or DEFAULT_LANGUAGE,
        "categories": list(article.categories),
        "category_ids": list(article.category_ids),
        "parent_wp_id": article.parent_id,
        "links": links(html, site_url),
        "author": article.author,
        "published_at": article.published_at,
    }


def _clean(html: str, url: str, site_url: str) -> str:
    """Links and pictures get whole addresses. A base of its own costs, so few articles get one."""
    html = _IN_PAGE.sub("", html)
    own = url.startswith(("http://", "https://")) and _RELATIVE.search(html)
    return markup.clean(html, remote_images=True, base_url=url if own else f"{site_url}/")


def _update(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Rows that set the same columns go together."""
    for short in (True, False):
        tx.mirror.update([row for row in rows if ("title" not in row) is short])


def _index(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    shown = [row for row in rows if row["status"] == FINDABLE]
    tx.search.index_all(
        [Indexed(row["id"], row["title"], row["body"], row["language"]) for row in shown],
        [row["id"] for row in rows if row["status"] != FINDABLE],
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= EXCERPT_CHARACTERS:
        return line
    return line[: EXCERPT_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"

"""Where articles stand: renamed categories, and sections that are articles themselves (weDocs)."""

import hashlib
import json
from collections.abc import Mapping

from bridge.store.mirror import ArticleType, Section
from bridge.store.session import Transaction

PATH_MARK = " / "
_DEEPEST = 20


def rename_categories(tx: Transaction, kind: ArticleType, paths: Mapping[int, str]) -> int:
    """Writes new paths of terms into articles; to rename a term changes no post in WordPress."""
    digest = hashlib.blake2b(
        json.dumps(sorted(paths.items())).encode("utf-8", "surrogatepass"), digest_size=16
    ).hexdigest()
    if digest == kind.categories_digest:
        return 0
    kind.categories_digest = digest
    changed = []
    for number, terms, before in tx.mirror.with_terms(kind.site_id, kind.name):
        now = [paths[term] for term in terms if term in paths]
        if now != before:
            changed.append({"id": number, "categories": now})
    tx.mirror.update(changed)
    return len(changed)


def write_sections(tx: Transaction, kind: ArticleType) -> None:
    """Without a category, an article's category is the chain of articles above it."""
    rows = tx.mirror.sections(kind.site_id, kind.name)
    above = {row.wp_id: row for row in rows}
    changed = []
    for row in rows:
        path = _chain(row, above)
        now = [path] if path else []
        if not row.has_terms and now != row.categories:
            changed.append({"id": row.id, "categories": now})
    tx.mirror.update(changed)


def _chain(row: Section, above: Mapping[int, Section]) -> str:
    titles: list[str] = []
    parent = above.get(row.parent)
    while parent is not None and len(titles) < _DEEPEST:  # a plugin may tie them in a circle
        titles.append(parent.title)
        parent = above.get(parent.parent)
    return PATH_MARK.join(reversed(titles))

"""Articles as the knowledge pages list them: narrowed, with how often each was of use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from bridge.store.knowledge import Article, Suggestion
from bridge.store.unit import Aggregate

DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """`status` is WordPress's own, or `deleted`; empty: all that still exist."""

    site_id: int | None = None
    status: str | None = None
    before: tuple[datetime, int] | None = None
    """Time of change and id of the last row of the page before."""


@dataclass(frozen=True, slots=True)
class Uses:
    """How often an article was suggested, opened, and solved what was asked."""

    suggested: int = 0
    opened: int = 0
    solved: int = 0


class ArticleLists(Aggregate):
    def page(self, wanted: ArticleFilter, limit: int) -> list[Article]:
        """Newest change first."""
        query = _narrowed(wanted)
        if wanted.before is not None:
            at, row_id = wanted.before
            same = (Article.modified_at == at) & (Article.id < row_id)
            query = query.where((Article.modified_at < at) | same)
        newest = query.order_by(Article.modified_at.desc(), Article.id.desc())
        return list(self.session.scalars(newest.limit(limit)))

    def with_words(self, words: Sequence[str], wanted: ArticleFilter, limit: int) -> list[Article]:
        """Those whose title or text holds every word, whatever their status or language."""
        query = _narrowed(wanted)
        for word in words:
            pattern = f"%{_literal(word.lower())}%"
            inside = [
                func.lower(column).like(pattern, escape="\\")
                for column in (Article.title, Article.body)
            ]
            query = query.where(or_(*inside))
        newest = query.order_by(Article.modified_at.desc(), Article.id.desc())
        return list(self.session.scalars(newest.limit(limit)))

    def counts(self) -> dict[int, int]:
        """Site → how many articles it holds."""
        query = (
            select(Article.site_id, func.count())
            .where(Article.deleted_at.is_(None))
            .group_by(Article.site_id)
        )
        return {row[0]: row[1] for row in self.session.execute(query)}

    def uses(self, article_ids: Sequence[int]) -> dict[int, Uses]:
        """Only of articles that were suggested."""
        query = (
            select(
                Suggestion.article_id,
                func.count(),
                func.count(Suggestion.opened_at),
                func.count(Suggestion.solved_at),
            )
            .where(Suggestion.article_id.in_(article_ids))
            .group_by(Suggestion.article_id)
        )
        return {row_id: Uses(*numbers) for row_id, *numbers in self.session.execute(query)}

    def categories(self, site_id: int, limit: int) -> list[str]:
        """Names in use on a site, in order."""
        rows = self.session.scalars(
            select(Article.categories)
            .where(Article.site_id == site_id, Article.deleted_at.is_(None))
            .order_by(Article.modified_at.desc())
            .limit(limit)
        )
        return sorted({str(name) for names in rows for name in names})


def _narrowed(wanted: ArticleFilter) -> Select[Any]:
    query = select(Article)
    if wanted.site_id is not None:
        query = query.where(Article.site_id == wanted.site_id)
    if wanted.status == DELETED:
        return query.where(Article.deleted_at.is_not(None))
    if wanted.status:
        query = query.where(Article.status == wanted.status)
    return query.where(Article.deleted_at.is_(None))


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

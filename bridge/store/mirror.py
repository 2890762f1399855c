"""What the mirror of WordPress's articles writes: rows by their ids there, in batches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store.base import Base, Id, Time, Word
from bridge.store.knowledge import Article
from bridge.store.unit import Aggregate

DELETED = "deleted"
"""The status of an article that WordPress does not have any more, not even in its trash."""


class ArticleType(Base):
    """A post type whose posts are articles of a site, and how far it was read."""

    __tablename__ = "article_types"
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: Mapped[Id]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    name: Mapped[Word]
    seen_until: Mapped[Time | None]
    """The newest change that was stored, by the site's clock. None: not all was read yet."""
    looked_at: Mapped[Time | None]
    """When we last looked, by the site's clock."""
    scan_from: Mapped[Time | None]
    """While all is being read: the newest change when that began."""
    scan_after: Mapped[int] = mapped_column(default=0)
    """While all is being read: the id that came last."""
    reconciled_at: Mapped[Time | None]
    """When all ids were last compared, by our clock."""
    categories_digest: Mapped[Word] = mapped_column(default="")

    def start_anew(self) -> None:
        self.seen_until = self.scan_from = self.reconciled_at = None
        self.scan_after = 0


@dataclass(frozen=True, slots=True)
class Known:
    id: int
    modified_at: datetime
    status: str
    digest: str
    categories: list[str]

    @property
    def exists(self) -> bool:
        return self.status != DELETED


@dataclass(frozen=True, slots=True)
class Section:
    """A live article of a hierarchical type. `parent`: the WordPress id of the one above."""

    id: int
    wp_id: int
    parent: int
    title: str
    categories: list[str]
    has_terms: bool


class Mirror(Aggregate):
    def types(self, site_id: int) -> list[ArticleType]:
        return list(
            self.session.scalars(
                select(ArticleType).where(ArticleType.site_id == site_id).order_by(ArticleType.id)
            )
        )

    def type_of(self, site_id: int, name: str) -> ArticleType | None:
        return self.session.scalar(
            select(ArticleType).where(ArticleType.site_id == site_id, ArticleType.name == name)
        )

    def add_type(self, site_id: int, name: str) -> None:
        self.session.add(ArticleType(site_id=site_id, name=name))

    def drop_type(self, row: ArticleType) -> None:
        self.session.delete(row)

    def known(
        self, site_id: int, wp_type: str, wp_ids: Iterable[int] | None = None
    ) -> dict[int, Known]:
        """By WordPress id; all of the type when none are named."""
        asked = select(
            Article.wp_id,
            Article.id,
            Article.modified_at,
            Article.status,
            Article.digest,
            Article.categories,
        ).where(Article.site_id == site_id, Article.wp_type == wp_type)
        if wp_ids is not None:
            asked = asked.where(Article.wp_id.in_(list(wp_ids)))
        found = self.session.execute(asked)
        return {row[0]: Known(row[1], row[2], row[3], row[4], row[5]) for row in found}

    def count(
        self,
        site_id: int,
        wp_type: str,
        *,
        up_to: int | None = None,
        status: str | None = None,
        living: bool = False,
    ) -> int:
        """Articles that exist in WordPress, its trash included unless `living`.

        `up_to` is a WordPress id.
        """
        asked = select(func.count()).where(
            Article.site_id == site_id, Article.wp_type == wp_type, Article.status != DELETED
        )
        if up_to is not None:
            asked = asked.where(Article.wp_id <= up_to)
        if status is not None:
            asked = asked.where(Article.status == status)
        if living:
            asked = asked.where(Article.deleted_at.is_(None))
        return int(self.session.scalar(asked) or 0)

    def insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """The new rows' ids, in order."""
        if not rows:
            return []
        added = self.session.scalars(
            insert(Article).returning(Article.id, sort_by_parameter_order=True), list(rows)
        )
        return list(added)

    def update(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Each row names its `id` and what changes."""
        if rows:
            self.session.execute(update(Article), list(rows))

    def with_terms(self, site_id: int, wp_type: str) -> list[tuple[int, list[int], list[str]]]:
        """(id, term ids, categories) of articles that stand in a category."""
        found = self.session.execute(
            select(Article.id, Article.category_ids, Article.categories).where(
                Article.site_id == site_id, Article.wp_type == wp_type, Article.status != DELETED
            )
        )
        return [(number, ids, paths) for number, ids, paths in found if ids]

    def sections(self, site_id: int, wp_type: str) -> list[Section]:
        found = self.session.execute(
            select(
                Article.id,
                Article.wp_id,
                Article.parent_wp_id,
                Article.title,
                Article.categories,
                Article.category_ids,
            ).where(
                Article.site_id == site_id,
                Article.wp_type == wp_type,
                Article.parent_wp_id.is_not(None),
                Article.deleted_at.is_(None),
            )
        )
        return [
            Section(number, wp_id, parent or 0, title, paths, bool(terms))
            for number, wp_id, parent, title, paths, terms in found
        ]

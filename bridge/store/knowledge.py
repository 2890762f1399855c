"""Articles mirrored from WordPress, and the suggestions that were made of them."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store.base import Base, Id, JsonList, Line, Time, Word
from bridge.store.unit import Aggregate


class Article(Base):
    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("site_id", "wp_type", "wp_id"),)

    id: Mapped[Id]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    wp_type: Mapped[Word]
    wp_id: Mapped[int]
    status: Mapped[Word]
    """WordPress's own; `protected` behind a password, `deleted` when it is gone there."""
    url: Mapped[Line]
    slug: Mapped[Line] = mapped_column(default="")
    title: Mapped[Line]
    excerpt: Mapped[Line]
    html: Mapped[Line]
    """Sanitised; addresses of links and pictures are absolute."""
    body: Mapped[Line]
    """Plain text of `html`."""
    language: Mapped[Word]
    categories: Mapped[JsonList]
    """Paths from the root: `Français / Facturation`."""
    category_ids: Mapped[JsonList] = mapped_column(JSON, default=list)
    parent_wp_id: Mapped[int | None]
    """In a post type with a hierarchy: the post above it, 0 at the root."""
    links: Mapped[JsonList] = mapped_column(JSON, default=list)
    """Addresses within the site that it links to."""
    author: Mapped[Line | None]
    published_at: Mapped[Time | None]
    modified_at: Mapped[Time]
    deleted_at: Mapped[Time | None]
    """Trashed or gone in WordPress."""
    digest: Mapped[Word] = mapped_column(default="")
    """Of what the site said: the same again changes nothing."""

    @property
    def findable(self) -> bool:
        """Whether visitors may be shown it."""
        return self.status == "publish" and self.deleted_at is None


class Suggestion(Base):
    """An article shown for a ticket, with what came of it."""

    __tablename__ = "suggestions"
    __table_args__ = (Index("ix_suggestions_ticket_id", "ticket_id"),)

    id: Mapped[Id]
    token: Mapped[Word] = mapped_column(unique=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    rank: Mapped[int]
    shown_at: Mapped[Time]
    opened_at: Mapped[Time | None]
    solved_at: Mapped[Time | None]


class Knowledge(Aggregate):
    def add(self, row: Article | Suggestion) -> None:
        self.session.add(row)

    def article(self, article_id: int) -> Article | None:
        return self.session.get(Article, article_id)

    def linked_from(self, article: Article) -> list[Article]:
        """Articles of the same site that it links to and visitors may see."""
        if not article.links:
            return []
        bare = {str(url).rstrip("/") for url in article.links}
        rows = self.session.scalars(
            select(Article).where(
                Article.site_id == article.site_id,
                Article.id != article.id,
                func.rtrim(Article.url, "/").in_(bare),
            )
        )
        return [row for row in rows if row.findable]

    def page(self, after: int = 0, limit: int = 50) -> list[Article]:
        return list(
            self.session.scalars(
                select(Article)
                .where(Article.id > after, Article.deleted_at.is_(None))
                .order_by(Article.id)
                .limit(limit)
            )
        )

    def suggestion_by_token(self, token: str) -> Suggestion | None:
        return self.session.scalar(select(Suggestion).where(Suggestion.token == token))

    def suggestions(self, ticket_id: int) -> list[tuple[Suggestion, Article]]:
        rows = self.session.execute(
            select(Suggestion, Article)
            .join(Article, Article.id == Suggestion.article_id)
            .where(Suggestion.ticket_id == ticket_id)
            .order_by(Suggestion.rank)
        )
        return [(suggestion, article) for suggestion, article in rows]

    def mark_opened(self, suggestion: Suggestion, at: datetime) -> None:
        suggestion.opened_at = suggestion.opened_at or at

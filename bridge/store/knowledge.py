"""Articles mirrored from WordPress, and the suggestions that were made of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
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
    url: Mapped[Line]
    title: Mapped[Line]
    excerpt: Mapped[Line]
    html: Mapped[Line]
    """Sanitised."""
    body: Mapped[Line]
    """Plain text of `html`."""
    language: Mapped[Word]
    categories: Mapped[JsonList]
    author: Mapped[Line | None]
    published_at: Mapped[Time | None]
    modified_at: Mapped[Time]
    deleted_at: Mapped[Time | None]

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

    def articles_of(self, site_id: int, wp_ids: list[int]) -> dict[int, Article]:
        rows = self.session.scalars(
            select(Article).where(Article.site_id == site_id, Article.wp_id.in_(wp_ids))
        )
        return {article.wp_id: article for article in rows}

    def live_ids(self, site_id: int) -> set[int]:
        """WordPress ids of the articles that we believe to exist there."""
        return set(
            self.session.scalars(
                select(Article.wp_id).where(
                    Article.site_id == site_id, Article.deleted_at.is_(None)
                )
            )
        )

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

"""Articles written in the helpdesk, and what was last exchanged about each with WordPress."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store.base import Base, Id, JsonList, Line, Time, Word
from bridge.store.sites import Site
from bridge.store.unit import Aggregate


class ArticleDraft(Base):
    __tablename__ = "article_drafts"
    __table_args__ = (Index("ix_article_drafts_changed", "changed_at", "id"),)

    id: Mapped[Id]
    uid: Mapped[Word] = mapped_column(unique=True)
    """The slug under which the post is made: found again after a cut-off (ADR 0015)."""
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), unique=True)
    wp_type: Mapped[Word]
    title: Mapped[Line]
    text: Mapped[Line]
    """With the marks of domain/marked_text."""
    language: Mapped[Word]
    categories: Mapped[JsonList]
    revision: Mapped[int]
    """Grows with each change that is made here."""
    wanted_revision: Mapped[int]
    """What somebody asked to send; 0: nothing yet."""
    sent_revision: Mapped[int]
    """What WordPress holds, or 0."""
    wp_id: Mapped[int | None]
    wp_status: Mapped[Word | None]
    """`draft`, `pending`, `future`, `publish`, `private`, `trash`, `deleted`."""
    url: Mapped[Line | None]
    edit_url: Mapped[Line | None]
    exchanged_hash: Mapped[Word | None]
    """Of title and content as WordPress held them at the last exchange."""
    exchanged_at: Mapped[Time | None]
    """WordPress's own modification time then."""
    theirs: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What was written there since: see services/publishing."""
    checked_at: Mapped[Time | None]
    last_error: Mapped[Line | None]
    created_by: Mapped[Line]
    created_at: Mapped[Time]
    changed_by: Mapped[Line]
    changed_at: Mapped[Time]


class Drafts(Aggregate):
    def add(self, draft: ArticleDraft) -> None:
        self.session.add(draft)

    def get(self, draft_id: int) -> ArticleDraft | None:
        return self.session.get(ArticleDraft, draft_id)

    def locked(self, draft_id: int) -> ArticleDraft | None:
        return self.session.get(ArticleDraft, draft_id, with_for_update=True)

    def of_ticket(self, ticket_id: int) -> ArticleDraft | None:
        return self.session.scalar(select(ArticleDraft).where(ArticleDraft.ticket_id == ticket_id))

    def of_post(self, site_id: int, wp_id: int) -> ArticleDraft | None:
        return self.session.scalar(
            select(ArticleDraft)
            .where(ArticleDraft.site_id == site_id, ArticleDraft.wp_id == wp_id)
            .limit(1)
        )

    def page(
        self, before: tuple[datetime, int] | None, limit: int
    ) -> list[tuple[ArticleDraft, Site]]:
        """Newest change first; `before` is the last row of the page before."""
        query = select(ArticleDraft, Site).join(Site, Site.id == ArticleDraft.site_id)
        if before is not None:
            at, row_id = before
            older = ArticleDraft.changed_at < at
            same = (ArticleDraft.changed_at == at) & (ArticleDraft.id < row_id)
            query = query.where(older | same)
        newest = query.order_by(ArticleDraft.changed_at.desc(), ArticleDraft.id.desc())
        return [(draft, site) for draft, site in self.session.execute(newest.limit(limit))]

    def count_differing(self) -> int:
        """How many wait for a person: what was written in WordPress differs from what is here."""
        query = select(func.count()).where(ArticleDraft.theirs.is_not(None))
        return self.session.scalar(query) or 0

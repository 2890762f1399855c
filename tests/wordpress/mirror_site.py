"""Posts of every kind on the real site, and what our mirror makes of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bridge.cli.demo.wordpress import Site
from bridge.domain.ports import SiteAccess, WordPressSite
from bridge.services.articles import knowledge
from bridge.services.articles.knowledge import ArticlesPulled
from bridge.services.intake import feed
from bridge.services.sites import sites
from bridge.store.knowledge import Article
from bridge.store.tickets import Ticket
from tests.support.desk import Desk

PHP = Path(__file__).with_name("php")


def php_file(name: str) -> str:
    return (PHP / name).read_text("utf-8").removeprefix("<?php")


PUT = php_file("put.php")
EVERY_KIND = PUT + php_file("every-kind.php")


@dataclass
class Mirror:
    """A helpdesk beside the real site; `transport` is how they talk."""

    desk: Desk
    site: Site
    transport: str
    slug: str = "real"

    def connect(self, *types: str, password: str | None = None) -> None:
        account = self.site.bridge
        sites.add(
            self.desk.ctx, self.slug, self.site.url, account.name,
            password or account.application_password, self.transport, types,
        )  # fmt: skip

    def pull(self, **how: Any) -> ArticlesPulled:
        """At the real time: WordPress has a clock of its own."""
        self.desk.real_time()
        return knowledge.pull(self.desk.ctx, self.slug, **how)

    def take_in(self) -> feed.Pulled:
        self.desk.real_time()
        return feed.pull(self.desk.ctx, self.slug)

    def remote(self) -> WordPressSite:
        """A connection of its own, past the services."""
        account = self.site.bridge
        return self.desk.ctx.wordpress.connect(
            SiteAccess(
                self.slug, self.site.url, account.name, account.application_password, self.transport
            )
        )

    def desk_tickets(self) -> int:
        return self.desk.count(Ticket)

    def articles(self, wp_type: str = "post") -> dict[int, Article]:
        with self.desk.ctx.reading() as tx:
            rows = tx.session.scalars(select(Article).where(Article.wp_type == wp_type)).all()
        return {row.wp_id: row for row in rows}

    def article(self, wp_id: int) -> Article:
        with self.desk.ctx.reading() as tx:
            return tx.session.scalars(select(Article).where(Article.wp_id == wp_id)).one()

    def found(self, query: str, language: str = "en") -> list[str]:
        with self.desk.ctx.reading() as tx:
            return [hit.article.title for hit in tx.search.find(query, language, limit=10)]

    def php(self, code: str, data: object = None) -> Any:
        return self.site.evaluate(PUT + code, data)


def counts(pulled: ArticlesPulled) -> tuple[int, int, int, int]:
    return pulled.created, pulled.updated, pulled.deleted, pulled.unchanged

"""Articles for what a visitor is typing, and the list of articles that the API gives out."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.errors import NotAuthentic
from bridge.domain.language import DEFAULT_LANGUAGE, detect, language_of
from bridge.services.articles.autoresponse import MOST_ARTICLES, fitting_articles
from bridge.services.context import Context

PAGE = 50


@dataclass(frozen=True, slots=True)
class Suggested:
    title: str
    url: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """`status`: the article's own in WordPress; only `publish` is shown to visitors."""

    id: int
    site: str
    title: str
    url: str
    excerpt: str
    language: str
    status: str
    categories: tuple[str, ...]
    modified_at: datetime


def suggest(
    ctx: Context,
    site_slug: str,
    key: str,
    question: str,
    language: str | None,
    limit: int = MOST_ARTICLES,
) -> list[Suggested]:
    """Published articles of that site only, best first; none when nothing fits well.

    Raises NotAuthentic, in one wording for an unknown site and for a wrong key.
    """
    with ctx.reading() as tx:
        site = tx.sites.by_slug(site_slug)
        known = site.public_key if site else ""
        fits = hmac.compare_digest(known.encode(), key.encode("utf-8", "replace"))
        if site is None or not known or not fits:
            raise NotAuthentic("This site and key do not fit together.")
        spoken = language_of(language) or detect(question) or DEFAULT_LANGUAGE
        hits = fitting_articles(tx, question, spoken, limit, site_id=site.id)
        return [Suggested(hit.article.title, hit.article.url, hit.article.excerpt) for hit in hits]


def articles(
    ctx: Context, after: int = 0, limit: int = PAGE
) -> tuple[list[ArticleRow], int | None]:
    """A page of all mirrored articles and the cursor of the next; None at the end."""
    with ctx.reading() as tx:
        slugs = {site.id: site.slug for site in tx.sites.all()}
        found = tx.knowledge.page(after, limit + 1)
        rows = [
            ArticleRow(
                id=row.id,
                site=slugs[row.site_id],
                title=row.title,
                url=row.url,
                excerpt=row.excerpt,
                language=row.language,
                status=row.status,
                categories=tuple(row.categories),
                modified_at=row.modified_at,
            )
            for row in found[:limit]
        ]
    return rows, rows[-1].id if len(found) > limit else None

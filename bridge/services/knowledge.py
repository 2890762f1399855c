"""Articles come in from WordPress: incrementally, with deletes, resumable after a crash."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bridge.domain import markup
from bridge.domain.errors import SiteError
from bridge.domain.language import DEFAULT_LANGUAGE, detect, language_of
from bridge.domain.ports import RemoteArticle, WordPressSite
from bridge.services import site_access
from bridge.services.context import Context
from bridge.services.outbox import Claim
from bridge.store.knowledge import Article
from bridge.store.session import Transaction
from bridge.store.sites import Site

log = structlog.get_logger()

OVERLAP = timedelta(seconds=5)
"""`modified_after` is exclusive and has a resolution of 1 s (WORDPRESS section 2)."""
EXCERPT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class ArticlesPulled:
    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    requests: int = 0


def pull(ctx: Context, slug: str, *, full: bool = False, reconcile: bool = True) -> ArticlesPulled:
    """Takes in what changed since the watermark (all of it when `full`), a page a transaction.

    `reconcile` asks for all ids too: a permanent delete leaves no other trace.
    Raises NotFound, SiteError. What was read before an error stays.
    """
    site = site_access.by_slug(ctx, slug)
    remote = ctx.wordpress.connect(site_access.access(ctx, site))
    remote.check_access()
    since = None if full or site.articles_seen_until is None else site.articles_seen_until - OVERLAP
    created = updated = unchanged = 0
    for page in remote.articles(since):
        with ctx.transaction() as tx:
            known = tx.knowledge.articles_of(site.id, [article.wp_id for article in page])
            for article in page:
                outcome = _store(tx, site, article, known.get(article.wp_id), full)
                created += outcome == "created"
                updated += outcome == "updated"
                unchanged += outcome == "unchanged"
            _move_watermark(tx, site, max(article.modified_at for article in page))
    deleted = _reconcile(ctx, site, remote) if reconcile else 0
    log.info("articles pulled", site=slug, created=created, updated=updated, deleted=deleted)
    return ArticlesPulled(created, updated, deleted, unchanged, remote.requests)


def run_pull(ctx: Context, claim: Claim) -> None:
    """The periodic pull as an effect: it puts itself on the calendar again."""
    site = site_access.by_id(ctx, claim.subject_id)
    now = ctx.clock.now()
    last = site.articles_reconciled_at
    error = None
    try:
        due = last is None or now - last >= ctx.timing.reconcile_articles
        pull(ctx, site.slug, reconcile=due)
    except SiteError as failure:
        error = str(failure)
        log.warning("article pull failed", site=site.slug, error=error)
    with ctx.transaction() as tx:
        tx.sites.mark_pulled(tx.sites.get(site.id), ctx.clock.now(), error)
        next_at = ctx.clock.now() + ctx.timing.pull_articles
        tx.outbox.postpone(claim.effect_id, claim.lease, next_at, error, fresh=True)


def _store(
    tx: Transaction, site: Site, remote: RemoteArticle, known: Article | None, full: bool
) -> str:
    if remote.status == "trash":
        return _delete(tx, known, remote.modified_at)
    fresh = known is None or known.deleted_at is not None
    if known and not fresh and not full and known.modified_at == remote.modified_at:
        return "unchanged"
    article = known or Article(site_id=site.id, wp_type=remote.wp_type, wp_id=remote.wp_id)
    changed = _fill(article, remote)
    if known is None:
        tx.knowledge.add(article)
    tx.session.flush()
    if changed or fresh:
        tx.search.index(article)
    return "created" if fresh else "updated" if changed else "unchanged"


def _fill(article: Article, remote: RemoteArticle) -> bool:
    """Sets what the site says; True when anything differs from before."""
    html = markup.clean(remote.html)
    body = markup.to_text(html)
    excerpt = markup.to_text(markup.clean(remote.excerpt)).strip() or body
    values = {
        "status": remote.status,
        "url": remote.url,
        "title": remote.title,
        "excerpt": _shortened(excerpt),
        "html": html,
        "body": body,
        "language": language_of(remote.language)
        or detect(f"{remote.title} {body}")
        or DEFAULT_LANGUAGE,
        "categories": list(remote.categories),
        "author": remote.author,
        "published_at": remote.published_at,
        "modified_at": remote.modified_at,
        "deleted_at": None,
    }
    changed = False
    for field, value in values.items():
        if getattr(article, field, None) != value:
            setattr(article, field, value)
            changed = True
    return changed


def _delete(tx: Transaction, known: Article | None, at: datetime) -> str:
    if known is None or known.deleted_at is not None:
        return "unchanged"
    known.deleted_at = at
    tx.session.flush()
    tx.search.forget(known.id)
    return "updated"


def _reconcile(ctx: Context, site: Site, remote: WordPressSite) -> int:
    there = remote.article_ids()
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        gone = sorted(tx.knowledge.live_ids(site.id) - there)
        for article in tx.knowledge.articles_of(site.id, gone).values():
            _delete(tx, article, now)
        tx.sites.get(site.id).articles_reconciled_at = now
    return len(gone)


def _move_watermark(tx: Transaction, site: Site, newest: datetime) -> None:
    row = tx.sites.get(site.id)
    row.articles_seen_until = max(row.articles_seen_until or newest, newest)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= EXCERPT_CHARACTERS:
        return line
    return line[: EXCERPT_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"

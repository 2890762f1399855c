"""Articles come in from WordPress: incrementally, with deletes, resumable after a crash."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bridge.domain.errors import OutOfTime, SiteError
from bridge.services.context import Context
from bridge.services.mirror.article_pull import TypePull, pull_type
from bridge.services.outgoing.outbox import Claim
from bridge.services.sites import site_access

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ArticlesPulled:
    """`unchanged`: those that we hold besides. `faults`: a sentence for what was left out."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    requests: int = 0
    faults: tuple[str, ...] = ()


def pull(
    ctx: Context,
    slug: str,
    *,
    full: bool = False,
    reconcile: bool = True,
    patience: timedelta | None = None,
) -> ArticlesPulled:
    """Takes in what changed since the last time (all of it when `full`), a page a transaction.

    `reconcile` looks for permanent deletes and renamed categories too, which leave no other trace.
    Raises NotFound, SiteError. What was read before an error stays; one type's error does not
    keep the others back.
    """
    site = site_access.by_slug(ctx, slug)
    access = site_access.access(ctx, site)
    remote = ctx.wordpress.connect(access, patience)
    counts: Counter[str] = Counter()
    errors: dict[str, SiteError] = {}
    for name in access.article_types:
        one = TypePull(ctx, site, name, remote.articles_of(name), counts)
        try:
            pull_type(one, full=full, reconcile=reconcile)
        except SiteError as error:
            errors[name] = error
            if isinstance(error, OutOfTime):
                break
    site_access.remember(ctx, site, remote)
    if errors:
        raise _joined(errors)
    changed = {name: counts[name] for name in ("created", "updated", "deleted")}
    log.info("articles pulled", site=slug, **changed)
    unchanged = _held(ctx, site.id, access.article_types) - counts["created"] - counts["updated"]
    return ArticlesPulled(
        **changed,
        unchanged=max(0, unchanged),
        requests=remote.requests,
        faults=tuple(remote.faults),
    )


def run_pull(ctx: Context, claim: Claim) -> None:
    """The periodic pull as an effect: it puts itself on the calendar again.

    A site whose turn is over goes on after the others had theirs.
    """
    site = site_access.by_id(ctx, claim.subject_id)
    error, wait = None, ctx.timing.pull_articles
    try:
        pulled = pull(ctx, site.slug, patience=ctx.timing.site_turn)
        error = " ".join(pulled.faults) or None
    except OutOfTime as late:
        error, wait = str(late), ctx.timing.site_turn
    except SiteError as failure:
        error = str(failure)
    if error:
        log.warning("article pull failed", site=site.slug, error=error)
    with ctx.transaction() as tx:
        now = ctx.clock.now()
        tx.sites.mark_pulled(tx.sites.get(site.id), now, error)
        tx.outbox.postpone(claim.effect_id, claim.lease, now + wait, error, fresh=True)


def _held(ctx: Context, site_id: int, types: tuple[str, ...]) -> int:
    with ctx.reading() as tx:
        return sum(tx.mirror.count(site_id, name, living=True) for name in types)


def _joined(errors: dict[str, SiteError]) -> SiteError:
    """The one error, or all of them, each with its type."""
    if len(errors) == 1:
        return next(iter(errors.values()))
    told = " ".join(f"{name}: {error}" for name, error in errors.items())
    late = any(isinstance(error, OutOfTime) for error in errors.values())
    return OutOfTime(told) if late else SiteError(told)

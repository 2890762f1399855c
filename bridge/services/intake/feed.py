"""The plugin's feed of submissions: whatever no push brought is pulled (invariant 3)."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog

from bridge.domain import submission
from bridge.domain.errors import Invalid, SiteError
from bridge.domain.ports import WordPressSite
from bridge.domain.words import Door
from bridge.services.arrivals import arrivals
from bridge.services.context import Context
from bridge.services.intake import confirmation, intake
from bridge.services.outgoing.outbox import Claim
from bridge.services.sites import site_access
from bridge.store.sites import Site

log = structlog.get_logger()

FEED_PAGE = 200
FEED_OVERLAP = 50
"""A lower cursor may commit after a higher one (WORDPRESS section 6.7)."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull of the feed brought."""

    new: int = 0
    duplicate: int = 0
    quarantined: int = 0
    requests: int = 0


def pull(ctx: Context, slug: str, *, patience: timedelta | None = None) -> Pulled:
    """Reads the plugin's feed from the cursor on and accepts what no push brought.

    A feed that went back (its site was restored from a backup, or its table made anew) is read
    again from its beginning: what we know is known by its id. Raises NotFound, SiteError. What was
    read before an error stays accepted.
    """
    site = site_access.by_slug(ctx, slug)
    remote = ctx.wordpress.connect(site_access.access(ctx, site), patience)
    total = Pulled()
    try:
        after = max(0, site.submissions_cursor - FEED_OVERLAP)
        total, went_back = _read_feed(ctx, site, remote, after, total)
        if went_back and after > 0:
            log.warning("feed went back", site=slug, cursor=site.submissions_cursor)
            total, _ = _read_feed(ctx, site, remote, 0, total)
    finally:
        site_access.remember(ctx, site, remote)
    return replace(total, requests=remote.requests)


def run_pull(ctx: Context, claim: Claim) -> None:
    """The periodic pull as an effect: it puts itself on the calendar again."""
    site = site_access.by_id(ctx, claim.subject_id)
    error = None
    try:
        pull(ctx, site.slug, patience=ctx.timing.site_turn)
    except SiteError as failure:
        error = str(failure)
        log.warning("pull failed", site=site.slug, error=error)
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        tx.sites.mark_pulled(tx.sites.get(site.id), now, error)
        due = now + ctx.timing.pull_submissions
        tx.outbox.postpone(claim.effect_id, claim.lease, due, error, fresh=True)


def _read_feed(
    ctx: Context, site: Site, remote: WordPressSite, after: int, total: Pulled
) -> tuple[Pulled, bool]:
    """Takes every page behind `after`, and tells whether the feed seems to have gone back.

    It has when the overlap, which we have read before, is empty, or holds other submissions than
    it did.
    """
    start, went_back = after, False
    while True:
        page = remote.submissions(after, FEED_PAGE)
        went_back |= _is_other(ctx, site, page.items) or (after == start and not page.items)
        total = _take_page(ctx, site, page.items, total)
        confirmation.confirm(ctx, site, remote, page.waiting)
        moved = max([page.next_after, *_cursors(page.items)])
        if page.has_more and moved <= after:
            raise SiteError("The site's feed does not move on: its cursor stands still.")
        after = max(after, moved) if page.items else after
        if not page.has_more:
            _set_cursor(ctx, site, after if page.items or start else 0, back=start == 0)
            return total, went_back
        _set_cursor(ctx, site, after, back=False)


def _cursors(items: tuple[Any, ...]) -> dict[int, str]:
    """Ids of submissions by their cursor, where both can be read."""
    rows = [item for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)]
    found = {row.get("cursor"): row["id"] for row in rows}
    return {key: uid for key, uid in found.items() if type(key) is int and 0 < key < 2**63}


def _is_other(ctx: Context, site: Site, items: tuple[Any, ...]) -> bool:
    """Whether a cursor that we know now leads to another submission than it did."""
    said = _cursors(items)
    below = {key: uid for key, uid in said.items() if key <= site.submissions_cursor}
    with ctx.reading() as tx:
        known = tx.sites.cursors(site.id, below)
    return any(uid not in known.get(key, {uid}) for key, uid in below.items())


def _take_page(ctx: Context, site: Site, items: tuple[Any, ...], total: Pulled) -> Pulled:
    new, duplicate, quarantined = total.new, total.duplicate, total.quarantined
    with ctx.reading() as tx:
        uids = [str(item.get("id")) for item in items if isinstance(item, dict)]
        known = tx.sites.known_anywhere(uids)  # a cloned site repeats another's submissions
    for item in items:
        if isinstance(item, dict) and str(item.get("id")) in known:
            duplicate += 1
            continue
        raw = json.dumps(item, ensure_ascii=False)
        try:
            source = intake.Source(site.id, site.slug, Door.FEED)
            accepted = intake.accept(ctx, source, submission.read(item), raw)
        except Invalid as error:
            quarantined += arrivals.quarantine(
                ctx, Door.FEED, site.slug, raw.encode("utf-8", "replace"), error.title, error.field
            ).first_time
            continue
        duplicate += accepted.duplicate
        new += not accepted.duplicate and item.get("canary") is not True
    return Pulled(new, duplicate, quarantined)


def _set_cursor(ctx: Context, site: Site, cursor: int, *, back: bool) -> None:
    """Only a feed that was read from its beginning may go back."""
    with ctx.transaction() as tx:
        row = tx.sites.get(site.id)
        row.submissions_cursor = cursor if back else max(row.submissions_cursor, cursor)

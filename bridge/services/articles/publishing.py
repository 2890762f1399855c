"""Drafts go to WordPress and are followed there: made once, never written over somebody's text.

What is exchanged is decided from three facts: what we sent last (`exchanged_hash`), what stands
there now, and whether the text here changed since (ADR 0015).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bridge.domain import marked_text
from bridge.domain.drafts import DELETED, TRASH, UNPUBLISHED
from bridge.domain.errors import SiteError
from bridge.domain.ports import OutgoingArticle, PublishingSite, RemoteDraft
from bridge.domain.words import QueueName
from bridge.services.context import Context
from bridge.services.outgoing.outbox import Claim
from bridge.services.sites import site_access
from bridge.store.drafts import ArticleDraft

log = structlog.get_logger()

SOONEST, LATEST = timedelta(minutes=2), timedelta(hours=6)
"""Between two looks: the longer nothing changed, the rarer. A call that was cut off may still
be at work on the site for its 30 seconds, so nothing is made anew before `SOONEST`."""
_IN_TRASH = "The article is in WordPress's trash: restore it there, or send it as a new one."


@dataclass(frozen=True, slots=True)
class _Sent:
    """`revision`: what of ours WordPress now holds; None: nothing new."""

    remote: RemoteDraft
    revision: int | None = None


def run(ctx: Context, claim: Claim) -> None:
    """One exchange as an effect, which puts itself on the calendar again."""
    with ctx.reading() as tx:
        draft = tx.drafts.get(claim.subject_id)
    if draft is None:
        _end(ctx, claim, None, None)
        return
    error = None
    try:
        _exchange(ctx, claim, draft)
    except SiteError as failure:
        error = str(failure)
        log.warning("draft not exchanged", draft=draft.id, error=error)
    _end(ctx, claim, draft, error)


def _exchange(ctx: Context, claim: Claim, draft: ArticleDraft) -> None:
    with ctx.reading() as tx:
        site = tx.sites.get(draft.site_id)
    remote = ctx.publisher.connect(site_access.access(ctx, site))
    if draft.wp_id is None:
        if draft.wanted_revision > draft.sent_revision:
            _begin(ctx, claim, draft, remote)
        return
    there = remote.read(draft.wp_type, draft.wp_id)
    if there is None:
        _store(ctx, draft, _deleted)
        return
    _store(ctx, draft, _compared(draft, _updated(draft, remote, there)))


def _begin(ctx: Context, claim: Claim, draft: ArticleDraft, remote: PublishingSite) -> None:
    """Makes the post, unless a run that was cut off made it already."""
    found = remote.find(draft.wp_type, draft.uid)
    if found is not None:
        _store(ctx, draft, _compared(draft, _Sent(found)))
    else:
        if not _still_ours(ctx, claim):
            return
        made = remote.create(_outgoing(draft))
        _store(ctx, draft, _exchanged(_Sent(made, draft.revision)))
        found = made
    if found.slug == draft.uid and found.status in UNPUBLISHED:
        released = remote.release(draft.wp_type, found.wp_id)
        _store(ctx, draft, lambda row: _note(row, released))


def _updated(draft: ArticleDraft, remote: PublishingSite, there: RemoteDraft) -> _Sent:
    """Writes only onto the very text that we knew."""
    if there.slug == draft.uid and there.status in UNPUBLISHED:
        there = remote.release(draft.wp_type, there.wp_id)
    wanted = draft.wanted_revision > draft.sent_revision
    if not wanted or there.digest != draft.exchanged_hash:
        return _Sent(there)
    if there.status == TRASH:
        raise SiteError(_IN_TRASH)
    return _Sent(remote.update(there.wp_id, _outgoing(draft)), draft.revision)


def _compared(seen: ArticleDraft, sent: _Sent) -> Callable[[ArticleDraft], None]:
    """What the exchange means for the row as it is now; `seen` is as it was before the calls."""

    def apply(row: ArticleDraft) -> None:
        there = sent.remote
        if sent.revision is None and row.exchanged_hash != seen.exchanged_hash:
            return  # a person decided while we asked: the next run sees what came of it
        if sent.revision is not None or there.digest == row.exchanged_hash:
            _exchanged(sent)(row)
        elif _same(row, there):
            _exchanged(_Sent(there, row.revision))(row)
        elif row.revision == row.sent_revision and there.whole:
            row.title, row.text = there.title, there.text
            row.revision += 1
            row.wanted_revision = row.revision
            row.changed_by, row.changed_at = "WordPress", there.modified_at
            _exchanged(_Sent(there, row.revision))(row)
        else:
            _note(row, there)
            row.theirs = theirs_of(there)

    return apply


def _exchanged(sent: _Sent) -> Callable[[ArticleDraft], None]:
    def apply(row: ArticleDraft) -> None:
        _note(row, sent.remote)
        row.exchanged_hash, row.exchanged_at = sent.remote.digest, sent.remote.modified_at
        row.theirs = None
        if sent.revision is not None:
            row.sent_revision = sent.revision

    return apply


def _note(row: ArticleDraft, there: RemoteDraft) -> None:
    row.wp_id, row.wp_status = there.wp_id, there.status
    row.url, row.edit_url = there.url, there.edit_url


def theirs_of(there: RemoteDraft) -> dict[str, Any]:
    return {
        "digest": there.digest,
        "title": there.title,
        "text": there.text,
        "whole": there.whole,
        "extras": list(there.extras),
        "modified_at": there.modified_at.isoformat(),
    }


def _same(row: ArticleDraft, there: RemoteDraft) -> bool:
    ours = marked_text.parse(row.text)
    return there.whole and row.title == there.title and ours == marked_text.parse(there.text)


def _outgoing(draft: ArticleDraft) -> OutgoingArticle:
    return OutgoingArticle(
        uid=draft.uid,
        wp_type=draft.wp_type,
        title=draft.title,
        blocks=marked_text.parse(draft.text),
        categories=tuple(draft.categories),
        language=draft.language,
    )


def _deleted(row: ArticleDraft) -> None:
    row.wp_status, row.theirs = DELETED, None


def _store(ctx: Context, seen: ArticleDraft, apply: Callable[[ArticleDraft], None]) -> None:
    """Nothing is stored when the draft was sent anew meanwhile: it is about another post then."""
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row = tx.drafts.locked(seen.id)
        if row is not None and row.uid == seen.uid:
            apply(row)
            row.checked_at = now


def _still_ours(ctx: Context, claim: Claim) -> bool:
    """A fresh lease outlives the call that must not be made twice."""
    until = ctx.clock.now() + ctx.timing.lease
    with ctx.transaction() as tx:
        return tx.outbox.renew([claim.effect_id], claim.lease, until) == 1


def _end(ctx: Context, claim: Claim, seen: ArticleDraft | None, error: str | None) -> None:
    """Comes back at once when something was asked for meanwhile, and never for what is deleted."""
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row = tx.drafts.locked(claim.subject_id) if seen else None
        if row is None or seen is None or (row.wp_status == DELETED and row.wp_id is not None):
            tx.outbox.finish([claim.effect_id], claim.lease)
            return
        row.last_error = error
        asked = row.wanted_revision > max(seen.wanted_revision, row.sent_revision)
        due = now if asked and error is None else now + pause(row, now)
        tx.outbox.postpone(claim.effect_id, claim.lease, due, error, fresh=True)
        if due <= now:
            tx.outbox.queues.add(QueueName.SYNC)


def pause(row: ArticleDraft, now: datetime) -> timedelta:
    """A quarter of the time since the last change on either side, within bounds."""
    last = max(row.changed_at, row.exchanged_at or row.changed_at)
    return min(max((now - last) / 4, SOONEST), LATEST)

"""Drains a queue of the outbox: claim a batch, run each effect, until nothing is due."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bridge.domain.words import EffectKind, QueueName
from bridge.services.articles import autoresponse, knowledge, publishing
from bridge.services.context import Context
from bridge.services.intake import feed
from bridge.services.outgoing import delivery, notification_mail, outbox
from bridge.services.outgoing.outbox import Claim
from bridge.services.tickets import files
from workers import side_by_side

log = structlog.get_logger()
T = TypeVar("T")

LONGEST_RUN = timedelta(minutes=2)
"""Then the job ends and another one goes on: a worker can be told to stop between jobs."""

RUNNERS: dict[EffectKind, Callable[[Context, Claim], None]] = {
    EffectKind.AUTO_RESPONSE: autoresponse.answer,
    EffectKind.FETCH_FILE: files.fetch,
    EffectKind.PULL_SUBMISSIONS: feed.run_pull,
    EffectKind.PULL_ARTICLES: knowledge.run_pull,
    EffectKind.PUBLISH_DRAFT: publishing.run,
    EffectKind.NOTIFY: notification_mail.send,
}


@dataclass(frozen=True, slots=True)
class Drained:
    """`more`: time was up, so another job goes on."""

    effects: int
    more: bool


def drain(ctx: Context, queue: str) -> Drained:
    """Runs what is due in a queue, and what it brings, until nothing is due or time is up."""
    until = ctx.clock.now() + LONGEST_RUN
    if queue == QueueName.SYNC:
        count = side_by_side.drain(ctx, queue, partial(_run, ctx), until)
        return Drained(count, more=ctx.clock.now() > until)
    with ThreadPoolExecutor(1, thread_name_prefix=queue) as pool:
        count = _drain(ctx, queue, until, pool if queue == QueueName.REPLIES else None)
    return Drained(count, more=ctx.clock.now() > until)


def _drain(ctx: Context, queue: str, until: datetime, pool: ThreadPoolExecutor | None) -> int:
    """Batch after batch. Where a whole one was due, more waits: a second lane takes part.

    The lanes are as two workers: each has claims, a mail connection and one open try of its own,
    and sends while the other waits for the disk.
    """
    count, second = 0, None
    while ctx.clock.now() <= until and (claims := outbox.claim(ctx, queue)):
        if pool and second is None and len(claims) >= outbox.BATCH:
            second = pool.submit(_drain, ctx, queue, until, None)
        _batch(ctx, claims)
        count += len(claims)
    return count + (second.result() if second else 0)


def _batch(ctx: Context, claims: list[Claim]) -> None:
    deliveries = [claim for claim in claims if claim.kind is EffectKind.DELIVER]
    for claim in claims:
        if claim.kind is not EffectKind.DELIVER:
            _run(ctx, claim)
    if deliveries:
        _guarded(ctx, deliveries, delivery.send, deliveries)


def _run(ctx: Context, claim: Claim) -> None:
    _guarded(ctx, [claim], RUNNERS[claim.kind], claim)


def _guarded(
    ctx: Context, claims: list[Claim], run: Callable[[Context, T], None], argument: T
) -> None:
    """A process edge: whatever breaks, the effect comes back later and the others go on."""
    try:
        run(ctx, argument)
    except Exception as error:
        log.exception("effect broke", effects=[claim.effect_id for claim in claims])
        for claim in claims:
            outbox.give_back(ctx, claim, error)

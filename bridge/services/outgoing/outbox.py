"""The outbox as the workers use it: claim, give back, set aside, find what got stuck."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bridge.domain import retries
from bridge.domain.words import EffectKind
from bridge.services.context import Context
from bridge.services.outgoing import set_aside
from bridge.store.effects import Effect
from bridge.store.session import Transaction

log = structlog.get_logger()

BATCH = 50
SCHEDULER_DUTY = "scheduler"
PERIODIC = (
    EffectKind.PULL_SUBMISSIONS,
    EffectKind.PULL_ARTICLES,
    EffectKind.PUBLISH_DRAFT,
    EffectKind.NOTIFY,
)
"""Put off again and again, and never set aside."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An effect that we hold until the lease ends."""

    effect_id: int
    kind: EffectKind
    subject_id: int
    lease: str
    claims: int


def claim(ctx: Context, queue: str, limit: int = BATCH) -> list[Claim]:
    """Due effects of a queue, now ours. What broke its worker too often is set aside here."""
    now = ctx.clock.now()
    lease = secrets.token_hex(8)
    with ctx.transaction() as tx:
        rows = tx.outbox.claim(queue, lease, now, ctx.timing.lease, limit)
        for row in [row for row in rows if row.claims > retries.MOST_CLAIMS]:
            why = row.last_error or "It broke its worker again and again."
            _set_aside(ctx, tx, _claim(row, lease), why, now)
            rows.remove(row)
        return [_claim(row, lease) for row in rows]


def put_off(ctx: Context, held: Claim, wait: timedelta) -> None:
    """Not its turn yet: as if it had not been claimed, but due later."""
    with ctx.transaction() as tx:
        due, before = ctx.clock.now() + wait, held.claims - 1
        tx.outbox.postpone(
            held.effect_id, held.lease, due, None, fresh=before == 0, suspect=before > 0
        )


def keep(ctx: Context, held: Sequence[Claim]) -> None:
    """Renews the leases of effects that take long."""
    with ctx.transaction() as tx:
        until = ctx.clock.now() + ctx.timing.lease
        for claim in held:
            tx.outbox.renew([claim.effect_id], claim.lease, until)


def sites_of(ctx: Context, claims: Sequence[Claim]) -> dict[int, int]:
    """Which site each effect of the queue `sync` calls, by effect; 0 for none."""
    files = [claim.subject_id for claim in claims if claim.kind is EffectKind.FETCH_FILE]
    drafts = [claim.subject_id for claim in claims if claim.kind is EffectKind.PUBLISH_DRAFT]
    with ctx.reading() as tx:
        sites = {
            EffectKind.FETCH_FILE: tx.attachments.sites_of(files) if files else {},
            EffectKind.PUBLISH_DRAFT: tx.drafts.sites(drafts) if drafts else {},
        }
    return {
        claim.effect_id: sites[claim.kind].get(claim.subject_id, 0)
        if claim.kind in sites
        else claim.subject_id  # a pull is about its site
        for claim in claims
    }


def give_back(ctx: Context, held: Claim, error: Exception) -> None:
    """The run broke: try again after a while, or set the effect aside."""
    now = ctx.clock.now()
    text = f"{type(error).__name__}: {error}"[:1000]
    with ctx.transaction() as tx:
        if held.claims >= retries.MOST_CLAIMS:
            _set_aside(ctx, tx, held, text, now)
        else:
            due = now + retries.effect_delay(held.claims)
            tx.outbox.postpone(held.effect_id, held.lease, due, text)


def _claim(row: Effect, lease: str) -> Claim:
    return Claim(row.id, EffectKind(row.kind), row.subject_id, lease, row.claims)


def _set_aside(ctx: Context, tx: Transaction, held: Claim, why: str, now: datetime) -> None:
    """Periodic work is put off and never given up: the pull is the guarantee (invariant 3)."""
    log.error("effect set aside", effect=held.effect_id, kind=held.kind)
    if held.kind in PERIODIC:
        due = now + retries.effect_delay(retries.MOST_CLAIMS)
        tx.outbox.postpone(held.effect_id, held.lease, due, why, suspect=True)
    elif tx.outbox.bury(held.effect_id, held.lease, why):
        set_aside.tell(ctx, tx, held.kind, held.subject_id, why, now)


def sweep(ctx: Context) -> list[str]:
    """Nudges every queue that has due work: what a lost hint or an emptied Redis left behind."""
    with ctx.reading() as tx:
        queues = tx.outbox.due_queues(ctx.clock.now())
    for queue in queues:
        ctx.queue.nudge(queue)
    return queues


def lead(ctx: Context, holder: str, term: timedelta) -> bool:
    """Whether `holder` is the one scheduler for the next term."""
    return ctx.settle(lambda tx: tx.leadership.lead(SCHEDULER_DUTY, holder, ctx.clock.now(), term))


@dataclass(frozen=True, slots=True)
class QueueReport:
    queue: str
    due: int
    oldest_due_at: datetime | None
    dead: int


def report(ctx: Context) -> list[QueueReport]:
    """How much waits in each queue, for `doctor`."""
    with ctx.reading() as tx:
        states = tx.outbox.state_of_queues(ctx.clock.now())
    return [
        QueueReport(queue, state.due, state.oldest_due_at, state.dead)
        for queue, state in sorted(states.items())
    ]

"""The ledger of arrivals: one row for whatever came in, quarantine for what can't be used."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import structlog

from bridge.domain.errors import NotFound, Quarantined
from bridge.domain.words import Door, Outcome
from bridge.services.context import Context
from bridge.store.audit import Arrival
from bridge.store.session import Transaction

log = structlog.get_logger()

LONGEST_SHOWN = 100_000
PAGE = 50


@dataclass(frozen=True, slots=True)
class QuarantinedArrival:
    """What an agent sees of an arrival that was set aside. `raw` is cut at LONGEST_SHOWN."""

    id: int
    door: str
    source: str
    reason: str
    repeats: int
    received_at: datetime
    raw: str


def arrival(
    door: Door,
    source: str,
    key: str,
    outcome: Outcome | None,
    now: datetime,
    ticket_id: int | None = None,
) -> Arrival:
    return Arrival(
        door=door,
        source=source,
        key=key,
        outcome=outcome,
        ticket_id=ticket_id,
        received_at=now,
        last_seen_at=now,
    )


def enter(
    tx: Transaction,
    door: Door,
    source: str,
    key: str,
    outcome: Outcome,
    now: datetime,
    ticket_id: int | None = None,
) -> None:
    """A row of the ledger whose outcome is known already."""
    tx.insert(
        Arrival,
        door=door,
        source=source,
        key=key,
        outcome=outcome,
        ticket_id=ticket_id,
        repeats=0,
        received_at=now,
        last_seen_at=now,
    )


def quarantine(
    ctx: Context, door: Door, source: str, body: bytes, reason: str, field: str | None = None
) -> Quarantined:
    """Keeps the bytes and the reason, once per content, and returns what to raise."""
    digest = hashlib.sha256(body).hexdigest()
    stored = ctx.files.put(body)

    def keep(tx: Transaction) -> bool:
        now = ctx.clock.now()
        known = tx.audit.arrival(door, source, digest)
        if known:
            tx.audit.repeat(known, now)
            return False
        row = arrival(door, source, digest, Outcome.QUARANTINED, now)
        row.reason, row.raw_key = (f"{reason} (field {field})" if field else reason), stored
        tx.audit.add(row)
        return True

    first_time = ctx.settle(keep)
    log.warning("arrival quarantined", door=door, source=source, field=field)
    return Quarantined(reason, field=field, first_time=first_time)


def quarantined(ctx: Context, before: int | None = None) -> list[QuarantinedArrival]:
    """What waits in quarantine, newest first, a page at a time."""
    with ctx.reading() as tx:
        return [_shown(ctx, row) for row in tx.audit.quarantined(before, PAGE)]


def one(ctx: Context, arrival_id: int) -> QuarantinedArrival:
    """Raises NotFound."""
    with ctx.reading() as tx:
        row = tx.audit.get(arrival_id)
    if row is None or row.outcome != Outcome.QUARANTINED:
        raise NotFound("There is no such arrival in quarantine.")
    return _shown(ctx, row)


def _shown(ctx: Context, row: Arrival) -> QuarantinedArrival:
    raw = ctx.files.get(row.raw_key) if row.raw_key else b""
    return QuarantinedArrival(
        id=row.id,
        door=row.door,
        source=row.source,
        reason=row.reason or "",
        repeats=row.repeats,
        received_at=row.received_at,
        raw=raw[:LONGEST_SHOWN].decode("utf-8", "replace"),
    )

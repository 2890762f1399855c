"""The ledger of arrivals: one row for whatever came in, quarantine for what can't be used."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import structlog

from bridge.domain.errors import NotFound, Quarantined
from bridge.domain.references import ticket_reference
from bridge.domain.words import Door, Outcome
from bridge.services.arrivals import raw_mail
from bridge.services.context import Context
from bridge.store.audit import Arrival
from bridge.store.session import Transaction

log = structlog.get_logger()

LONGEST_SHOWN = 100_000
PAGE = 50


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """One line of the ledger. `outcome` is None while it is being worked out.

    `reason` is a sentence of the catalogue, `detail` what differs from case to case. `sender`,
    `title` and `size` (bytes) are known of mails.
    """

    id: int
    door: str
    source: str
    outcome: str | None
    reason: str
    detail: str
    ticket: str | None
    sender: str
    title: str
    size: int | None
    repeats: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ArrivalView:
    """`raw` is cut at LONGEST_SHOWN bytes; empty when the row keeps none (a form has its
    submission in the ticket)."""

    row: ArrivalRow
    raw: str
    cut: bool


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
        tries=0,
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
        row.reason, row.detail, row.raw_key, row.size = reason, field, stored, len(body)
        tx.audit.add(row)
        return True

    first_time = ctx.settle(keep)
    log.warning("arrival quarantined", door=door, source=source, field=field)
    return Quarantined(reason, field=field, first_time=first_time)


def page(
    ctx: Context, doors: tuple[Door, ...], outcome: Outcome | None, before: int | None = None
) -> list[ArrivalRow]:
    """Newest first, PAGE at a time, of these doors (all when empty) and this outcome (or any)."""
    with ctx.reading() as tx:
        return [_row(row) for row in tx.audit.page(doors, outcome, before, PAGE)]


def quarantined(ctx: Context, before: int | None = None) -> list[ArrivalRow]:
    """What waits in quarantine, newest first, a page at a time."""
    return page(ctx, (), Outcome.QUARANTINED, before)


def one(ctx: Context, arrival_id: int) -> ArrivalView:
    """Raises NotFound."""
    with ctx.reading() as tx:
        row = tx.audit.get(arrival_id)
    if row is None:
        raise NotFound("There is no such arrival.")
    raw = raw_mail.fetch(ctx, row, LONGEST_SHOWN + 1)
    shown = raw[:LONGEST_SHOWN].decode("utf-8", "replace")
    return ArrivalView(_row(row), shown, cut=len(raw) > LONGEST_SHOWN)


def whole(ctx: Context, arrival_id: int) -> tuple[bytes, Door]:
    """As it came, for saving, and the door. Raises NotFound when nothing was kept."""
    with ctx.reading() as tx:
        row = tx.audit.get(arrival_id)
    raw = raw_mail.fetch(ctx, row) if row else b""
    if not raw or row is None:
        raise NotFound("There is no such arrival, or nothing of it was kept.")
    return raw, Door(row.door)


def _row(row: Arrival) -> ArrivalRow:
    return ArrivalRow(
        id=row.id,
        door=row.door,
        source=row.source,
        outcome=row.outcome,
        reason=row.reason or "",
        detail=row.detail or "",
        ticket=ticket_reference(row.ticket_id) if row.ticket_id else None,
        sender=row.sender or "",
        title=row.title or "",
        size=row.size,
        repeats=row.repeats,
        received_at=row.received_at,
    )

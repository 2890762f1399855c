"""How often forms were answered, by the visitor's IP address and by site (RELIABILITY A48)."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.services.context import Context
from bridge.store.session import Transaction
from bridge.store.tallies import KEPT, SITE, VISITOR
from bridge.store.tickets import Ticket

PURPOSE = "visitor-ip"
FORGET_EVERY = 50
_TELLS_IP = re.compile(r'"ip"\s{0,20}:\s{0,20}"')


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """Counts before the answer that is asked about. `visitor`: a MAC, None without an address."""

    visitor: str | None = None
    visitor_last_hour: int = 0
    visitor_last_day: int = 0
    site_last_hour: int = 0


def counted(ctx: Context, tx: Transaction, ticket: Ticket, now: datetime) -> FormAnswers:
    """Whoever else answers this visitor waits until our end, so that the counts hold."""
    if ticket.site_id is None:
        return FormAnswers()
    hour, day = now - timedelta(hours=1), now - timedelta(days=1)
    at_site = tx.tallies.answers_since(SITE, str(ticket.site_id), hour)
    visitor = _visitor(ctx, tx, ticket)
    if visitor is None:
        return FormAnswers(site_last_hour=at_site)
    tx.tickets.lock_address(f"{VISITOR}:{visitor}")
    return FormAnswers(
        visitor,
        visitor_last_hour=tx.tallies.answers_since(VISITOR, visitor, hour),
        visitor_last_day=tx.tallies.answers_since(VISITOR, visitor, day),
        site_last_hour=at_site,
    )


def count(tx: Transaction, ticket: Ticket, before: FormAnswers, now: datetime) -> None:
    """One more answer went out."""
    if ticket.site_id is None:
        return
    tx.tallies.count(SITE, str(ticket.site_id), now, shard=ticket.id)
    if before.visitor is not None:
        tx.tallies.count(VISITOR, before.visitor, now)
    if ticket.id % FORGET_EVERY == 0:
        tx.tallies.forget(now - KEPT)


def _visitor(ctx: Context, tx: Transaction, ticket: Ticket) -> str | None:
    raw = tx.sites.raw_submission(ticket.id)
    if raw is None or not _TELLS_IP.search(raw):
        return None
    visitor = json.loads(raw).get("visitor") or {}
    address = visitor.get("ip") if isinstance(visitor, dict) else None
    return ctx.secrets.sign(PURPOSE, address) if isinstance(address, str) and address else None

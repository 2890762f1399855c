"""A vendor calls: a signed update on a case."""

from collections.abc import Mapping
from dataclasses import dataclass

from bridge.domain.errors import Invalid, NotFound
from bridge.domain.ports import VendorUpdateIn
from bridge.domain.references import escalation_id, ticket_reference
from bridge.domain.words import Channel, Door, Outcome
from bridge.services.arrivals import arrivals
from bridge.services.context import Context
from bridge.services.vendors import vendor_updates
from bridge.store.session import Transaction
from bridge.store.vendors import Vendor


@dataclass(frozen=True, slots=True)
class Taken:
    escalation: str
    ticket: str | None
    duplicate: bool


def take(ctx: Context, slug: str, body: bytes, headers: Mapping[str, str]) -> Taken:
    """Raises NotFound (vendor or case), NotAuthentic, Quarantined, TooLarge."""
    with ctx.reading() as tx:
        vendor = tx.vendors.by_slug(slug)
    if vendor is None:
        raise NotFound("There is no vendor of this name.")
    secrets = tuple(ctx.secrets.open(vendor.secrets_sealed).split())
    ctx.signatures.verify(body, headers, secrets, ctx.clock.now())
    try:
        update = ctx.vendor_updates.read(body)
    except Invalid as error:
        raise arrivals.quarantine(ctx, Door.VENDOR, slug, body, error.title, error.field) from error
    webhook_id = headers["webhook-id"]
    return ctx.settle(lambda tx: _take(ctx, tx, vendor, update, webhook_id))


def _take(
    ctx: Context, tx: Transaction, vendor: Vendor, update: VendorUpdateIn, webhook_id: str
) -> Taken:
    now = ctx.clock.now()
    known = tx.audit.arrival(Door.VENDOR, vendor.slug, webhook_id)
    if known:
        tx.audit.repeat(known, now)
        ticket = ticket_reference(known.ticket_id) if known.ticket_id else None
        return Taken(update.escalation, ticket, duplicate=True)
    row_id = escalation_id(update.escalation)
    row = tx.vendors.escalation_locked(row_id) if row_id else None
    if row is None or row.vendor_id != vendor.id:
        raise NotFound("This vendor has no such case.", field="escalation")
    vendor_updates.take(ctx, tx, row, update, Channel.API)
    tx.audit.add(
        arrivals.arrival(
            Door.VENDOR, vendor.slug, webhook_id, Outcome.VENDOR_UPDATE, now, row.ticket_id
        )
    )
    return Taken(update.escalation, ticket_reference(row.ticket_id), duplicate=False)

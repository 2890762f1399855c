"""A case at a vendor as pages and programs show it."""

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.references import escalation_reference, ticket_reference
from bridge.store.vendors import Escalation, Vendor


@dataclass(frozen=True, slots=True)
class EscalationView:
    reference: str
    ticket: str
    vendor: str
    vendor_slug: str
    channel: str
    status: str
    ask: str
    vendor_reference: str | None
    created_by: str
    created_at: datetime
    sent_at: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    respond_by: datetime | None
    resolve_by: datetime | None
    live: bool


def of_case(row: Escalation, vendor: Vendor) -> EscalationView:
    return EscalationView(
        reference=escalation_reference(row.id),
        ticket=ticket_reference(row.ticket_id),
        vendor=vendor.name,
        vendor_slug=vendor.slug,
        channel=vendor.channel,
        status=row.status,
        ask=row.ask,
        vendor_reference=row.vendor_reference,
        created_by=row.created_by,
        created_at=row.created_at,
        sent_at=row.sent_at,
        acknowledged_at=row.acknowledged_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        respond_by=row.respond_by,
        resolve_by=row.resolve_by,
        live=row.ended_at is None,
    )

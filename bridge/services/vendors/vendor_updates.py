"""What a vendor says of a case, by whichever way it came, lands in the case's ticket."""

from datetime import datetime

import structlog

from bridge.domain import escalations as rules
from bridge.domain import tickets as ticket_rules
from bridge.domain.actor import Actor
from bridge.domain.errors import NotFound
from bridge.domain.notifying import NotificationKind
from bridge.domain.ports import VendorUpdateIn
from bridge.domain.references import escalation_reference, ticket_reference
from bridge.domain.words import ActorKind, Channel, MessageKind, VendorUpdateType
from bridge.services import history
from bridge.services.agents import notifications
from bridge.services.agents.notifications import About
from bridge.services.context import Context
from bridge.services.tickets import files
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.vendors import Escalation, VendorUpdate

log = structlog.get_logger()


def take(
    ctx: Context,
    tx: Transaction,
    row: Escalation,
    update: VendorUpdateIn,
    channel: Channel,
    rfc_message_id: str | None = None,
    full_text: str | None = None,
) -> Message:
    """What a vendor says lands in the ticket, internal until an agent shares it (invariant 6)."""
    now = ctx.clock.now()
    vendor = tx.vendors.get(row.vendor_id)
    ticket = tx.tickets.get_locked(row.ticket_id)
    if ticket is None:
        raise NotFound("There is no such case.")
    name = f"{update.author} ({vendor.name})" if update.author else vendor.name
    actor = Actor(ActorKind.VENDOR, name, vendor.id)
    message = Message(
        ticket_id=ticket.id,
        kind=MessageKind.VENDOR_IN,
        channel=channel,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        body=update.body,
        full_text=full_text,
        public=False,
        escalation_id=row.id,
        rfc_message_id=rfc_message_id,
        created_at=now,
    )
    tx.tickets.add(message)
    tx.session.flush()
    files.attach(ctx, tx, ticket.id, message.id, update.attachments)
    _apply(row, update, now)
    tx.vendors.add(
        VendorUpdate(
            escalation_id=row.id,
            message_id=message.id,
            type=update.type,
            author=name,
            occurred_at=update.occurred_at or now,
            received_at=now,
        )
    )
    facts = {"escalation": escalation_reference(row.id), "vendor_reference": row.vendor_reference}
    history.record(tx, ticket, f"vendor_{update.type}", actor, now, message=message.id, **facts)
    if rules.brings_ticket_back(update.type):
        status = ticket_rules.after_vendor_answer(ticket.status)
        history.change(tx, ticket, actor, now, status=status)
        kind = NotificationKind.VENDOR_ANSWERED
        notifications.tell(ctx, tx, ticket, kind, actor, now, About(message.id))
    log.info("vendor update", ticket=ticket_reference(ticket.id), type=update.type)
    return message


def _apply(row: Escalation, update: VendorUpdateIn, now: datetime) -> None:
    row.status = rules.after_update(row.status, update.type)
    row.vendor_reference = update.vendor_reference or row.vendor_reference
    row.acknowledged_at = row.acknowledged_at or now
    if update.type is not VendorUpdateType.ACKNOWLEDGED:
        row.answered_at = row.answered_at or now
    if update.type in (VendorUpdateType.RESOLVED, VendorUpdateType.REJECTED):
        row.ended_at = row.ended_at or now

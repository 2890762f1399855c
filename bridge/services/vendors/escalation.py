"""L4: a case goes to a vendor and comes back into the same ticket."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bridge.domain import escalations as rules
from bridge.domain import tickets as ticket_rules
from bridge.domain.actor import Actor
from bridge.domain.errors import Invalid, NotFound
from bridge.domain.mail_templates import TemplateKind
from bridge.domain.ports import Address, VendorCase
from bridge.domain.references import escalation_id, escalation_reference, ticket_reference
from bridge.domain.words import (
    Channel,
    EscalationStatus,
    Level,
    MailNature,
    MessageKind,
    TicketStatus,
    VendorChannel,
)
from bridge.services import helpdesk, history
from bridge.services.context import Context
from bridge.services.outgoing import envelopes, reply_addresses, requester_mail
from bridge.services.tickets import lookup, repeats
from bridge.services.tickets.opening import TOKEN_BYTES
from bridge.services.tickets.redacting import Leaving, leaving
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket
from bridge.store.vendors import Escalation, Vendor

log = structlog.get_logger()

CREATED, COMMENT = "escalation.created", "escalation.comment"


@dataclass(frozen=True, slots=True)
class Escalated:
    escalation: str
    ticket: str


def preview(
    ctx: Context, reference: str, vendor_slug: str, ask: str, attachment_ids: tuple[int, ...]
) -> Leaving:
    """Exactly what `escalate` with the same arguments would let out. Raises NotFound."""
    with ctx.reading() as tx:
        ticket = lookup.found(tx, reference)
        return leaving(tx, ticket, _vendor(tx, vendor_slug), ask, attachment_ids)


def escalate(
    ctx: Context,
    actor: Actor,
    reference: str,
    vendor_slug: str,
    ask: str,
    attachment_ids: tuple[int, ...] = (),
) -> Escalated:
    """One transaction: level L4, ticket on hold, Escalation, Message, Delivery, Effect, events.

    Raises NotFound and Invalid (empty question, vendor switched off, a live case there already).
    """
    text = ask.strip()
    if not text:
        raise Invalid("Say what the vendor shall do.", field="reason")
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        ticket = lookup.locked(tx, reference)
        vendor = _vendor(tx, vendor_slug)
        _refuse(tx, ticket, vendor)
        out = leaving(tx, ticket, vendor, text, attachment_ids)
        row = _new_row(tx, ticket, vendor, text, actor, now)
        case = _case(ctx, tx, CREATED, ticket, vendor, row, out, actor)
        _send(ctx, tx, ticket, vendor, row, case, out, text, actor, now)
        reference_out = escalation_reference(row.id)
        facts = {"escalation": reference_out, "vendor": vendor.name, "hidden": out.hidden}
        history.record(tx, ticket, "escalated", actor, now, **facts)
        history.change(tx, ticket, actor, now, level=Level.L4, status=TicketStatus.ON_HOLD)
    log.info("escalated", ticket=reference, escalation=reference_out, vendor=vendor_slug)
    return Escalated(reference_out, reference)


def write_to_vendor(
    ctx: Context, actor: Actor, reference: str, body: str, *, seen: int | None = None
) -> None:
    """A further word on a live case (`reference`: ESC-31). Raises NotFound, Invalid.

    The same word by the same agent after the message `seen` is a form sent twice.
    """
    text = body.strip()
    if not text:
        raise Invalid("The message is empty.", field="body")
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row, vendor, ticket = live_case(tx, reference)
        since = [] if seen is None else tx.messages.of_ticket(ticket.id, after=seen)
        if repeats.repeated(tx, since, MessageKind.VENDOR_OUT, actor, text, escalation_id=row.id):
            return
        say(ctx, tx, COMMENT, ticket, vendor, row, text, actor, now)
        history.record(tx, ticket, "vendor_written", actor, now, escalation=reference)
        history.change(tx, ticket, actor, now, status=TicketStatus.ON_HOLD)
        if row.status == EscalationStatus.ANSWERED:
            row.status = EscalationStatus.SENT


def say(
    ctx: Context,
    tx: Transaction,
    type_: str,
    ticket: Ticket,
    vendor: Vendor,
    row: Escalation,
    text: str,
    actor: Actor,
    now: datetime,
) -> None:
    """A further message on a case, without what went before. `type_` as the webhook names it."""
    out = leaving(tx, ticket, vendor, text, (), messages=[])
    case = _case(ctx, tx, type_, ticket, vendor, row, out, actor)
    _send(ctx, tx, ticket, vendor, row, case, out, text, actor, now)


def live_case(tx: Transaction, reference: str) -> tuple[Escalation, Vendor, Ticket]:
    """Both locked. Raises NotFound, and Invalid for a case that has ended."""
    row_id = escalation_id(reference)
    row = tx.vendors.escalation_locked(row_id) if row_id else None
    ticket = tx.tickets.get_locked(row.ticket_id) if row else None
    if row is None or ticket is None:
        raise NotFound("There is no such case.")
    if row.status not in rules.LIVE:
        raise Invalid("This case has ended.")
    return row, tx.vendors.get(row.vendor_id), ticket


def _refuse(tx: Transaction, ticket: Ticket, vendor: Vendor) -> None:
    if not vendor.enabled:
        why = vendor.disabled_reason or "it was switched off"
        raise Invalid(f"{vendor.name} takes no cases just now: {why}.", field="vendor")
    if not ticket_rules.takes_messages(ticket.status) or ticket.status == TicketStatus.SPAM:
        raise Invalid("A ticket that is closed, merged or spam goes to no vendor.")
    for row, other in tx.vendors.escalations(ticket.id):
        if other.id == vendor.id and row.status in rules.LIVE:
            raise Invalid(
                f"{vendor.name} has this case already as {escalation_reference(row.id)}.",
                field="vendor",
            )


def _new_row(
    tx: Transaction, ticket: Ticket, vendor: Vendor, ask: str, actor: Actor, now: datetime
) -> Escalation:
    row = Escalation(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        ticket_id=ticket.id,
        vendor_id=vendor.id,
        status=EscalationStatus.QUEUED,
        ask=ask,
        created_by=actor.name,
        created_at=now,
        respond_by=_promised(now, vendor.respond_hours),
        resolve_by=_promised(now, vendor.resolve_hours),
    )
    tx.vendors.add(row)
    tx.session.flush()
    return row


def _promised(now: datetime, hours: int | None) -> datetime | None:
    return now + timedelta(hours=hours) if hours else None


def _case(
    ctx: Context,
    tx: Transaction,
    type_: str,
    ticket: Ticket,
    vendor: Vendor,
    row: Escalation,
    out: Leaving,
    actor: Actor,
) -> VendorCase:
    mailbox = helpdesk.mailbox_address(ctx, tx, ticket.mailbox)
    return VendorCase(
        type=type_,
        escalation=escalation_reference(row.id),
        reference=ticket_reference(ticket.id),
        subject=out.subject,
        priority=ticket.priority,
        category=ticket.category or "",
        product=vendor.product,
        ask=out.ask,
        asked_at=ctx.clock.now(),
        vendor_name=vendor.name,
        company=helpdesk.read(ctx, tx).company,
        agent_name=actor.name,
        language=vendor.language,
        messages=out.messages,
        attachments=tuple(file.name for file in out.attachments),
        respond_by=row.respond_by,
        resolve_by=row.resolve_by,
        case_url=f"{ctx.identity.base_url}/v/{row.token}",
        reply_url=f"{ctx.identity.base_url}/hooks/vendors/{vendor.slug}",
        reply_email=reply_addresses.make(ctx.secrets, mailbox, reply_addresses.ESCALATION, row.id),
        wording=requester_mail.wording(
            ctx, tx, TemplateKind.VENDOR_CASE, vendor.language, ticket.mailbox
        ),
    )


def _send(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    vendor: Vendor,
    row: Escalation,
    case: VendorCase,
    out: Leaving,
    body: str,
    actor: Actor,
    now: datetime,
) -> None:
    """The message in the ticket and its delivery by the vendor's channel."""
    message = Message(
        ticket_id=ticket.id,
        kind=MessageKind.VENDOR_OUT,
        channel=Channel.EMAIL if vendor.channel == VendorChannel.EMAIL else Channel.API,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        body=body,
        public=False,
        escalation_id=row.id,
        created_at=now,
    )
    tx.tickets.add(message)
    if vendor.channel == VendorChannel.WEBHOOK:
        envelopes.queue_webhook(ctx, tx, message, case, vendor, row, now, out.attachments)
        return
    envelopes.queue_mail(
        ctx,
        tx,
        message,
        ctx.composer.vendor_case(case),
        mailbox=ticket.mailbox,
        sender=helpdesk.mailbox_address(ctx, tx, ticket.mailbox),
        to=Address(vendor.address, vendor.name),
        reply_to=case.reply_email,
        nature=MailNature.VENDOR,
        language=vendor.language,
        references=tx.messages.case_thread_ids(row.id),
        now=now,
        attachments=out.attachments,
    )


def _vendor(tx: Transaction, slug: str) -> Vendor:
    vendor = tx.vendors.by_slug(slug)
    if vendor is None:
        raise NotFound("There is no such vendor.", field="vendor")
    return vendor

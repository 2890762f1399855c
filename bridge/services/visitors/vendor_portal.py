"""The vendor's page `/v/{token}`: the case as it was sent, and answers to it."""

from bridge.domain.actor import Actor
from bridge.domain.errors import Invalid, NotFound
from bridge.domain.ports import FileContent, VendorUpdateIn
from bridge.domain.references import escalation_reference, ticket_reference
from bridge.domain.words import (
    ActorKind,
    Channel,
    EscalationStatus,
    MessageKind,
    VendorUpdateType,
)
from bridge.services import helpdesk
from bridge.services.context import Context
from bridge.services.tickets import redacting, repeats
from bridge.services.tickets.message_view import file_view
from bridge.services.vendors import vendor_updates
from bridge.services.visitors import portal
from bridge.services.visitors.portal_pages import PortalMessage, VendorPage
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket
from bridge.store.vendors import Escalation, Vendor

LONGEST_NUMBER = 200


def page(ctx: Context, token: str) -> VendorPage:
    """The case as its vendor sees it, by that vendor's redaction. Raises NotFound."""
    with ctx.reading() as tx:
        row = tx.vendors.escalation_by_token(token)
        ticket = tx.tickets.get(row.ticket_id) if row else None
        if row is None or ticket is None:
            raise NotFound("There is no such case.")
        vendor = tx.vendors.get(row.vendor_id)
        before = [m for m in tx.messages.of_ticket(ticket.id) if m.created_at <= row.created_at]
        out = redacting.leaving(tx, ticket, vendor, row.ask, (), messages=before)
        exchange = _exchange(tx, row)
        told = tuple(PortalMessage(False, m.author, m.text, m.at, ()) for m in out.messages)
        updates = {
            update.message_id: VendorUpdateType(update.type)
            for update in tx.vendors.updates(row.id)
        }
        return VendorPage(
            escalation_id=row.id,
            reference=escalation_reference(row.id),
            ticket=ticket_reference(ticket.id),
            subject=out.subject,
            status=EscalationStatus(row.status),
            vendor=vendor.name,
            vendor_reference=row.vendor_reference,
            company=helpdesk.read(ctx, tx).company,
            ask=out.ask,
            language=vendor.language,
            created_at=row.created_at,
            respond_by=row.respond_by,
            resolve_by=row.resolve_by,
            acknowledged=row.acknowledged_at is not None,
            answered=row.answered_at is not None,
            messages=told + tuple(_in_case(tx, ticket, vendor, m, updates) for m in exchange),
            exchanged=len(exchange),
            can_answer=row.ended_at is None,
        )


def answer(
    ctx: Context,
    token: str,
    type_: str,
    body: str,
    vendor_reference: str | None,
    attachments: tuple[FileContent, ...] = (),
    *,
    shown: int | None = None,
) -> None:
    """`shown`: VendorPage's `exchanged`, so that a form sent twice counts once.

    Raises NotFound, Invalid, TooLarge.
    """
    if type_ not in tuple(VendorUpdateType):
        raise Invalid("Choose what you want to tell us.", field="type")
    text = portal.checked(body) if body.strip() or type_ == VendorUpdateType.COMMENT else ""
    number = (vendor_reference or "").strip()
    if len(number) > LONGEST_NUMBER:
        raise Invalid(f"That is longer than {LONGEST_NUMBER} characters.", field="number")
    with ctx.transaction() as tx:
        found = tx.vendors.escalation_by_token(token)
        row = tx.vendors.escalation_locked(found.id) if found else None
        if row is None:
            raise NotFound("There is no such case.")
        tx.tickets.get_locked(row.ticket_id)
        if shown is not None and _answered_so(tx, row, type_, text, attachments, shown):
            return
        if row.ended_at is not None:
            raise Invalid("This case has ended and takes no more answers.")
        update = VendorUpdateIn(
            escalation=escalation_reference(row.id),
            type=VendorUpdateType(type_),
            vendor_reference=number or None,
            body=text,
            author=None,
            attachments=attachments,
            occurred_at=None,
        )
        vendor_updates.take(ctx, tx, row, update, Channel.WEB)


def _exchange(tx: Transaction, row: Escalation) -> list[Message]:
    """What was said in a case after its first message."""
    return [m for m in tx.messages.of_ticket(row.ticket_id) if m.escalation_id == row.id][1:]


def _answered_so(
    tx: Transaction,
    row: Escalation,
    type_: str,
    text: str,
    attachments: tuple[FileContent, ...],
    shown: int,
) -> bool:
    """Whether the vendor said this very thing since its page showed `shown` messages."""
    told = {update.message_id for update in tx.vendors.updates(row.id) if update.type == type_}
    since = [message for message in _exchange(tx, row)[shown:] if message.id in told]
    who = Actor(ActorKind.VENDOR, "", row.vendor_id)
    again = repeats.repeated(
        tx, since, MessageKind.VENDOR_IN, who, text, attachments, escalation_id=row.id
    )
    return again is not None


def _in_case(
    tx: Transaction,
    ticket: Ticket,
    vendor: Vendor,
    message: Message,
    updates: dict[int, VendorUpdateType],
) -> PortalMessage:
    """What the vendor wrote stands as it wrote it; what we wrote went through its redaction."""
    if message.kind != MessageKind.VENDOR_IN:
        body = redacting.leaving(tx, ticket, vendor, message.body, (), messages=[]).ask
        return PortalMessage(False, message.actor_name, body, message.created_at, ())
    return PortalMessage(
        mine=True,
        author=message.actor_name,
        body=message.body,
        at=message.created_at,
        files=tuple(
            file_view(file)
            for file in tx.attachments.of_ticket(ticket.id)
            if file.message_id == message.id
        ),
        update=updates.get(message.id),
    )

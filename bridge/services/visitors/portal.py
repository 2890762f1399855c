"""The visitor's own page `/t/{token}`, the links in an auto-response, the vendor's page `/v/…`.

Whoever holds a token of 128 bits is its requester or its vendor; nobody else learns anything.
"""

from datetime import datetime

from bridge.domain.actor import Actor
from bridge.domain.errors import Invalid, NotFound
from bridge.domain.ports import FileContent, VendorUpdateIn
from bridge.domain.references import escalation_reference, ticket_reference
from bridge.domain.tickets import takes_messages
from bridge.domain.words import (
    ActorKind,
    Channel,
    EscalationStatus,
    MessageKind,
    TicketStatus,
    VendorUpdateType,
)
from bridge.services import helpdesk, history
from bridge.services.context import Context
from bridge.services.tickets import conversation, files, redacting, repeats
from bridge.services.tickets.message_view import FileView, file_view
from bridge.services.vendors import vendor_updates
from bridge.services.visitors.portal_pages import PortalMessage, VendorPage, VisitorPage
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket
from bridge.store.vendors import Escalation, Vendor

LONGEST_TEXT = 20_000
LONGEST_NUMBER = 200


def visitor_page(ctx: Context, token: str) -> VisitorPage:
    """Raises NotFound."""
    with ctx.reading() as tx:
        ticket = _ticket(tx, token)
        attached = tx.attachments.of_ticket(ticket.id)
        return VisitorPage(
            ticket_id=ticket.id,
            reference=ticket_reference(ticket.id),
            subject=ticket.subject,
            status=TicketStatus(ticket.status),
            language=ticket.language,
            company=helpdesk.read(ctx, tx).company,
            requester=tx.people.requester(ticket.requester_id).name,
            created_at=ticket.created_at,
            messages=tuple(
                _shown(message, tuple(file_view(f) for f in attached if f.message_id == message.id))
                for message in _public(ctx, tx, ticket)
            ),
            can_reply=takes_messages(ticket.status) and ticket.status != TicketStatus.SPAM,
            can_solve=ticket.status in (TicketStatus.OPEN, TicketStatus.NEW, TicketStatus.PENDING),
        )


def _visible(ctx: Context, message: Message) -> bool:
    """A reply that its agent may still take back shows to nobody else."""
    held = message.held_until is not None and message.held_until > ctx.clock.now()
    return message.public and not held


def visitor_reply(
    ctx: Context,
    token: str,
    body: str,
    attachments: tuple[FileContent, ...] = (),
    *,
    shown: int | None = None,
) -> None:
    """`shown`: how many messages the page showed, so that a form sent twice counts once.

    Raises NotFound, Invalid, TooLarge.
    """
    text = _checked(body)
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        ticket = tx.tickets.get_locked(_ticket(tx, token).id)
        if ticket is None or not takes_messages(ticket.status):
            raise Invalid("This ticket is closed and takes no more messages.")
        since = [] if shown is None else _public(ctx, tx, ticket)[shown:]
        who = conversation.requester_actor(tx, ticket)
        if repeats.repeated(tx, since, MessageKind.REQUEST, who, text, attachments):
            return
        conversation.requester_writes(
            ctx, tx, ticket, text, channel=Channel.WEB, now=now, attachments=attachments
        )


def visitor_solves(ctx: Context, token: str) -> None:
    """The visitor says that it is solved. Raises NotFound, Invalid."""
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        ticket = tx.tickets.get_locked(_ticket(tx, token).id)
        if ticket is None or not takes_messages(ticket.status):
            raise Invalid("This ticket is closed already.")
        _solve(tx, ticket, conversation.requester_actor(tx, ticket), now)


def open_suggestion(ctx: Context, token: str) -> str:
    """The article's address; its first opening is noted. Raises NotFound."""
    with ctx.transaction() as tx:
        row = tx.knowledge.suggestion_by_token(token)
        article = tx.knowledge.article(row.article_id) if row else None
        if row is None or article is None:
            raise NotFound("This link leads nowhere any more.")
        tx.knowledge.mark_opened(row, ctx.clock.now())
        return article.url


def suggestion_title(ctx: Context, token: str) -> tuple[str, str]:
    """(title, language of the ticket) of a suggested article, to ask whether it solved the case.

    Asking changes nothing: mail scanners open links (RELIABILITY A47). Raises NotFound.
    """
    with ctx.reading() as tx:
        row = tx.knowledge.suggestion_by_token(token)
        article = tx.knowledge.article(row.article_id) if row else None
        if article is None:
            raise NotFound("This link leads nowhere any more.")
        return article.title, article.language


def suggestion_solved(ctx: Context, token: str) -> str:
    """ "This solved it": the ticket is solved at L0. Returns the visitor's page token.

    Raises NotFound.
    """
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row = tx.knowledge.suggestion_by_token(token)
        ticket = tx.tickets.get_locked(row.ticket_id) if row and row.ticket_id else None
        if row is None or ticket is None:
            raise NotFound("This link leads nowhere any more.")
        if row.solved_at is None:
            row.solved_at = now
            actor = conversation.requester_actor(tx, ticket)
            article = tx.knowledge.article(row.article_id)
            title = article.title if article else ""
            history.record(tx, ticket, "solved_by_article", actor, now, article=title)
            if takes_messages(ticket.status):
                _solve(tx, ticket, actor, now)
        return ticket.token


def vendor_page(ctx: Context, token: str) -> VendorPage:
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


def vendor_answers(
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
    text = _checked(body) if body.strip() or type_ == VendorUpdateType.COMMENT else ""
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


def visitor_file(ctx: Context, token: str, attachment_id: int) -> tuple[FileContent, bool]:
    """A file of a public message of this ticket. Raises NotFound."""
    with ctx.reading() as tx:
        ticket = _ticket(tx, token)
        file = tx.attachments.get(attachment_id)
        message = tx.messages.get(file.message_id) if file else None
    if message is None or message.ticket_id != ticket.id or not _visible(ctx, message):
        raise NotFound("There is no such file in this ticket.")
    return files.of_ticket(ctx, ticket.id, attachment_id)


def _public(ctx: Context, tx: Transaction, ticket: Ticket) -> list[Message]:
    """What the requester may see, oldest first."""
    return [
        message
        for message in tx.messages.of_ticket(ticket.id)
        if _visible(ctx, message) and message.kind != MessageKind.SYSTEM
    ]


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


def _ticket(tx: Transaction, token: str) -> Ticket:
    ticket = tx.tickets.by_token(token)
    if ticket is None:
        raise NotFound("There is no such ticket.")
    return ticket


def _solve(tx: Transaction, ticket: Ticket, actor: Actor, now: datetime) -> None:
    if history.change(tx, ticket, actor, now, status=TicketStatus.SOLVED):
        ticket.solved_at = now


def _shown(message: Message, attached: tuple[FileView, ...]) -> PortalMessage:
    return PortalMessage(
        mine=message.actor_kind == ActorKind.REQUESTER,
        author=message.actor_name,
        body=message.body,
        at=message.created_at,
        files=attached,
        automatic=message.kind == MessageKind.AUTO_RESPONSE,
    )


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


def _checked(body: str) -> str:
    text = body.replace("\r\n", "\n").strip("\n")
    if not text.strip():
        raise Invalid("Please write something first.", field="body")
    if len(text) > LONGEST_TEXT:
        raise Invalid(f"That is longer than {LONGEST_TEXT} characters.", field="body")
    return text

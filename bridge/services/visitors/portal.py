"""The visitor's own page `/t/{token}`, and the links in an auto-response.

Whoever holds a token of 128 bits is its requester; nobody else learns anything.
"""

from datetime import datetime

from bridge.domain.actor import Actor
from bridge.domain.errors import Invalid, NotFound
from bridge.domain.ports import FileContent
from bridge.domain.references import ticket_reference
from bridge.domain.tickets import takes_messages
from bridge.domain.words import (
    ActorKind,
    Channel,
    MessageKind,
    TicketStatus,
)
from bridge.services import helpdesk, history
from bridge.services.context import Context
from bridge.services.tickets import conversation, files, repeats
from bridge.services.tickets.message_view import FileView, file_view
from bridge.services.visitors.portal_pages import PortalMessage, VisitorPage
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

LONGEST_TEXT = 20_000


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
    text = checked(body)
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


def checked(body: str) -> str:
    """The text without blank lines around. Raises Invalid."""
    text = body.replace("\r\n", "\n").strip("\n")
    if not text.strip():
        raise Invalid("Please write something first.", field="body")
    if len(text) > LONGEST_TEXT:
        raise Invalid(f"That is longer than {LONGEST_TEXT} characters.", field="body")
    return text

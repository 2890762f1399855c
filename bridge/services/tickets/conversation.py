"""People write to each other in a ticket: agents, the requester, and notes among agents."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bridge.domain import tickets as rules
from bridge.domain.actor import Actor
from bridge.domain.errors import Conflict, Invalid
from bridge.domain.notifying import NotificationKind
from bridge.domain.ports import FileContent
from bridge.domain.words import (
    ActorKind,
    Channel,
    MessageKind,
    TicketStatus,
)
from bridge.services import history
from bridge.services.agents import notifications
from bridge.services.agents.notifications import About
from bridge.services.context import Context
from bridge.services.outgoing import requester_mail
from bridge.services.tickets import files, lookup, repeats
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

log = structlog.get_logger()

LONGEST_BODY = 100_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What an agent wrote. `carry`: a reply that was taken back, whose files go along.

    `came_as`: Message-ID of the mail that it came as. `most` files of at most `largest` bytes.
    """

    text: str
    attachments: tuple[FileContent, ...] = ()
    carry: int | None = None
    came_as: str | None = None
    most: int = files.MOST_FILES
    largest: int = files.MOST_BYTES


def reply(
    ctx: Context,
    actor: Actor,
    reference: str,
    body: str,
    *,
    solve: bool = False,
    attachments: tuple[FileContent, ...] = (),
    seen: int | None = None,
    carry: int | None = None,
) -> int:
    """An agent answers the requester. Returns the message's id.

    It waits a moment (`timing.undo_send`), see services/taking_back. `carry` is a reply of this
    ticket that was taken back: its files go along. `seen` is the newest message that the agent
    had before them: Conflict when another one came in between, unless it is this very reply.
    Raises NotFound, Invalid, TooLarge, Conflict.
    """
    text = _checked(body)
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        ticket = lookup.locked(tx, reference)
        if again := _repeated(tx, ticket, MessageKind.REPLY, actor, text, attachments, seen):
            return again.id
        _refuse_unseen(tx, ticket, seen)
        sent = Sent(text, attachments, carry=carry)
        message = answer(ctx, tx, ticket, actor, sent, now, solve=solve)
    log.info("reply", ticket=reference, solved=solve)
    return message.id


def answer(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    actor: Actor,
    sent: Sent,
    now: datetime,
    *,
    solve: bool = False,
) -> Message:
    """The reply itself, in a ticket that is locked. Raises Invalid, TooLarge."""
    if ticket.requester_email is None:
        raise Invalid("This ticket has no address to answer to; add a note instead.")
    _take_up(tx, ticket, actor, now)
    message = message_row(ticket, MessageKind.REPLY, actor, sent.text, now, public=True)
    message.came_as = sent.came_as
    thread = tx.messages.thread_ids(ticket.id)
    tx.tickets.add(message)
    message.held_until = now + ctx.timing.undo_send if ctx.timing.undo_send else None
    _attach(ctx, tx, ticket, message, sent)
    tx.attachments.carry(ticket.id, sent.carry, message.id)
    before = ticket.status
    history.record(tx, ticket, "reply", actor, now, message=message.id, status=before)
    set_status(tx, ticket, actor, rules.after_agent_reply(ticket.status, solve=solve), now)
    requester_mail.reply(ctx, tx, ticket, message, actor, thread, now, solved=solve)
    return message


def note(
    ctx: Context,
    actor: Actor,
    reference: str,
    body: str,
    attachments: tuple[FileContent, ...] = (),
    *,
    seen: int | None = None,
) -> int:
    """A note among agents; the requester never sees it. Returns the message's id.

    The same note by the same agent after the message `seen` is a form sent twice. Raises
    NotFound, Invalid, TooLarge.
    """
    text = _checked(body)
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        ticket = lookup.locked(tx, reference)
        if again := _repeated(tx, ticket, MessageKind.NOTE, actor, text, attachments, seen):
            return again.id
        message = jot(ctx, tx, ticket, actor, Sent(text, attachments), now)
    return message.id


def jot(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    actor: Actor,
    sent: Sent,
    now: datetime,
    *,
    answering: bool = False,
) -> Message:
    """The note itself, in a ticket that is locked. Raises TooLarge.

    `answering`: it answers the last note that named its writer, and tells that note's.
    """
    message = message_row(ticket, MessageKind.NOTE, actor, sent.text, now, public=False)
    message.came_as = sent.came_as
    tx.tickets.add(message)
    _attach(ctx, tx, ticket, message, sent)
    history.record(tx, ticket, "note", actor, now, message=message.id)
    notifications.mention(ctx, tx, ticket, message, actor, now, answering=answering)
    return message


def requester_writes(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    text: str,
    *,
    channel: Channel,
    now: datetime,
    author: Actor | None = None,
    full_text: str | None = None,
    rfc_message_id: str | None = None,
    attachments: tuple[FileContent, ...] = (),
    reopen: bool = True,
) -> Message:
    """The requester (or another participant) adds to a ticket, which opens it again.

    `reopen` False: a machine wrote it, or it is old mail; then no agent is told either.
    """
    actor = author or requester_actor(tx, ticket)
    message = message_row(ticket, MessageKind.REQUEST, actor, text, now, public=True)
    message.channel, message.full_text = channel, full_text
    message.rfc_message_id = rfc_message_id
    tx.tickets.add(message)
    tx.session.flush()
    files.attach(ctx, tx, ticket.id, message.id, attachments)
    history.record(tx, ticket, "requester_reply", actor, now, message=message.id, channel=channel)
    if reopen:
        set_status(tx, ticket, actor, rules.after_requester_reply(ticket.status), now)
        kind = NotificationKind.CUSTOMER_REPLIED
        notifications.tell(ctx, tx, ticket, kind, actor, now, About(message.id))
    return message


def requester_actor(tx: Transaction, ticket: Ticket) -> Actor:
    requester = tx.people.requester(ticket.requester_id)
    return Actor(ActorKind.REQUESTER, requester.name, requester.id)


def _checked(body: str) -> str:
    text = body.replace("\r\n", "\n").strip("\n")
    if not text.strip():
        raise Invalid("The message is empty.", field="body")
    if len(text) > LONGEST_BODY:
        raise Invalid(f"The message is longer than {LONGEST_BODY} characters.", field="body")
    return text


def _attach(ctx: Context, tx: Transaction, ticket: Ticket, message: Message, sent: Sent) -> None:
    tx.session.flush()
    files.attach(
        ctx, tx, ticket.id, message.id, sent.attachments, most=sent.most, largest=sent.largest
    )


def _repeated(
    tx: Transaction,
    ticket: Ticket,
    kind: MessageKind,
    actor: Actor,
    text: str,
    attachments: tuple[FileContent, ...],
    seen: int | None,
) -> Message | None:
    """The message that a form sent twice has made already."""
    later = [] if seen is None else tx.messages.of_ticket(ticket.id, after=seen)
    since = [message for message in later if message.taken_back_at is None]
    return repeats.repeated(tx, since, kind, actor, text, attachments)


def _refuse_unseen(tx: Transaction, ticket: Ticket, seen: int | None) -> None:
    newest = tx.messages.newest_id(ticket.id)
    if seen is not None and newest is not None and newest > seen:
        raise Conflict("Something new came in while you wrote. Read it, then send again.")


def _take_up(tx: Transaction, ticket: Ticket, actor: Actor, now: datetime) -> None:
    """Whoever answers an unassigned ticket has taken it up."""
    if ticket.assignee_id is None and actor.kind is ActorKind.AGENT:
        history.change(tx, ticket, actor, now, assignee_id=actor.id)


def set_status(
    tx: Transaction, ticket: Ticket, actor: Actor, status: TicketStatus, now: datetime
) -> None:
    """With its event; when it was solved goes along."""
    solved_at = now if status is TicketStatus.SOLVED else None
    if history.change(tx, ticket, actor, now, status=status):
        ticket.solved_at = solved_at


def message_row(
    ticket: Ticket, kind: MessageKind, actor: Actor, body: str, now: datetime, *, public: bool
) -> Message:
    """Of somebody in this ticket, not stored yet. `public`: it is for its requester's eyes."""
    return Message(
        ticket_id=ticket.id,
        kind=kind,
        channel=Channel.EMAIL if public else Channel.WEB,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        body=body,
        public=public,
        created_at=now,
    )

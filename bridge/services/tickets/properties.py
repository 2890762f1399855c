"""A ticket's status, level, priority, assignee and category."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain import tickets as rules
from bridge.domain.actor import Actor
from bridge.domain.errors import Conflict, Invalid
from bridge.domain.notifying import NotificationKind
from bridge.domain.words import (
    ActorKind,
    EffectKind,
    Level,
    MailNature,
    MessageKind,
    Priority,
    QueueName,
    TicketStatus,
)
from bridge.services import history
from bridge.services.agents import notifications
from bridge.services.agents.notifications import About
from bridge.services.context import Context
from bridge.services.outgoing import requester_mail
from bridge.services.tickets import conversation, lookup
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Change:
    """What shall differ; None leaves a field as it is. `unassign` takes the assignee away."""

    status: str | None = None
    level: str | None = None
    priority: str | None = None
    assignee_id: int | None = None
    unassign: bool = False
    category: str | None = None


def change(
    ctx: Context, actor: Actor, reference: str, wanted: Change, *, version: int | None = None
) -> int:
    """Sets properties; returns the new version. A ticket that becomes solved tells its requester,
    and one that is no spam after all is answered automatically.

    Raises NotFound, Invalid, and Conflict when `version` is not the ticket's any more.
    """
    now = ctx.clock.now()
    fields = _checked_change(wanted)
    with ctx.transaction() as tx:
        ticket = lookup.locked(tx, reference)
        if version is not None and version != ticket.version:
            raise Conflict("The ticket has changed since you read it.")
        if fields.get("assignee_id") and tx.people.agent(fields["assignee_id"]) is None:
            raise Invalid("There is no such agent.", field="assignee")
        status, had = fields.pop("status", None), ticket.assignee_id
        history.change(tx, ticket, actor, now, **fields)
        if ticket.assignee_id not in (None, had):
            about = About(tx.messages.newest_request_id(ticket.id))
            notifications.tell(ctx, tx, ticket, NotificationKind.ASSIGNED, actor, now, about)
        if status and status != ticket.status:
            was_spam = ticket.status == TicketStatus.SPAM
            conversation.set_status(tx, ticket, actor, TicketStatus(status), now)
            if was_spam and status in rules.LIVE:
                _answer_after_all(tx, ticket, now)
            if status == TicketStatus.SOLVED and ticket.requester_email:
                _tell_solved(ctx, tx, ticket, actor, now)
        return ticket.version


def _checked_change(wanted: Change) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    choices = {"status": rules.SETTABLE, "level": tuple(Level), "priority": tuple(Priority)}
    for field, allowed in choices.items():
        value = getattr(wanted, field)
        if value is None:
            continue
        if value not in allowed:
            raise Invalid(f"{field} must be one of: {', '.join(allowed)}.", field=field)
        fields[field] = value
    if wanted.category is not None:
        fields["category"] = wanted.category.strip() or None
    if wanted.unassign:
        fields["assignee_id"] = None
    elif wanted.assignee_id is not None:
        fields["assignee_id"] = wanted.assignee_id
    return fields


def _answer_after_all(tx: Transaction, ticket: Ticket, now: datetime) -> None:
    """Whoever was wrongly taken for spam has heard nothing: the automatic answer goes out now.

    Not where something else spoke against it, or somebody has written to them already.
    """
    events = tx.tickets.events(ticket.id)
    withheld = [event.data for event in events if event.type == "auto_response_withheld"]
    others = {code for data in withheld for code, _ in data["reasons"]} - {"spam"}
    heard = any(
        message.public and message.actor_kind != ActorKind.REQUESTER
        for message in tx.messages.of_ticket(ticket.id)
    )
    if not others and not heard:
        kind = EffectKind.AUTO_RESPONSE
        tx.outbox.hurry(kind, QueueName.REPLIES, ticket.id, now)


def _tell_solved(
    ctx: Context, tx: Transaction, ticket: Ticket, actor: Actor, now: datetime
) -> None:
    notice = requester_mail.solved_notice(ctx, tx, ticket)
    thread = tx.messages.thread_ids(ticket.id)
    message = conversation.message_row(
        ticket, MessageKind.SYSTEM, actor, notice.text, now, public=True
    )
    tx.tickets.add(message)
    requester_mail.queue(
        ctx, tx, ticket, message, notice, MailNature.NOTICE, references=thread, now=now
    )

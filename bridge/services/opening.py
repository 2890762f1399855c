"""Opening a ticket and finding its requester: what every door has in common."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bridge.domain.actor import SYSTEM, Actor
from bridge.domain.addresses import mailbox_key
from bridge.domain.language import DEFAULT_LANGUAGE
from bridge.domain.subjects import subject_root
from bridge.domain.words import (
    ActorKind,
    Channel,
    EffectKind,
    Level,
    MessageKind,
    Priority,
    QueueName,
    TicketStatus,
)
from bridge.services import history
from bridge.store.people import Requester, RequesterAddress
from bridge.store.session import Transaction
from bridge.store.tickets import Message, Ticket

TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new ticket is made of. `email` is normalised; None when there is no usable one."""

    requester: Requester
    email: str | None
    subject: str
    body: str
    channel: Channel
    language: str
    mailbox: str
    fields: list[list[str]] | None = None
    full_text: str | None = None
    category: str | None = None
    site_id: int | None = None
    form_id: int | None = None
    spam: bool = False
    rfc_message_id: str | None = None
    linked_id: int | None = None
    marks: tuple[tuple[str, str], ...] = ()
    """What speaks against an automatic answer: (code, sentence), see domain/loops."""
    facts: dict[str, Any] = field(default_factory=dict)


def requester_for(
    tx: Transaction, email: str | None, name: str, language: str, now: datetime
) -> Requester:
    """The person behind an address, made anew when we don't know it."""
    key = email.lower() if email else None
    known = tx.people.requester_by_email(key) if key else None
    if known:
        if name and not known.name:
            known.name = name
        return known
    requester = Requester(
        name=name or (email or ""), locale=language, blocked=False, created_at=now
    )
    tx.people.add(requester)
    tx.session.flush()
    if key:
        tx.people.add(RequesterAddress(requester_id=requester.id, email=key))
    return requester


def open_ticket(tx: Transaction, what: Opening, now: datetime) -> tuple[Ticket, Message]:
    """Ticket, first message, first event, and the auto-response's effect unless it is spam."""
    ticket = Ticket(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        subject=what.subject,
        subject_root=subject_root(what.subject),
        status=TicketStatus.SPAM if what.spam else TicketStatus.NEW,
        priority=Priority.NORMAL,
        level=Level.L1,
        channel=what.channel,
        category=what.category,
        language=what.language or DEFAULT_LANGUAGE,
        site_id=what.site_id,
        form_id=what.form_id,
        mailbox=what.mailbox,
        requester_id=what.requester.id,
        requester_email=what.email,
        address_key=mailbox_key(what.email) if what.email else None,
        linked_id=what.linked_id,
        version=1,
        created_at=now,
        changed_at=now,
    )
    tx.tickets.add(ticket)
    tx.session.flush()
    actor = Actor(ActorKind.REQUESTER, what.requester.name, what.requester.id)
    message = Message(
        ticket_id=ticket.id,
        kind=MessageKind.REQUEST,
        channel=what.channel,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        body=what.body,
        full_text=what.full_text,
        fields=what.fields,
        public=True,
        rfc_message_id=what.rfc_message_id,
        created_at=now,
    )
    tx.tickets.add(message)
    history.record(tx, ticket, "created", actor, now, channel=what.channel, **what.facts)
    if what.marks:
        history.record(tx, ticket, "auto_response_withheld", SYSTEM, now, reasons=what.marks)
    elif not what.spam:
        tx.outbox.add_effect(EffectKind.AUTO_RESPONSE, QueueName.REPLIES, ticket.id, now=now)
    tx.session.flush()
    return ticket, message

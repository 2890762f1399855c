"""Opening a ticket and finding its requester: what every door has in common."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bridge.domain.actor import SYSTEM, Actor
from bridge.domain.addresses import mailbox_key
from bridge.domain.language import DEFAULT_LANGUAGE
from bridge.domain.reasons import Reason, told
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
from bridge.store.messages import Message
from bridge.store.people import Requester, RequesterAddress
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket, TicketEvent

TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Person:
    """A requester, as far as a new ticket needs to know them."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Opened:
    ticket_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new ticket is made of. `email` is normalised; None when there is no usable one.

    `asked_at`: when the requester asked, if that was before the ticket is opened.
    """

    requester: Person
    email: str | None
    subject: str
    body: str
    channel: Channel
    language: str
    mailbox: str
    fields: list[list[str]] | None = None
    full_text: str | None = None
    category: str | None = None
    level: Level = Level.L1
    site_id: int | None = None
    form_id: int | None = None
    spam: bool = False
    rfc_message_id: str | None = None
    linked_id: int | None = None
    marks: tuple[Reason, ...] = ()
    """What speaks against an automatic answer."""
    facts: dict[str, Any] = field(default_factory=dict)
    asked_at: datetime | None = None
    canary: bool = False
    """A site's test entry: no rule counts it by its address."""


def requester_for(
    tx: Transaction, email: str | None, name: str, language: str, now: datetime
) -> Person:
    """The person behind an address, made anew when we don't know it."""
    key = email.lower() if email else None
    if key and (known := tx.people.known(key)):
        requester_id, known_name = known
        if name and not known_name:
            tx.people.requester(requester_id).name = name
        return Person(requester_id, known_name or name)
    shown = name or email or ""
    requester_id = tx.insert(Requester, name=shown, locale=language, blocked=False, created_at=now)
    if key:
        tx.insert(RequesterAddress, requester_id=requester_id, email=key)
    return Person(requester_id, shown)


def open_ticket(tx: Transaction, what: Opening, now: datetime) -> Opened:
    """Ticket, first message, first event, and the auto-response's effect unless it is spam."""
    ticket_id = tx.insert(Ticket, **_ticket(what, now))
    actor = Actor(ActorKind.REQUESTER, what.requester.name, what.requester.id)
    message_id = tx.insert(Message, ticket_id=ticket_id, **_message(what, actor, now))
    facts = {"channel": what.channel, **what.facts}
    tx.insert(TicketEvent, **history.event(ticket_id, "created", actor, now, data=facts))
    if what.marks:
        why = told(what.marks)
        withheld = history.event(ticket_id, "auto_response_withheld", SYSTEM, now, data=why)
        tx.insert(TicketEvent, **withheld)
    elif not what.spam:
        tx.outbox.add_effect(EffectKind.AUTO_RESPONSE, QueueName.REPLIES, ticket_id, now=now)
    return Opened(ticket_id, message_id)


def _ticket(what: Opening, now: datetime) -> dict[str, Any]:
    return {
        "token": secrets.token_urlsafe(TOKEN_BYTES),
        "subject": what.subject,
        "subject_root": subject_root(what.subject),
        "status": TicketStatus.SPAM if what.spam else TicketStatus.NEW,
        "priority": Priority.NORMAL,
        "level": what.level,
        "channel": what.channel,
        "category": what.category,
        "language": what.language or DEFAULT_LANGUAGE,
        "site_id": what.site_id,
        "form_id": what.form_id,
        "mailbox": what.mailbox,
        "requester_id": what.requester.id,
        "requester_email": what.email,
        "address_key": mailbox_key(what.email) if what.email and not what.canary else None,
        "linked_id": what.linked_id,
        "canary": what.canary,
        "version": 1,
        "created_at": what.asked_at or now,
        "changed_at": now,
    }


def _message(what: Opening, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "kind": MessageKind.REQUEST,
        "channel": what.channel,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "body": what.body,
        "full_text": what.full_text,
        "fields": what.fields,
        "public": True,
        "rfc_message_id": what.rfc_message_id,
        "created_at": what.asked_at or now,
    }

"""A helpdesk that has many tickets already."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.desk import Desk
from bridge.domain.actor import Actor
from bridge.domain.words import (
    ActorKind,
    Channel,
    Door,
    Level,
    MessageKind,
    Outcome,
    Priority,
    TicketStatus,
)
from bridge.services import history
from bridge.store.audit import Arrival
from bridge.store.messages import Message
from bridge.store.people import Requester, RequesterAddress
from bridge.store.tickets import Ticket, TicketEvent

AT_ONCE = 5_000


def fill(made: Desk, count: int) -> None:
    """Each ticket with its requester, message, event and arrival."""
    for first in range(1, count + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count + 1))
        with made.context.transaction() as tx:
            for model, row in (
                (Requester, _requester),
                (RequesterAddress, _address),
                (Ticket, _ticket),
                (Message, _message),
                (TicketEvent, _event),
                (Arrival, _arrival),
            ):
                tx.session.execute(model.__table__.insert(), [row(number) for number in numbers])


def _at(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)


def _requester(number: int) -> dict[str, Any]:
    name = f"Person {number}"
    return {"id": number, "name": name, "locale": "en", "blocked": False, "created_at": _at(number)}


def _address(number: int) -> dict[str, Any]:
    return {"id": number, "requester_id": number, "email": f"person{number}@many.example"}


def _ticket(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "token": secrets.token_urlsafe(16),
        "subject": f"Question {number}",
        "subject_root": f"question {number}",
        "status": TicketStatus.CLOSED if number % 20 else TicketStatus.OPEN,
        "priority": Priority.NORMAL,
        "level": Level.L1,
        "channel": Channel.EMAIL,
        "language": "en",
        "mailbox": "support",
        "requester_id": number,
        "requester_email": f"person{number}@many.example",
        "address_key": f"person{number}@many.example",
        "version": 1,
        "created_at": _at(number),
        "changed_at": _at(number),
    }


def _message(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "ticket_id": number,
        "kind": MessageKind.REQUEST,
        "channel": Channel.EMAIL,
        "actor_kind": ActorKind.REQUESTER,
        "actor_id": number,
        "actor_name": f"Person {number}",
        "body": f"My question has the number {number}. " + "Some words more. " * 20,
        "public": True,
        "rfc_message_id": f"{number}@many.example",
        "created_at": _at(number),
    }


def _event(number: int) -> dict[str, Any]:
    actor = Actor(ActorKind.REQUESTER, f"Person {number}", number)
    return history.event(number, "created", actor, _at(number), data={"channel": "email"})


def _arrival(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "door": Door.MAIL,
        "source": "support",
        "key": secrets.token_hex(32),
        "outcome": Outcome.TICKET,
        "ticket_id": number,
        "repeats": 0,
        "tries": 0,
        "received_at": _at(number),
        "last_seen_at": _at(number),
    }

"""Tickets that other programs open: a telephone system, a chat, a shop, a script."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

import structlog

from bridge.domain import addresses
from bridge.domain.actor import Actor
from bridge.domain.errors import Invalid
from bridge.domain.language import DEFAULT_LANGUAGE, detect
from bridge.domain.references import ticket_reference
from bridge.domain.words import Channel, Door, Outcome, Priority
from bridge.services import history
from bridge.services.arrivals import arrivals
from bridge.services.context import Context
from bridge.services.helpdesk import DEFAULT_MAILBOX
from bridge.services.tickets.conversation import LONGEST_BODY
from bridge.services.tickets.opening import Opening, open_ticket, requester_for
from bridge.store.session import Transaction

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What the caller knows. A call on the telephone may leave a name and no address.

    `language` None: found out from the text.
    """

    subject: str
    body: str
    channel: str = Channel.API
    name: str = ""
    email: str | None = None
    category: str | None = None
    language: str | None = None
    priority: str = Priority.NORMAL


@dataclass(frozen=True, slots=True)
class Opened:
    ticket: str
    duplicate: bool


def open_by_api(ctx: Context, actor: Actor, new: NewTicket, key: str | None = None) -> Opened:
    """One transaction: Requester, Ticket, Message, TicketEvents, Arrival, Effect.

    `key` is the caller's idempotency key: the same one again returns the first ticket and
    changes nothing. Raises Invalid, also when the key came before with another content.
    """
    email = _checked(new)
    return ctx.settle(lambda tx: _open(tx, actor, new, email, key, ctx.clock.now()))


def _open(
    tx: Transaction, actor: Actor, new: NewTicket, email: str | None, key: str | None, now: datetime
) -> Opened:
    digest = _digest(new)
    known = tx.audit.arrival(Door.API, actor.name, key) if key else None
    if known and known.ticket_id:
        if known.digest != digest:
            raise Invalid(
                "This key was used before, for another content; take a new key.",
                field="Idempotency-Key",
            )
        tx.audit.repeat(known, now)
        return Opened(ticket_reference(known.ticket_id), duplicate=True)
    language = new.language or detect(f"{new.subject} {new.body}") or DEFAULT_LANGUAGE
    opened = open_ticket(
        tx,
        Opening(
            requester=requester_for(tx, email, new.name.strip(), language, now),
            email=email,
            subject=" ".join(new.subject.split()),
            body=new.body.replace("\r\n", "\n").strip("\n"),
            channel=Channel(new.channel),
            language=language,
            mailbox=DEFAULT_MAILBOX,
            category=(new.category or "").strip() or None,
            facts={"token": actor.name},
        ),
        now,
    )
    if ticket := tx.tickets.get(opened.ticket_id):
        history.change(tx, ticket, actor, now, priority=new.priority)
    row = arrivals.arrival(
        Door.API, actor.name, key or f"no key {secrets.token_hex(16)}", Outcome.TICKET, now
    )
    row.ticket_id, row.digest = opened.ticket_id, digest
    tx.audit.add(row)
    reference = ticket_reference(opened.ticket_id)
    log.info("ticket opened by API", ticket=reference, channel=new.channel)
    return Opened(reference, duplicate=False)


def _checked(new: NewTicket) -> str | None:
    """The address in its normal form. Raises Invalid."""
    if not new.subject.strip():
        raise Invalid("The subject is empty.", field="subject")
    if not new.body.strip():
        raise Invalid("The message is empty.", field="body")
    if len(new.body) > LONGEST_BODY:
        raise Invalid(f"The message is longer than {LONGEST_BODY} characters.", field="body")
    if not new.email:
        if not new.name.strip():
            raise Invalid("A requester has a name or an address.", field="requester")
        return None
    email = addresses.normalise(new.email)
    if email is None:
        raise Invalid("This is no e-mail address.", field="requester.email")
    return email


def _digest(new: NewTicket) -> str:
    plain = json.dumps(asdict(new), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()

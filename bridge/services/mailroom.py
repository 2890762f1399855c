"""Mail comes in: kept raw first, then understood, then sorted to exactly one outcome."""

import hashlib
import hmac
from dataclasses import dataclass

import structlog

from bridge.domain import addresses, loops
from bridge.domain.actor import Actor
from bridge.domain.errors import MalformedMail, NotAuthentic
from bridge.domain.language import detect
from bridge.domain.machine_mail import MachineMail, machine_made
from bridge.domain.plain_text import storable
from bridge.domain.ports import Address, ParsedMail, VendorUpdateIn
from bridge.domain.references import escalation_reference, ticket_ids_in_subject, ticket_reference
from bridge.domain.subjects import bare_subject
from bridge.domain.tickets import takes_messages
from bridge.domain.words import (
    ActorKind,
    Channel,
    Door,
    Outcome,
    VendorUpdateType,
)
from bridge.services import (
    accounts,
    arrivals,
    bounces,
    conversation,
    escalation,
    files,
    helpdesk,
    history,
    mail_machines,
    reply_addresses,
)
from bridge.services.bounces import Placed
from bridge.services.context import Context
from bridge.services.opening import Opening, open_ticket, requester_for
from bridge.store.audit import Arrival
from bridge.store.session import Transaction
from bridge.store.tickets import Message, Participant, Ticket

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sorted:
    ticket: str | None
    outcome: Outcome
    duplicate: bool = False


def authenticate(ctx: Context, slug: str, token: str) -> None:
    """Raises NotAuthentic, alike for an unknown mailbox and a wrong token."""
    with ctx.reading() as tx:
        mailbox = tx.mailboxes.by_slug(slug)
    known = mailbox.token_hash if mailbox else ""
    if not hmac.compare_digest(known, accounts.hashed_token(token)):
        raise NotAuthentic("There is no mailbox of this name with this token.")


def take(ctx: Context, mailbox: str, raw: bytes) -> Sorted:
    """The raw message is safe before anything reads it; a repeat changes nothing."""
    arrival, first = _keep(ctx, mailbox, raw)
    if not first and arrival.outcome is not None:
        ticket = ticket_reference(arrival.ticket_id) if arrival.ticket_id else None
        return Sorted(ticket, Outcome(arrival.outcome), duplicate=True)
    try:
        mail = ctx.mail_parser.parse(raw)
    except MalformedMail as error:
        return _set_aside(ctx, arrival.id, str(error))
    sorted_ = ctx.settle(lambda tx: _sort(ctx, tx, arrival.id, mailbox, mail))
    log.info("mail sorted", mailbox=mailbox, outcome=sorted_.outcome, ticket=sorted_.ticket)
    return sorted_


def _keep(ctx: Context, mailbox: str, raw: bytes) -> tuple[Arrival, bool]:
    """The arrival's row and whether these bytes came for the first time."""
    digest = hashlib.sha256(raw).hexdigest()
    stored = ctx.files.put(raw)

    def keep(tx: Transaction) -> tuple[Arrival, bool]:
        now = ctx.clock.now()
        known = tx.audit.arrival(Door.MAIL, mailbox, digest)
        if known:
            tx.audit.repeat(known, now)
            return known, False
        row = arrivals.arrival(Door.MAIL, mailbox, digest, None, now)
        row.raw_key = stored
        tx.audit.add(row)
        tx.session.flush()
        return row, True

    return ctx.settle(keep)


def _set_aside(ctx: Context, arrival_id: int, reason: str) -> Sorted:
    with ctx.transaction() as tx:
        row = tx.audit.get(arrival_id)
        if row is not None:
            row.outcome, row.reason = Outcome.QUARANTINED, reason
    log.warning("mail quarantined", reason=reason)
    return Sorted(None, Outcome.QUARANTINED)


def _sort(ctx: Context, tx: Transaction, arrival_id: int, mailbox: str, mail: ParsedMail) -> Sorted:
    row = tx.audit.locked(arrival_id)
    if row is None or row.outcome is not None:
        ticket = ticket_reference(row.ticket_id) if row and row.ticket_id else None
        return Sorted(ticket, Outcome(row.outcome or "") if row else Outcome.SUPPRESSED, True)
    outcome, ticket_id, reason = _place(ctx, tx, mailbox, mail)
    row.outcome, row.ticket_id, row.reason = outcome, ticket_id, reason
    return Sorted(ticket_reference(ticket_id) if ticket_id else None, outcome)


def _place(ctx: Context, tx: Transaction, mailbox: str, mail: ParsedMail) -> Placed:
    made = machine_made(mail)
    if bounces.is_report(ctx, mail) or bounces.is_known(ctx, tx, made, mail):
        return bounces.take(ctx, tx, mail)
    if mail.sender is None or addresses.normalise(mail.sender.email) is None:
        return Outcome.QUARANTINED, None, "It names no sender that could be answered."
    if known := _known(tx, mail):
        return Outcome.SUPPRESSED, known.ticket_id, "The same message is in a ticket already."
    receivers = [address.email for address in (*mail.to, *mail.cc)]
    addressed = reply_addresses.read(ctx.secrets, receivers)
    if addressed and addressed[0] == reply_addresses.ESCALATION:
        return _vendor_mail(ctx, tx, addressed[1], mail, mail.sender, made)
    if addressed:
        ticket = tx.tickets.get_locked(addressed[1])
        if ticket is not None:
            return _into(ctx, tx, ticket, mailbox, mail, mail.sender, made, by_address=True)
    found = _thread(ctx, tx, mail, mail.sender)
    if found is not None:
        return _into(ctx, tx, found, mailbox, mail, mail.sender, made, by_address=False)
    if answered := mail_machines.answered_ticket(tx, made, mail):
        why = f"An automatic answer to {answered} from an address that takes no part in it."
        return Outcome.ACKNOWLEDGEMENT, None, why
    return _new_ticket(ctx, tx, mailbox, mail, mail.sender, made, None)


def _known(tx: Transaction, mail: ParsedMail) -> Message | None:
    """The message that came or left as this very mail.

    Some senders use one Message-ID for all their mails, so the words must be the same too;
    ours are unique, and one that comes back is known whatever lists have put beneath it.
    """
    known = tx.tickets.message_by_rfc_id((mail.message_id,)) if mail.message_id else None
    if known is None or known.actor_kind not in (ActorKind.REQUESTER, ActorKind.VENDOR):
        return known
    words = (known.full_text or known.body).split()
    return known if words == storable(mail.full_text or mail.new_text).split() else None


def _thread(ctx: Context, tx: Transaction, mail: ParsedMail, sender: Address) -> Ticket | None:
    """By a Message-ID of ours, which only a receiver knows, or as a participant (invariant 7)."""
    ids = (*mail.in_reply_to, *mail.references, *bounces.reported_by_address(ctx, mail))
    named = tx.tickets.message_by_rfc_id(ids)
    candidates = [named.ticket_id] if named and named.escalation_id is None else []
    if candidates and named and named.actor_kind in (ActorKind.AGENT, ActorKind.SYSTEM):
        return tx.tickets.get_locked(named.ticket_id)
    for ticket_id in [*candidates, *ticket_ids_in_subject(mail.subject)]:
        ticket = tx.tickets.get_locked(ticket_id)
        if ticket is not None and _takes_part(tx, ticket, sender.email):
            return ticket
    return None


def _takes_part(tx: Transaction, ticket: Ticket, email: str) -> bool:
    known = {*tx.people.addresses(ticket.requester_id), (ticket.requester_email or "").lower()}
    known |= {person.email for person in tx.tickets.participants(ticket.id)}
    return email.lower() in known


def _into(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    mailbox: str,
    mail: ParsedMail,
    sender: Address,
    made: MachineMail | None,
    *,
    by_address: bool,
) -> Placed:
    if not takes_messages(ticket.status):
        return _new_ticket(ctx, tx, mailbox, mail, sender, made, ticket.id)
    author = None
    if not _takes_part(tx, ticket, sender.email):
        author = Actor(ActorKind.REQUESTER, sender.name or sender.email)
        tx.tickets.add(
            Participant(ticket_id=ticket.id, email=sender.email.lower(), joined_by="mail")
        )
        history.record(tx, ticket, "joined_by_mail", author, ctx.clock.now(), email=sender.email)
    marks = _marks(ctx, tx, mail, made)
    conversation.requester_writes(
        ctx,
        tx,
        ticket,
        mail.new_text or mail.full_text,
        channel=Channel.EMAIL,
        now=ctx.clock.now(),
        author=author,
        full_text=mail.full_text,
        rfc_message_id=mail.message_id,
        attachments=mail.attachments[: files.MOST_FILES],
        reopen=mail_machines.reopens(made, marks),
    )
    why = marks[0].text if marks else None
    number = mail_machines.acknowledged_as(made, mail)
    if number is not None:
        return Outcome.ACKNOWLEDGEMENT, ticket.id, f"{why} {number}".strip()
    return Outcome.MESSAGE, ticket.id, why or ("signed reply address" if by_address else None)


def _new_ticket(
    ctx: Context,
    tx: Transaction,
    mailbox: str,
    mail: ParsedMail,
    sender: Address,
    made: MachineMail | None,
    linked_id: int | None,
) -> Placed:
    now = ctx.clock.now()
    text = mail.full_text or mail.new_text
    language = detect(text) or "en"
    email = addresses.normalise(sender.email)
    requester = requester_for(tx, email, sender.name, language, now)
    marks = _marks(ctx, tx, mail, made)
    opened = open_ticket(
        tx,
        Opening(
            requester=requester,
            email=email,
            subject=bare_subject(mail.subject) or "(no subject)",
            body=text,
            channel=Channel.EMAIL,
            language=language,
            mailbox=mailbox,
            rfc_message_id=mail.message_id,
            linked_id=linked_id,
            marks=marks,
        ),
        now,
    )
    files.attach(ctx, tx, opened.ticket_id, opened.message_id, mail.attachments[: files.MOST_FILES])
    return Outcome.TICKET, opened.ticket_id, None


def _vendor_mail(
    ctx: Context,
    tx: Transaction,
    escalation_id: int,
    mail: ParsedMail,
    sender: Address,
    made: MachineMail | None,
) -> Placed:
    row = tx.vendors.escalation_locked(escalation_id)
    if row is None:
        return Outcome.QUARANTINED, None, "It answers a case that does not exist."
    vendor = tx.vendors.get(row.vendor_id)
    if addresses.domain_of(sender.email) not in vendor.domains:
        why = (
            f"It answers {escalation_reference(row.id)} from a domain that is not {vendor.name}'s."
        )
        return Outcome.QUARANTINED, row.ticket_id, why
    automatic = mail_machines.is_answer(made)
    update = VendorUpdateIn(
        escalation=escalation_reference(row.id),
        type=VendorUpdateType.ACKNOWLEDGED if automatic else VendorUpdateType.COMMENT,
        vendor_reference=mail_machines.acknowledged_as(made, mail) or None,
        body=mail.new_text or mail.full_text,
        author=sender.name or None,
        attachments=mail.attachments[: files.MOST_FILES],
        occurred_at=None,
    )
    escalation.vendor_update(
        ctx, tx, row, update, Channel.EMAIL, mail.message_id, full_text=mail.full_text
    )
    outcome = Outcome.ACKNOWLEDGEMENT if automatic else Outcome.VENDOR_UPDATE
    return outcome, row.ticket_id, None


def _marks(
    ctx: Context, tx: Transaction, mail: ParsedMail, made: MachineMail | None
) -> tuple[loops.Reason, ...]:
    """What speaks against an automatic answer: headers and addresses, then words and form."""
    marks = loops.machine_marks(
        headers=mail.headers,
        sender=mail.sender.email if mail.sender else None,
        envelope_from=mail.envelope_from,
        to=[address.email for address in mail.to],
        cc=[address.email for address in mail.cc],
        own_addresses=helpdesk.own_addresses(ctx, tx),
        own_domain=ctx.identity.mail_domain,
        content_type=mail.content_type,
    )
    return (*marks, *mail_machines.mark(made))

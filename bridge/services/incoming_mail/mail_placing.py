"""Where a mail of a person goes: into a ticket that it may enter, or a new one (invariant 7)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bridge.domain import addresses
from bridge.domain.actor import SYSTEM, Actor
from bridge.domain.plain_text import storable
from bridge.domain.ports import FileContent, ParsedMail
from bridge.domain.references import ticket_ids_in_subject
from bridge.domain.subjects import bare_subject
from bridge.domain.tickets import takes_messages
from bridge.domain.words import ActorKind, Channel, MessageKind, Outcome
from bridge.services import helpdesk, history
from bridge.services.arrivals import mail_letters, mail_machines
from bridge.services.arrivals.mail_letters import Letter, Placed
from bridge.services.canary import canary_tickets
from bridge.services.context import Context
from bridge.services.incoming_mail import agent_answers, bounces, mail_forwards, requesters
from bridge.services.outgoing import reply_addresses
from bridge.services.tickets import conversation, files
from bridge.services.tickets.opening import Opening, open_ticket, requester_for
from bridge.services.vendors import vendor_mail
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

MOST_CC = 20
MOST_FILES = 100
LARGEST_FILE = 25 * 1024 * 1024
LONGEST_BODY = 200_000
"""Characters of a message; the rest stays in the mail as it came."""
NO_SUBJECT = "(no subject)"
BY_ADDRESS = "It came to the ticket's signed address."


def place(ctx: Context, tx: Transaction, letter: Letter) -> Placed:
    if back := canary_tickets.back_again(ctx, tx, letter):
        return back
    if known := already_here(tx, letter.mail):
        why = "The same message is in a ticket already."
        return Placed(Outcome.SUPPRESSED, known.ticket_id, why)
    return agent_answers.place(ctx, tx, letter) or _from_outside(ctx, tx, letter)


def _from_outside(ctx: Context, tx: Transaction, letter: Letter) -> Placed:
    receivers = [address.email for address in letter.receivers]
    addressed = reply_addresses.read(ctx.secrets, receivers)
    if addressed and addressed[0] == reply_addresses.ESCALATION:
        return vendor_mail.take(ctx, tx, addressed[1], letter)
    if letter.authentication.failed:
        return _new_ticket(ctx, tx, letter, None)
    agent = mail_forwards.forwarding_agent(ctx, tx, letter)
    if agent is None or letter.forwarded is None:
        return _of_a_person(ctx, tx, letter, addressed[1] if addressed else None)
    first = mail_forwards.as_the_first_writers(letter, letter.forwarded)
    placed = _of_a_person(ctx, tx, first, addressed[1] if addressed else None)
    mail_forwards.note(ctx, tx, placed, agent, letter.forwarded)
    return placed


def already_here(tx: Transaction, mail: ParsedMail) -> Message | None:
    """The message that came or left as this very mail.

    Some senders use one Message-ID for all their mails, so words and files must be the same too
    (a scanner's words never change); ours are unique, and one that comes back is known whatever
    lists have put beneath it.
    """
    known = tx.messages.by_rfc_id((mail.message_id,)) if mail.message_id else None
    if known is None or known.actor_kind not in (ActorKind.REQUESTER, ActorKind.VENDOR):
        return known
    words = (known.full_text or known.body)[:LONGEST_BODY].split()
    if words != storable(_whole_text(mail)).split():
        return None
    stored = set(tx.attachments.hashes_of(known.id))
    return known if stored >= {sha256(one.content).hexdigest() for one in _kept(mail)} else None


def _of_a_person(ctx: Context, tx: Transaction, letter: Letter, addressed: int | None) -> Placed:
    ticket = tx.tickets.get_locked(addressed) if addressed else None
    if ticket is not None:
        return _into(ctx, tx, ticket, letter, BY_ADDRESS)
    found = _thread(ctx, tx, letter)
    if found is not None:
        return _into(ctx, tx, found, letter, None)
    if answered := mail_machines.answered_ticket(tx, letter.mail):
        why = "It is an automatic answer to a ticket that its sender takes no part in."
        return Placed(Outcome.ACKNOWLEDGEMENT, None, why, answered)
    return _new_ticket(ctx, tx, letter, None)


def _thread(ctx: Context, tx: Transaction, letter: Letter) -> Ticket | None:
    """By a Message-ID of ours, which only a receiver knows, or as a participant."""
    mail = letter.mail
    ids = (*mail.in_reply_to, *mail.references, *bounces.reported_by_address(ctx, mail))
    named = tx.messages.by_rfc_id(ids)
    candidates = [named.ticket_id] if named and named.escalation_id is None else []
    if candidates and named and named.actor_kind in (ActorKind.AGENT, ActorKind.SYSTEM):
        return tx.tickets.get_locked(named.ticket_id)
    for ticket_id in [*candidates, *ticket_ids_in_subject(mail.subject)]:
        ticket = tx.tickets.get_locked(ticket_id)
        if ticket is None:
            continue
        ours = letter.imported and ticket_id in candidates and _is_ours(ctx, tx, letter)
        if ours or takes_part(tx, ticket, letter.sender.email):
            return ticket
    return None


def takes_part(tx: Transaction, ticket: Ticket, email: str) -> bool:
    return email.lower() in _people_in(tx, ticket.id, ticket.requester_id, ticket.requester_email)


def _people_in(
    tx: Transaction, ticket_id: int, requester_id: int, requester_email: str | None
) -> set[str]:
    own = {*tx.people.addresses(requester_id), (requester_email or "").lower()}
    return own | tx.tickets.participant_emails(ticket_id)


def _is_ours(ctx: Context, tx: Transaction, letter: Letter) -> bool:
    """Whether an agent, or one of our mailboxes, wrote it."""
    key = addresses.mailbox_key(letter.sender.email)
    return key in requesters.own_keys(ctx, tx) or tx.people.is_agent(letter.sender.email.lower())


def _into(ctx: Context, tx: Transaction, ticket: Ticket, letter: Letter, why: str | None) -> Placed:
    mail, at = letter.mail, letter.dated(ctx.clock.now())
    if not takes_messages(ticket.status):
        return _new_ticket(ctx, tx, letter, ticket.id)
    if letter.imported and _is_ours(ctx, tx, letter):
        _old_answer(ctx, tx, ticket, letter, at)
        return Placed(Outcome.MESSAGE, ticket.id)
    author = _joined(tx, ticket, letter, at)
    marks = mail_letters.marks(ctx, tx, letter)
    message = conversation.requester_writes(
        ctx,
        tx,
        ticket,
        _cut(mail.new_text or mail.full_text),
        channel=Channel.EMAIL,
        now=at,
        author=author,
        full_text=_whole_text(mail),
        rfc_message_id=mail.message_id,
        reopen=mail_machines.reopens(mail, marks) and not letter.imported,
    )
    _finish(ctx, tx, _written(ticket, message.id, at), letter)
    number = mail_machines.acknowledged_as(mail)
    outcome = Outcome.MESSAGE if number is None else Outcome.ACKNOWLEDGEMENT
    return Placed(outcome, ticket.id, marks[0].text if marks else why, number or None)


def _joined(tx: Transaction, ticket: Ticket, letter: Letter, at: datetime) -> Actor | None:
    """A stranger with a valid key takes part from now on, and bears a mark."""
    sender = letter.sender
    if takes_part(tx, ticket, sender.email):
        own = sender.email.lower() == (ticket.requester_email or "").lower()
        own = own or sender.email.lower() in tx.people.addresses(ticket.requester_id)
        return None if own else Actor(ActorKind.REQUESTER, sender.name or sender.email)
    author = Actor(ActorKind.REQUESTER, sender.name or sender.email)
    email = sender.email.lower()
    tx.tickets.joins(ticket.id, email, "mail")
    history.record(tx, ticket, "joined_by_mail", author, at, email=sender.email)
    return author


def _new_ticket(ctx: Context, tx: Transaction, letter: Letter, linked_id: int | None) -> Placed:
    """A sender whose domain disowns the mail gets no share in the person of that address."""
    mail, at = letter.mail, letter.dated(ctx.clock.now())
    text = _whole_text(mail) or _cut(mail.new_text)
    language = mail.language or helpdesk.mail_identity(ctx, tx, letter.mailbox).language or "en"
    sender = requesters.named_by(ctx, tx, letter)
    email = addresses.normalise(sender.email)
    forged = letter.authentication.failed
    name = sender.name or (email if forged else "") or ""
    marks = mail_letters.marks(ctx, tx, letter)
    requester = requester_for(tx, None if forged else email, name, language, at)
    opened = open_ticket(
        tx,
        Opening(
            requester=requester,
            email=email,
            subject=bare_subject(mail.subject) or NO_SUBJECT,
            body=text,
            channel=Channel.EMAIL,
            language=language,
            mailbox=letter.mailbox,
            rfc_message_id=mail.message_id,
            linked_id=linked_id,
            marks=marks,
        ),
        at,
    )
    written = _Written(opened.ticket_id, opened.message_id, requester.id, email, at)
    _finish(ctx, tx, written, letter)
    why = mail_letters.UNPROVEN.text if forged else None
    return Placed(Outcome.TICKET, opened.ticket_id, why, letter.authentication.said or None)


def _old_answer(
    ctx: Context, tx: Transaction, ticket: Ticket, letter: Letter, at: datetime
) -> None:
    """Imported mail that one of us wrote: an answer that is long since sent."""
    mail = letter.mail
    agent = tx.people.agent_by_email(letter.sender.email.lower())
    name = agent.name if agent else letter.sender.name or letter.sender.email
    actor = Actor(ActorKind.AGENT, name, agent.id if agent else None)
    message_id = tx.insert(
        Message,
        ticket_id=ticket.id,
        kind=MessageKind.REPLY,
        channel=Channel.EMAIL,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        body=_cut(mail.new_text or mail.full_text),
        full_text=_whole_text(mail),
        public=True,
        rfc_message_id=mail.message_id,
        created_at=at,
    )
    history.record(tx, ticket, "reply", actor, at, message=message_id)
    _finish(ctx, tx, _written(ticket, message_id, at), letter)


@dataclass(frozen=True, slots=True)
class _Written:
    """A mail's message, and whose ticket it lies in."""

    ticket_id: int
    message_id: int
    requester_id: int
    requester_email: str | None
    at: datetime


def _written(ticket: Ticket, message_id: int, at: datetime) -> _Written:
    return _Written(ticket.id, message_id, ticket.requester_id, ticket.requester_email, at)


def _finish(ctx: Context, tx: Transaction, written: _Written, letter: Letter) -> None:
    """What comes with a message: files, people in Cc, and what agents must know about it."""
    mail, kept = letter.mail, _kept(letter.mail)
    files.attach(
        ctx,
        tx,
        written.ticket_id,
        written.message_id,
        kept,
        most=MOST_FILES,
        largest=LARGEST_FILE,
    )
    if letter.authentication.failed:
        _note(tx, written, "sender_unproven", said=letter.authentication.said)
    else:
        _add_copied(ctx, tx, written, letter)
        tx.people.unflag_address(letter.sender.email.lower())
    left = len(mail.attachments) - len(kept)
    if letter.too_large:
        _note(tx, written, "mail_too_large", size=letter.size)
    elif left or len(mail.full_text) > LONGEST_BODY:
        _note(tx, written, "mail_shortened", files=left)


def _note(tx: Transaction, written: _Written, type_: str, **data: object) -> None:
    ticket = tx.tickets.get(written.ticket_id)
    if ticket is not None:
        history.record(tx, ticket, type_, SYSTEM, written.at, **data)


def _add_copied(ctx: Context, tx: Transaction, written: _Written, letter: Letter) -> None:
    """Whoever stands beside us in To or Cc takes part, but for ourselves and our agents."""
    if not letter.receivers:
        return
    own = requesters.own_keys(ctx, tx)
    known = _people_in(tx, written.ticket_id, written.requester_id, written.requester_email)
    for receiver in letter.receivers:
        email = (addresses.normalise(receiver.email) or "").lower()
        if not email or email in known or len(known) > MOST_CC:
            continue
        if requesters.is_nobodys(ctx, own, email) or tx.people.is_agent(email):
            continue
        known.add(email)
        tx.tickets.joins(written.ticket_id, email, "cc")


def _kept(mail: ParsedMail) -> tuple[FileContent, ...]:
    return mail.attachments[:MOST_FILES]


def _whole_text(mail: ParsedMail) -> str:
    return _cut(mail.full_text or mail.new_text)


def _cut(text: str) -> str:
    return text[:LONGEST_BODY]

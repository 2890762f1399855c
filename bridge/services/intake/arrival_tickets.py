"""A person makes a ticket of what lies in quarantine."""

from dataclasses import dataclass

from bridge.domain.actor import Actor
from bridge.domain.addresses import normalise
from bridge.domain.errors import Conflict, MalformedMail, NotFound
from bridge.domain.language import DEFAULT_LANGUAGE, detect
from bridge.domain.ports import FileContent
from bridge.domain.reasons import Reason
from bridge.domain.references import ticket_reference
from bridge.domain.subjects import bare_subject
from bridge.domain.words import Channel, Door, Outcome
from bridge.services import helpdesk, history
from bridge.services.arrivals import raw_mail
from bridge.services.context import Context
from bridge.services.incoming_mail import mail_placing, mailroom
from bridge.services.tickets import files
from bridge.services.tickets.opening import Opening, open_ticket, requester_for
from bridge.store.audit import Arrival
from bridge.store.session import Transaction

REASON = "An agent made a ticket of it."
NOT_ANSWERED = Reason("from_quarantine", "An agent made it from what lay in quarantine.")
_CHANNELS = {Door.MAIL: Channel.EMAIL, Door.PUSH: Channel.FORM, Door.FEED: Channel.FORM}


@dataclass(frozen=True, slots=True)
class _Content:
    email: str | None
    name: str
    subject: str
    text: str
    message_id: str | None = None
    files: tuple[FileContent, ...] = ()


def make(ctx: Context, actor: Actor, arrival_id: int) -> str:
    """The new ticket's reference. Raises NotFound, and Conflict when it is in a ticket already."""
    with ctx.reading() as tx:
        row = tx.audit.get(arrival_id)
    if row is None:
        raise NotFound("There is no such arrival.")
    content = _content(ctx, row)
    return ctx.settle(lambda tx: _make(ctx, tx, actor, arrival_id, content))


def _make(ctx: Context, tx: Transaction, actor: Actor, arrival_id: int, content: _Content) -> str:
    row = tx.audit.locked(arrival_id)
    if row is None or row.outcome != Outcome.QUARANTINED:
        raise Conflict("This arrival is not in quarantine any more.")
    now = ctx.clock.now()
    language = detect(content.text) or DEFAULT_LANGUAGE
    opened = open_ticket(
        tx,
        Opening(
            requester=requester_for(tx, content.email, content.name, language, now),
            email=content.email,
            subject=bare_subject(content.subject) or mail_placing.NO_SUBJECT,
            body=content.text[: mail_placing.LONGEST_BODY],
            channel=_CHANNELS.get(Door(row.door), Channel.API),
            language=language,
            mailbox=row.source if row.door == Door.MAIL else helpdesk.DEFAULT_MAILBOX,
            rfc_message_id=content.message_id,
            marks=(NOT_ANSWERED,),
        ),
        now,
    )
    kept = content.files[: mail_placing.MOST_FILES]
    files.attach(
        ctx,
        tx,
        opened.ticket_id,
        opened.message_id,
        kept,
        most=mail_placing.MOST_FILES,
        largest=mail_placing.LARGEST_FILE,
    )
    ticket = tx.tickets.get_locked(opened.ticket_id)
    if ticket is not None:
        history.record(tx, ticket, "made_of_arrival", actor, now, arrival=arrival_id)
    row.outcome, row.ticket_id = Outcome.TICKET, opened.ticket_id
    row.reason, row.detail = REASON, actor.name
    return ticket_reference(opened.ticket_id)


def _content(ctx: Context, row: Arrival) -> _Content:
    """A mail as far as it can be read; of anything else, the text as it came."""
    if row.door == Door.MAIL:
        try:
            mail = mailroom.read_again(ctx, row)
        except (MalformedMail, FileNotFoundError):
            mail = None
        if mail and mail.mail and (mail.mail.full_text or mail.mail.subject):
            found = mail.mail
            email = normalise(found.sender.email) if found.sender else None
            name = found.sender.name if found.sender else ""
            text = found.full_text or found.new_text
            return _Content(email, name, found.subject, text, found.message_id, found.attachments)
    raw = raw_mail.fetch(ctx, row, mail_placing.LONGEST_BODY).decode("utf-8", "replace")
    return _Content(None, "", f"{row.door}: {row.source}", raw)

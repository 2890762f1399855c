"""Mails to the requester of a ticket: auto-response, reply and notice leave by one way."""

from datetime import datetime

from bridge.domain.actor import Actor
from bridge.domain.mail_templates import TemplateKind
from bridge.domain.ports import Address, AgentReply, ComposedMail, SolvedNotice, Wording
from bridge.domain.references import ticket_reference
from bridge.domain.words import MailNature
from bridge.services import helpdesk
from bridge.services.context import Context
from bridge.services.outgoing import envelopes, reply_addresses
from bridge.store.attachments import Attachment
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

SHOWN_PICTURES = ("image/png", "image/jpeg", "image/gif")
"""What mail programs draw within a mail."""
MOST_OTHERS = 20


def queue(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    message: Message,
    composed: ComposedMail,
    nature: MailNature,
    *,
    references: tuple[str, ...],
    now: datetime,
    sender_name: str = "",
    attachments: tuple[Attachment, ...] = (),
    pictures: dict[int, str] | None = None,
    cc: tuple[Address, ...] = (),
) -> None:
    """From the ticket's mailbox; an answer comes back by its signed reply address."""
    requester = tx.people.requester(ticket.requester_id)
    mailbox = helpdesk.mailbox_address(ctx, tx, ticket.mailbox)
    envelopes.queue_mail(
        ctx,
        tx,
        message,
        composed,
        mailbox=ticket.mailbox,
        sender=mailbox,
        to=Address(ticket.requester_email or "", requester.name),
        reply_to=reply_addresses.make(ctx.secrets, mailbox, reply_addresses.TICKET, ticket.id),
        nature=nature,
        language=ticket.language,
        references=references,
        now=now,
        sender_name=sender_name,
        attachments=attachments,
        pictures=pictures,
        cc=cc,
        due_at=message.held_until,
    )


def wording(
    ctx: Context, tx: Transaction, kind: TemplateKind, language: str, mailbox: str
) -> Wording:
    """The edited template of a kind, where there is one, and the mailbox's signature."""
    source = tx.mail_templates.source(kind, ctx.composer.spoken(language))
    return Wording(source, helpdesk.mail_identity(ctx, tx, mailbox).signature)


def reply(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    message: Message,
    actor: Actor,
    thread: tuple[str, ...],
    now: datetime,
    *,
    solved: bool,
) -> None:
    """An agent's words, with the files that lie beside them, to all who take part."""
    company = helpdesk.read(ctx, tx).company
    tx.session.flush()
    beside = [file for file in tx.attachments.of_ticket(ticket.id) if file.message_id == message.id]
    pictures = {
        file.id: f"{file.id}.{message.id}@{ctx.identity.mail_domain}"
        for file in beside
        if file.content_type in SHOWN_PICTURES and f"[{file.name}]" in message.body
    }
    composed = ctx.composer.agent_reply(
        AgentReply(
            reference=ticket_reference(ticket.id),
            subject=ticket.subject,
            requester_name=tx.people.requester(ticket.requester_id).name,
            agent_name=actor.name,
            company=company,
            language=ticket.language,
            body_text=message.body,
            status_url=status_url(ctx, ticket),
            solved=solved,
            images=tuple((file.name, pictures[file.id]) for file in beside if file.id in pictures),
            wording=wording(ctx, tx, TemplateKind.AGENT_REPLY, ticket.language, ticket.mailbox),
        )
    )
    queue(
        ctx,
        tx,
        ticket,
        message,
        composed,
        MailNature.PERSON,
        references=thread,
        now=now,
        sender_name=f"{actor.name} ({company})",
        attachments=tuple(beside),
        pictures=pictures,
        cc=others(ctx, tx, ticket),
    )


def others(ctx: Context, tx: Transaction, ticket: Ticket) -> tuple[Address, ...]:
    """Who takes part in a ticket beside its requester, and gets its replies too."""
    not_them = {(ticket.requester_email or "").lower()}
    not_them |= {address.lower() for address in helpdesk.own_addresses(ctx, tx)}
    people = sorted({person.email.lower() for person in tx.tickets.participants(ticket.id)})
    return tuple(Address(email) for email in people if email not in not_them)[:MOST_OTHERS]


def solved_notice(ctx: Context, tx: Transaction, ticket: Ticket) -> ComposedMail:
    return ctx.composer.solved_notice(
        SolvedNotice(
            reference=ticket_reference(ticket.id),
            subject=ticket.subject,
            requester_name=tx.people.requester(ticket.requester_id).name,
            company=helpdesk.read(ctx, tx).company,
            language=ticket.language,
            status_url=status_url(ctx, ticket),
            wording=wording(ctx, tx, TemplateKind.SOLVED_NOTICE, ticket.language, ticket.mailbox),
        )
    )


def status_url(ctx: Context, ticket: Ticket) -> str:
    """The visitor's own page."""
    return f"{ctx.identity.base_url}/t/{ticket.token}"

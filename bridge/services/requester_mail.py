"""Mails to the requester of a ticket: auto-response, reply and notice leave by one way."""

from datetime import datetime

from bridge.domain.actor import Actor
from bridge.domain.ports import Address, AgentReply, ComposedMail, SolvedNotice
from bridge.domain.references import ticket_reference
from bridge.domain.words import MailNature
from bridge.services import envelopes, helpdesk, reply_addresses
from bridge.services.context import Context
from bridge.store.session import Transaction
from bridge.store.tickets import Attachment, Message, Ticket


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
) -> None:
    """From the ticket's mailbox; an answer comes back by its signed reply address."""
    requester = tx.people.requester(ticket.requester_id)
    mailbox = helpdesk.mailbox_address(ctx, tx, ticket.mailbox)
    envelopes.queue_mail(
        ctx,
        tx,
        message,
        composed,
        to=Address(ticket.requester_email or "", requester.name),
        reply_to=reply_addresses.make(ctx.secrets, mailbox, reply_addresses.TICKET, ticket.id),
        nature=nature,
        language=ticket.language,
        references=references,
        now=now,
        sender_name=sender_name,
        attachments=attachments,
    )


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
    """An agent's words, with the files that lie beside them."""
    company = helpdesk.read(ctx, tx).company
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
        )
    )
    tx.session.flush()
    beside = (file for file in tx.tickets.attachments(ticket.id) if file.message_id == message.id)
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
    )


def solved_notice(ctx: Context, tx: Transaction, ticket: Ticket) -> ComposedMail:
    return ctx.composer.solved_notice(
        SolvedNotice(
            reference=ticket_reference(ticket.id),
            subject=ticket.subject,
            requester_name=tx.people.requester(ticket.requester_id).name,
            company=helpdesk.read(ctx, tx).company,
            language=ticket.language,
            status_url=status_url(ctx, ticket),
        )
    )


def status_url(ctx: Context, ticket: Ticket) -> str:
    """The visitor's own page."""
    return f"{ctx.identity.base_url}/t/{ticket.token}"

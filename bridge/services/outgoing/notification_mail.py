"""One mail tells an agent what happened in their tickets since the last one.

Each notification has an effect of its own. Whichever comes due first takes all that waits along,
and the others find nothing left to tell.
"""

from datetime import datetime

import structlog

from bridge.domain.addresses import mailbox_key
from bridge.domain.mail_templates import TemplateKind
from bridge.domain.notifying import NotificationKind
from bridge.domain.ports import Address, AgentNotice, ToldEntry
from bridge.domain.references import ticket_reference
from bridge.domain.words import Role
from bridge.services import helpdesk
from bridge.services.agents import agent_addresses
from bridge.services.agents.agent_addresses import AgentReply
from bridge.services.context import Context
from bridge.services.outgoing import envelopes, requester_mail
from bridge.services.outgoing.outbox import Claim
from bridge.store.notifications import Told
from bridge.store.people import Agent
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

log = structlog.get_logger()

MOST_ENTRIES = 50
"""Of more, a mail tells the newest; the page has them all."""
LONGEST_TEXT = 4000
"""Characters of one message."""


REPLY, NOTE = "reply", "note"


def send(ctx: Context, claim: Claim) -> None:
    """One transaction: the Delivery with its Effect, and which notifications it tells.

    What was read in the page meanwhile is left out; nothing left, no mail.
    """
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        if not tx.tries.finish(claim.effect_id, claim.lease):
            return
        due = tx.notifications.get(claim.subject_id)
        agent = tx.people.agent_locked(due.agent_id) if due else None
        if due is None or agent is None or not agent.active or _is_ours(ctx, tx, agent):
            return
        waiting = tx.notifications.to_mail(agent.id)
        if any(told.row.id == due.id for told in waiting):
            _queue(ctx, tx, agent, waiting, now)


def _is_ours(ctx: Context, tx: Transaction, agent: Agent) -> bool:
    """A mail to a mailbox of ours would come back in by the next door."""
    own = {mailbox_key(address) for address in helpdesk.own_addresses(ctx, tx)}
    return mailbox_key(agent.email) in own


def _queue(ctx: Context, tx: Transaction, agent: Agent, waiting: list[Told], now: datetime) -> None:
    ticket = waiting[-1].ticket
    mailbox = helpdesk.mailbox_address(ctx, tx, ticket.mailbox)
    notice = _facts(ctx, tx, agent, waiting)
    one = notice.tickets == 1
    row_id = ticket.id if one else agent_addresses.SEVERAL
    answered = AgentReply(agent.id, row_id, note=notice.answerable == NOTE)
    newest = tx.messages.newest_id(ticket.id)
    about = tx.messages.get(waiting[-1].row.message_id or newest or 0)
    if about is None:
        raise LookupError(f"{ticket_reference(ticket.id)} holds no message")
    delivery = envelopes.queue_notice(
        ctx,
        tx,
        about,
        ctx.composer.agent_notice(notice),
        mailbox=ticket.mailbox,
        sender=mailbox,
        to=Address(agent.email, agent.name),
        reply_to=agent_addresses.make(ctx.secrets, mailbox, answered),
        language=agent.language,
        references=(_thread(ctx, agent, ticket),) if one else (),
        now=now,
    )
    tx.notifications.mailed([told.row.id for told in waiting], delivery.id)
    log.info("agent notified", agent=agent.id, ticket=ticket_reference(ticket.id))


def _facts(ctx: Context, tx: Transaction, agent: Agent, waiting: list[Told]) -> AgentNotice:
    ticket = waiting[-1].ticket
    entries = tuple(_entry(ctx, tx, agent, told) for told in waiting[-MOST_ENTRIES:])
    one = len({entry.reference for entry in entries}) == 1
    return AgentNotice(
        agent_name=agent.name,
        company=helpdesk.read(ctx, tx).company,
        language=agent.language,
        entries=entries,
        left_out=len(waiting) - len(entries),
        answerable=_answerable(waiting) if one and entries[-1].answer else "",
        requester=tx.people.requester(ticket.requester_id).name,
        settings_url=f"{ctx.identity.base_url}/notifications/settings",
        wording=requester_mail.wording(
            ctx, tx, TemplateKind.NOTIFICATION, agent.language, ticket.mailbox
        ),
    )


def _entry(ctx: Context, tx: Transaction, agent: Agent, told: Told) -> ToldEntry:
    row, ticket = told.row, told.ticket
    reference = ticket_reference(ticket.id)
    body = told.message.body if told.message else ""
    return ToldEntry(
        kind=NotificationKind(row.kind),
        actor=row.actor_name,
        at=row.created_at,
        reference=reference,
        subject=ticket.subject,
        text=body if len(body) <= LONGEST_TEXT else f"{body[:LONGEST_TEXT]}…",
        url=f"{ctx.identity.base_url}/tickets/{reference}",
        answer=_answer_address(ctx, tx, agent, told),
        receiver=row.receiver or "",
        due_at=row.due_at,
    )


def _answerable(waiting: list[Told]) -> str:
    """Who is asked in notes only, answers in a note."""
    named = all(told.row.kind == NotificationKind.MENTIONED for told in waiting)
    return NOTE if named else REPLY


def _answer_address(ctx: Context, tx: Transaction, agent: Agent, told: Told) -> str:
    """Empty where the agent may not answer, or nobody can be answered."""
    ticket, note = told.ticket, told.row.kind == NotificationKind.MENTIONED
    if Role(agent.role) not in Role.acting() or not (note or ticket.requester_email):
        return ""
    mailbox = helpdesk.mailbox_address(ctx, tx, ticket.mailbox)
    return agent_addresses.make(ctx.secrets, mailbox, AgentReply(agent.id, ticket.id, note))


def _thread(ctx: Context, agent: Agent, ticket: Ticket) -> str:
    """What an agent's mails about one ticket refer to, so that mail programs keep them together."""
    return f"agent-{agent.id}-ticket-{ticket.id}@{ctx.identity.mail_domain}"

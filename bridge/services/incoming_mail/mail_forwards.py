"""An agent forwards a customer's mail: it counts as the customer's own."""

from dataclasses import replace

from bridge.domain import forwards
from bridge.domain.actor import Actor
from bridge.domain.addresses import mailbox_key, normalise
from bridge.domain.errors import MalformedMail
from bridge.domain.forwards import Forwarded
from bridge.domain.ports import ParsedMail
from bridge.domain.words import ActorKind, Channel, MessageKind
from bridge.services import helpdesk, history
from bridge.services.agents import notifications
from bridge.services.arrivals.mail_letters import Letter, Placed
from bridge.services.context import Context
from bridge.store.messages import Message
from bridge.store.session import Transaction

_ATTACHED = "message/rfc822"


def found_in(ctx: Context, mail: ParsedMail) -> Forwarded | None:
    """The mail that `mail` forwards, attached whole or quoted below a head; None without one."""
    if not forwards.is_forward(mail.subject):
        return None
    return _attached(ctx, mail) or forwards.original(mail.full_text)


def forwarding_agent(ctx: Context, tx: Transaction, letter: Letter) -> Actor | None:
    """Who forwarded it, if that is an agent and somebody else wrote first."""
    if letter.forwarded is None or letter.imported or letter.authentication.failed:
        return None
    agent = tx.people.agent_by_email(letter.sender.email.lower())
    if agent is None or not agent.active:
        return None
    ours = {mailbox_key(address) for address in (*helpdesk.own_addresses(ctx, tx), agent.email)}
    if mailbox_key(letter.forwarded.sender.email) in ours:
        return None
    return Actor(ActorKind.AGENT, agent.name, agent.id)


def as_the_first_writers(letter: Letter, forwarded: Forwarded) -> Letter:
    """The mail as the customer would have sent it: nothing of the agent is left in it."""
    files = letter.mail.attachments if forwarded.files is None else forwarded.files
    mail = replace(
        letter.mail,
        sender=forwarded.sender,
        subject=forwarded.subject or letter.mail.subject,
        new_text=forwarded.text,
        full_text=forwarded.text,
        attachments=files,
        message_id=forwarded.message_id,
        cc=(),
        reply_to=None,
    )
    return replace(letter, sender=forwarded.sender, mail=mail)


def note(ctx: Context, tx: Transaction, placed: Placed, agent: Actor, forwarded: Forwarded) -> None:
    """Who forwarded it, and what they wrote above it, for agents only."""
    ticket = tx.tickets.get(placed.ticket_id) if placed.ticket_id else None
    if ticket is None:
        return
    now = ctx.clock.now()
    history.record(tx, ticket, "forwarded", agent, now, email=forwarded.sender.email)
    if not forwarded.comment:
        return
    message_id = tx.insert(
        Message,
        ticket_id=ticket.id,
        kind=MessageKind.NOTE,
        channel=Channel.EMAIL,
        actor_kind=agent.kind,
        actor_id=agent.id,
        actor_name=agent.name,
        body=forwarded.comment,
        public=False,
        created_at=now,
    )
    history.record(tx, ticket, "note", agent, now, message=message_id)
    if written := tx.messages.get(message_id):
        notifications.mention(ctx, tx, ticket, written, agent, now)


def _attached(ctx: Context, mail: ParsedMail) -> Forwarded | None:
    inner = next((file for file in mail.attachments if file.content_type == _ATTACHED), None)
    if inner is None:
        return None
    try:
        first = ctx.mail_parser.parse(inner.content)
    except MalformedMail:
        return None
    if first.sender is None or normalise(first.sender.email) is None:
        return None
    return Forwarded(
        sender=first.sender,
        subject=first.subject,
        text=first.full_text,
        comment=mail.full_text.strip(),
        message_id=first.message_id,
        files=(*first.attachments, *(file for file in mail.attachments if file is not inner)),
    )

"""An agent answers a notification from their own mail program (RELIABILITY A03).

The signed address says which agent and which ticket; From must be that agent's own and, where a
mail server of ours is named, vouched for. Else nothing leaves: the mail waits in quarantine.
"""

from collections.abc import Sequence
from email.utils import getaddresses

from bridge.domain import agent_words
from bridge.domain.actor import SYSTEM, Actor
from bridge.domain.ports import ParsedMail
from bridge.domain.words import ActorKind, Outcome, Role
from bridge.services import helpdesk, history
from bridge.services.agents import agent_addresses
from bridge.services.agents.agent_addresses import SEVERAL, AgentReply
from bridge.services.arrivals.mail_letters import IMPORTED, Letter, Placed
from bridge.services.context import Context
from bridge.services.incoming_mail import bounces
from bridge.services.tickets import conversation
from bridge.services.tickets.conversation import LONGEST_BODY, Sent
from bridge.store.deliveries import Delivery
from bridge.store.people import Agent
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

MOST_FILES = 100
LARGEST_FILE = 25 * 1024 * 1024
CAME_BACK = "It is a notification of ours that came back."
TAKEN = "An agent answered a notification."
KNOWN = "The same message is in a ticket already."
AUTOMATIC = "It is an automatic answer to a notification."
UNSURE = "It answers a notification and looks like an automatic answer."
SEVERAL_TICKETS = "It answers a notification about several tickets: each has an address of its own."
NOBODY = "It answers a notification in the name of somebody who may not answer tickets."
STRANGER = "It answers a notification from an address that is not that agent's."
FORGED = "It answers a notification, and the sender's own domain says that it is forged."
UNPROVEN = "It answers a notification, and no mail server of ours vouches for its sender."
ASTRAY = "It answers a notification, but not at the address that the notification gave."
TOO_LARGE = "It answers a notification and is larger than 25 MiB."
WORDLESS = "It answers a notification without words of its own."
LEAKING = "It answers a notification and repeats words that only agents may see."
TOO_LONG = "It answers a notification and is longer than a message may be."
NO_ADDRESS = "It answers a notification of a ticket that has no address to answer to."


def place(ctx: Context, tx: Transaction, letter: Letter) -> Placed | None:
    """None for a mail that is no notification and answers none."""
    if own := _notice(tx, _ours(ctx, [letter.mail.message_id or ""])):
        return Placed(Outcome.SUPPRESSED, own.ticket_id, CAME_BACK)
    to = agent_addresses.read(ctx.secrets, [address.email for address in letter.receivers])
    return _take(ctx, tx, to, letter) if to else _astray(ctx, tx, letter)


def _take(ctx: Context, tx: Transaction, to: AgentReply, letter: Letter) -> Placed:
    """A public reply (or a note, by the address), as on the ticket's page; else why not."""
    ticket = tx.tickets.get_locked(to.ticket_id) if to.ticket_id != SEVERAL else None
    about = ticket.id if ticket else None
    if letter.mail.made and letter.mail.made.certain:
        return Placed(Outcome.SUPPRESSED, about, AUTOMATIC)
    agent = tx.people.agent(to.agent_id)
    why = _refusal(agent, letter)
    if why is None and ticket is None:
        why = SEVERAL_TICKETS
    if why is None and agent is not None and ticket is not None:
        return _write(ctx, tx, ticket, agent, to, letter)
    said = letter.authentication.said
    return Placed(Outcome.QUARANTINED, about, why, ", ".join(filter(None, (_from(letter), said))))


def _astray(ctx: Context, tx: Transaction, letter: Letter) -> Placed | None:
    """An agent's mail that answers a notification at another address than the signed one.

    Its words may be meant for the requester or for colleagues, so
    they go nowhere by themselves.
    """
    ids = [*letter.mail.in_reply_to, *bounces.reported_by_address(ctx, letter.mail)]
    ours = _ours(ctx, ids)
    if not ours or not tx.people.is_agent(letter.sender.email.lower()):
        return None
    notice = _notice(tx, ours)
    if notice is None:
        return None
    if letter.mail.made:
        return Placed(Outcome.SUPPRESSED, notice.ticket_id, AUTOMATIC)
    return Placed(Outcome.QUARANTINED, notice.ticket_id, ASTRAY, _from(letter))


def _ours(ctx: Context, ids: Sequence[str]) -> list[str]:
    """Those Message-IDs that only we give: most mails name none, and cost no query."""
    return [one for one in ids if one.endswith(f"@{ctx.identity.mail_domain}")]


def _notice(tx: Transaction, ids: list[str]) -> Delivery | None:
    """The mail to an agent that bears one of these Message-IDs."""
    found = tx.deliveries.mailed_as(ids) if ids else None
    return found if found and found.for_agent else None


def _refusal(agent: Agent | None, letter: Letter) -> str | None:
    """Why the mail is not believed to be this agent's, or can't be read whole."""
    if agent is None or not agent.active or Role(agent.role) not in Role.acting():
        return NOBODY
    shown = letter.authentication
    faults = {
        STRANGER: _writers(letter.mail) != [agent.email],
        FORGED: shown.failed,
        UNPROVEN: letter.checked and not shown.proven,
        IMPORTED.text: letter.imported,
        UNSURE: letter.mail.made is not None,
        TOO_LARGE: letter.too_large,
    }
    return next((why for why, holds in faults.items() if holds), None)


def _write(
    ctx: Context, tx: Transaction, ticket: Ticket, agent: Agent, to: AgentReply, letter: Letter
) -> Placed:
    mail, now = letter.mail, ctx.clock.now()
    mailbox = helpdesk.mailbox_address(ctx, tx, ticket.mailbox).email
    own = ctx.mail_parser.own_files(mail)
    named = agent_words.naming_pictures(mail.new_text, {one.content_id: one.name for one in own})
    text = agent_words.without_addresses(named, [agent.email], mailbox).strip()
    if mail.message_id and tx.messages.came_as(ticket.id, mail.message_id, text):
        return Placed(Outcome.SUPPRESSED, ticket.id, KNOWN)
    if why := _unfit(tx, ticket, to, text):
        return Placed(Outcome.QUARANTINED, ticket.id, why, _from(letter))
    actor = Actor(ActorKind.AGENT, agent.name, agent.id)
    files = own[:MOST_FILES]
    sent = Sent(text, files, came_as=mail.message_id, most=MOST_FILES, largest=LARGEST_FILE)
    if to.note:
        conversation.jot(ctx, tx, ticket, actor, sent, now, answering=True)
    else:
        conversation.answer(ctx, tx, ticket, actor, sent, now)
    if left := len(own) - len(files):
        history.record(tx, ticket, "mail_shortened", SYSTEM, now, files=left)
    return Placed(Outcome.MESSAGE, ticket.id, TAKEN)


def _unfit(tx: Transaction, ticket: Ticket, to: AgentReply, text: str) -> str | None:
    """Why these words must not go on. An internal word is never let out by a quote."""
    if agent_words.says_nothing(text):
        return WORDLESS
    if len(text) > LONGEST_BODY:
        return TOO_LONG
    if to.note:
        return None
    if not ticket.requester_email:
        return NO_ADDRESS
    inside = [message.body for message in tx.messages.of_ticket(ticket.id) if not message.public]
    return LEAKING if agent_words.repeats(text, inside) else None


def _writers(mail: ParsedMail) -> list[str]:
    """Every address in every From: a second one could speak for another (RFC 5322, 3.6.2)."""
    return [email.lower() for _name, email in getaddresses(list(mail.headers.get("from", ())))]


def _from(letter: Letter) -> str:
    return letter.sender.email

"""Agents are told of what happens: a row each in the transaction of its cause.

Where a row shall be told by mail, its effect comes due a little later and gathers what is unread
by then (services/notification_mail), so that a burst makes one mail.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from bridge.domain.actor import SYSTEM, Actor
from bridge.domain.notifying import NotificationKind, Person, mentioned, spellings, told
from bridge.domain.words import EffectKind, QueueName
from bridge.services.agents import notification_choices
from bridge.services.context import Context
from bridge.store.deliveries import Delivery
from bridge.store.messages import Message
from bridge.store.notifications import Notification
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class About:
    """`message_id`: the message that it is about. `receiver`: who did not get it. `due_at`: when a
    promise breaks."""

    message_id: int | None = None
    receiver: str | None = None
    due_at: datetime | None = None


NOTHING_MORE = About()


def tell(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    kind: NotificationKind,
    actor: Actor,
    now: datetime,
    about: About = NOTHING_MORE,
) -> None:
    """Whoever is to hear of it but `actor`; what is still on its way to them is not said twice.

    A mention is told by `mention`.
    """
    everyone: list[int] = []
    if ticket.assignee_id is None:
        if kind is not NotificationKind.CUSTOMER_REPLIED or not notification_choices.all_hear(tx):
            return
        everyone = [agent.id for agent in tx.people.active_agents()]
    ids = told(kind, actor, ticket.assignee_id, everyone=everyone)
    _add(ctx, tx, ids, ticket, kind, actor, now, about)


def mention(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    note: Message,
    actor: Actor,
    now: datetime,
    *,
    answering: bool = False,
) -> None:
    """The agents whom a note names with an @ sign.

    `answering`: and the one who last named its writer, whom it answers.
    """
    named: set[int] = set()
    if "@" in note.body:
        named |= mentioned(note.body, _people(tx))
    if answering and actor.id is not None:
        asker = tx.notifications.last_to_name(actor.id, ticket.id)
        named |= {asker} if asker is not None else set()
    kind = NotificationKind.MENTIONED
    ids = told(kind, actor, ticket.assignee_id, named=named)
    _add(ctx, tx, ids, ticket, kind, actor, now, About(note.id))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Whom a note can name: `spelling` is what stands after its @ sign."""

    id: int
    name: str
    email: str
    spelling: str


def colleagues(ctx: Context, agent_id: int) -> list[Colleague]:
    """All whom a note of this agent can tell, by name."""
    with ctx.reading() as tx:
        people = _people(tx)
    spelled = spellings(people)
    return [
        Colleague(one.id, one.name, one.email, spelled[one.id])
        for one in sorted(people, key=lambda person: person.name.casefold())
        if one.id in spelled and one.id != agent_id
    ]


def not_delivered(
    ctx: Context, tx: Transaction, delivery: Delivery, now: datetime, actor: Actor = SYSTEM
) -> None:
    """The agent of its ticket hears of it; of a mail to an agent nobody does."""
    ticket = None if delivery.for_agent else tx.tickets.get(delivery.ticket_id)
    if ticket is not None:
        about = About(delivery.message_id, delivery.receiver)
        tell(ctx, tx, ticket, NotificationKind.DELIVERY_FAILED, actor, now, about)


def breach_near(
    ctx: Context, tx: Transaction, ticket: Ticket, due_at: datetime, now: datetime
) -> None:
    """A promise of the ticket breaks at `due_at`; said once, however often the clock asks."""
    kind = NotificationKind.BREACH_NEAR
    if not tx.notifications.told_of(kind, ticket.id, due_at):
        tell(ctx, tx, ticket, kind, SYSTEM, now, About(due_at=due_at))


def _people(tx: Transaction) -> list[Person]:
    return [Person(one.id, one.name, one.email) for one in tx.people.active_agents()]


def _add(
    ctx: Context,
    tx: Transaction,
    agent_ids: Collection[int],
    ticket: Ticket,
    kind: NotificationKind,
    actor: Actor,
    now: datetime,
    about: About,
) -> None:
    if not agent_ids:
        return
    tx.flush()
    wanted = tx.notifications.choices(agent_ids)
    for agent_id in sorted(agent_ids):
        agent, choice = tx.people.agent(agent_id), wanted.get((agent_id, kind))
        in_page, by_mail = (choice.in_page, choice.by_mail) if choice else (True, True)
        if agent is None or not agent.active or not (in_page or by_mail):
            continue
        if tx.notifications.untold(agent_id, kind, ticket.id, about.message_id, about.due_at):
            continue
        row_id = tx.insert(
            Notification,
            agent_id=agent_id,
            ticket_id=ticket.id,
            kind=kind,
            actor_name=actor.name,
            in_page=in_page,
            by_mail=by_mail,
            created_at=now,
            **asdict(about),
        )
        if by_mail:
            due = now + ctx.timing.notify_wait
            tx.outbox.add_effect(EffectKind.NOTIFY, QueueName.REPLIES, row_id, now=now, due_at=due)

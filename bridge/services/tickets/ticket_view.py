"""One ticket as its page shows it: the whole history in one place, with times and actors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain.ports import Address, FileContent
from bridge.domain.references import ticket_reference
from bridge.services.context import Context
from bridge.services.outgoing import requester_mail, set_aside
from bridge.services.outgoing.set_aside import SetAside
from bridge.services.tickets import case_view, files, lookup, message_view
from bridge.services.tickets.case_view import EscalationView
from bridge.services.tickets.message_view import MessageView
from bridge.store.knowledge import Article, Suggestion
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket, TicketEvent


@dataclass(frozen=True, slots=True)
class EventView:
    id: int
    type: str
    actor_kind: str
    actor: str
    field: str | None
    old: str | None
    new: str | None
    data: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class SuggestionView:
    title: str
    url: str
    excerpt: str
    opened_at: datetime | None
    solved_at: datetime | None


@dataclass(frozen=True, slots=True)
class OtherTicket:
    reference: str
    subject: str
    status: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """Who takes part besides the requester. `joined_by`: `cc`, or `mail` by their own mail."""

    email: str
    joined_by: str


@dataclass(frozen=True, slots=True)
class TicketView:
    id: int
    reference: str
    token: str
    subject: str
    status: str
    priority: str
    level: str
    channel: str
    category: str | None
    language: str
    site: str | None
    form_id: int | None
    canary: bool
    """A site's test entry."""
    assignee_id: int | None
    assignee: str | None
    requester: Address
    requester_addresses: tuple[str, ...]
    bounced: dict[str, str]
    """Addresses of the requester that mail came back from, with the mail server's words."""
    participants: tuple[ParticipantView, ...]
    copies: tuple[str, ...]
    """Addresses that get replies beside the requester."""
    linked: str | None
    version: int
    created_at: datetime
    changed_at: datetime
    solved_at: datetime | None
    messages: tuple[MessageView, ...]
    events: tuple[EventView, ...]
    escalations: tuple[EscalationView, ...]
    suggestions: tuple[SuggestionView, ...]
    others: tuple[OtherTicket, ...]
    set_aside: tuple[SetAside, ...]
    """What was given up and waits for a person."""

    @property
    def dead_address(self) -> bool:
        """Whether an answer would most likely come back."""
        return self.requester.email.lower() in self.bounced

    @property
    def missing_fields(self) -> Mapping[str, str]:
        """Role → field that the form should have had: it changed before this ticket came in."""
        created = next((event for event in self.events if event.type == "created"), None)
        lost = created.data.get("mapping_missing") if created else None
        return lost if isinstance(lost, dict) else dict.fromkeys(lost or (), "")

    @property
    def newest_message(self) -> int:
        return self.messages[-1].id if self.messages else 0


def show(ctx: Context, reference: str) -> TicketView:
    """Raises NotFound."""
    with ctx.reading() as tx:
        return view(ctx, tx, lookup.found(tx, reference))


def file(ctx: Context, reference: str, attachment_id: int) -> tuple[FileContent, bool]:
    """A file of this very ticket, and whether it may show inline. Raises NotFound."""
    with ctx.reading() as tx:
        ticket = lookup.found(tx, reference)
    return files.of_ticket(ctx, ticket.id, attachment_id)


def view(ctx: Context, tx: Transaction, ticket: Ticket) -> TicketView:
    requester = tx.people.requester(ticket.requester_id)
    assignee = tx.people.agent(ticket.assignee_id) if ticket.assignee_id else None
    messages = message_view.of_ticket(tx, ticket.id)
    return TicketView(
        id=ticket.id,
        reference=ticket_reference(ticket.id),
        token=ticket.token,
        subject=ticket.subject,
        status=ticket.status,
        priority=ticket.priority,
        level=ticket.level,
        channel=ticket.channel,
        category=ticket.category,
        language=ticket.language,
        site=tx.sites.get(ticket.site_id).url if ticket.site_id else None,
        form_id=ticket.form_id,
        canary=ticket.canary,
        assignee_id=ticket.assignee_id,
        assignee=assignee.name if assignee else None,
        requester=Address(ticket.requester_email or "", requester.name),
        requester_addresses=tuple(tx.people.addresses(requester.id)),
        bounced=tx.people.bounced(requester.id),
        participants=tuple(
            ParticipantView(person.email, person.joined_by)
            for person in tx.tickets.participants(ticket.id)
        ),
        copies=tuple(other.email for other in requester_mail.others(ctx, tx, ticket)),
        linked=ticket_reference(ticket.linked_id) if ticket.linked_id else None,
        version=ticket.version,
        created_at=ticket.created_at,
        changed_at=ticket.changed_at,
        solved_at=ticket.solved_at,
        messages=messages,
        events=tuple(_event(tx, event) for event in tx.tickets.events(ticket.id)),
        escalations=tuple(case_view.of_case(*pair) for pair in tx.vendors.escalations(ticket.id)),
        suggestions=tuple(_suggestion(*pair) for pair in tx.knowledge.suggestions(ticket.id)),
        others=tuple(
            OtherTicket(ticket_reference(other.id), other.subject, other.status, other.created_at)
            for other in tx.tickets.of_requester(requester.id)
            if other.id != ticket.id
        ),
        set_aside=set_aside.of_ticket(
            tx,
            ticket.id,
            [sent.id for message in messages for sent in message.deliveries],
            [file.id for message in messages for file in message.files],
        ),
    )


def _event(tx: Transaction, event: TicketEvent) -> EventView:
    old, new = event.old, event.new
    if event.field == "assignee_id":
        old, new = _agent_name(tx, old), _agent_name(tx, new)
    return EventView(
        id=event.id,
        type=event.type,
        actor_kind=event.actor_kind,
        actor=event.actor_name,
        field=event.field,
        old=old,
        new=new,
        data=event.data,
        at=event.at,
    )


def _agent_name(tx: Transaction, row_id: str | None) -> str | None:
    agent = tx.people.agent(int(row_id)) if row_id else None
    return agent.name if agent else None


def _suggestion(row: Suggestion, article: Article) -> SuggestionView:
    return SuggestionView(article.title, article.url, article.excerpt, row.opened_at, row.solved_at)

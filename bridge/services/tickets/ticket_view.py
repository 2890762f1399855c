"""One ticket as its page shows it: the whole history in one place, with times and actors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain.ports import Address, FileContent
from bridge.domain.references import escalation_reference, ticket_reference
from bridge.domain.words import DeliveryStatus
from bridge.services.context import Context
from bridge.services.outgoing import requester_mail, set_aside
from bridge.services.outgoing.delivery import AGAIN
from bridge.services.outgoing.set_aside import SetAside
from bridge.services.tickets import conversation, files
from bridge.store.attachments import Attachment
from bridge.store.deliveries import Attempt, Delivery
from bridge.store.knowledge import Article, Suggestion
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket, TicketEvent
from bridge.store.vendors import Escalation, Vendor


@dataclass(frozen=True, slots=True)
class FileView:
    id: int
    name: str
    size: int
    """Bytes."""
    inline: bool
    ready: bool
    """False while the file is still being fetched from WordPress."""


@dataclass(frozen=True, slots=True)
class AttemptView:
    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class DeliveryView:
    id: int
    channel: str
    receiver: str
    status: str
    external_id: str
    last_answer: str | None
    sent_at: datetime | None
    can_retry: bool
    fault: str | None
    """Why the edited template was left aside for the built-in one."""
    waits_until: datetime | None
    """When it is due, while it waits."""
    attempts: tuple[AttemptView, ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    id: int
    kind: str
    channel: str
    actor_kind: str
    actor: str
    body: str
    quoted: str | None
    """The whole text where it differs from `body`: what the person quoted stands in it."""
    fields: tuple[tuple[str, str], ...]
    public: bool
    at: datetime
    files: tuple[FileView, ...]
    deliveries: tuple[DeliveryView, ...]
    escalation: str | None
    held_until: datetime | None
    """Until then its agent can take it back."""


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
class EscalationView:
    reference: str
    ticket: str
    vendor: str
    vendor_slug: str
    channel: str
    status: str
    ask: str
    vendor_reference: str | None
    created_by: str
    created_at: datetime
    sent_at: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    respond_by: datetime | None
    resolve_by: datetime | None
    live: bool


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
        return view(ctx, tx, conversation.found(tx, reference))


def file(ctx: Context, reference: str, attachment_id: int) -> tuple[FileContent, bool]:
    """A file of this very ticket, and whether it may show inline. Raises NotFound."""
    with ctx.reading() as tx:
        ticket = conversation.found(tx, reference)
    return files.of_ticket(ctx, ticket.id, attachment_id)


def view(ctx: Context, tx: Transaction, ticket: Ticket) -> TicketView:
    requester = tx.people.requester(ticket.requester_id)
    assignee = tx.people.agent(ticket.assignee_id) if ticket.assignee_id else None
    messages = _messages(tx, ticket.id)
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
        escalations=tuple(escalation_view(*pair) for pair in tx.vendors.escalations(ticket.id)),
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


def deliveries(tx: Transaction, rows: list[Delivery]) -> list[DeliveryView]:
    attempts = tx.deliveries.attempts([row.id for row in rows])
    due = tx.outbox.due_times([row.id for row in rows if row.status in DeliveryStatus.waiting()])
    return [
        _delivery(
            row, [attempt for attempt in attempts if attempt.delivery_id == row.id], due.get(row.id)
        )
        for row in rows
    ]


def _delivery(row: Delivery, attempts: list[Attempt], due: datetime | None) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        channel=row.channel,
        receiver=row.receiver,
        status=row.status,
        external_id=row.external_id,
        last_answer=row.last_answer,
        sent_at=row.sent_at,
        can_retry=row.status in AGAIN,
        fault=row.payload.get("fault"),
        waits_until=due,
        attempts=tuple(
            AttemptView(one.number, one.started_at, one.ended_at, one.outcome, one.answer)
            for one in attempts
        ),
    )


def _messages(tx: Transaction, ticket_id: int) -> tuple[MessageView, ...]:
    attached = tx.attachments.of_ticket(ticket_id)
    rows = tx.deliveries.of_ticket(ticket_id)
    sent = list(zip(rows, deliveries(tx, rows), strict=True))
    return tuple(
        _message(
            message,
            tuple(file_view(file) for file in attached if file.message_id == message.id),
            tuple(shown for row, shown in sent if row.message_id == message.id),
        )
        for message in tx.messages.of_ticket(ticket_id)
        if message.taken_back_at is None
    )


def _message(
    message: Message, attached: tuple[FileView, ...], sent: tuple[DeliveryView, ...]
) -> MessageView:
    whole = message.full_text
    return MessageView(
        id=message.id,
        kind=message.kind,
        channel=message.channel,
        actor_kind=message.actor_kind,
        actor=message.actor_name,
        body=message.body,
        quoted=whole if whole and whole.strip() != message.body.strip() else None,
        fields=tuple((label, text) for label, text in message.fields or []),
        public=message.public,
        at=message.created_at,
        files=attached,
        deliveries=sent,
        escalation=escalation_reference(message.escalation_id) if message.escalation_id else None,
        held_until=message.held_until,
    )


def file_view(row: Attachment) -> FileView:
    return FileView(
        id=row.id,
        name=files.clean_name(row.name),
        size=row.size,
        inline=files.shows_inline(row.content_type),
        ready=row.storage_key is not None,
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


def escalation_view(row: Escalation, vendor: Vendor) -> EscalationView:
    return EscalationView(
        reference=escalation_reference(row.id),
        ticket=ticket_reference(row.ticket_id),
        vendor=vendor.name,
        vendor_slug=vendor.slug,
        channel=vendor.channel,
        status=row.status,
        ask=row.ask,
        vendor_reference=row.vendor_reference,
        created_by=row.created_by,
        created_at=row.created_at,
        sent_at=row.sent_at,
        acknowledged_at=row.acknowledged_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        respond_by=row.respond_by,
        resolve_by=row.resolve_by,
        live=row.ended_at is None,
    )


def _suggestion(row: Suggestion, article: Article) -> SuggestionView:
    return SuggestionView(article.title, article.url, article.excerpt, row.opened_at, row.solved_at)

"""A ticket's messages as its page shows them, with their files and what became of each mail."""

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.references import escalation_reference
from bridge.domain.words import DeliveryStatus
from bridge.services.outgoing.delivery import AGAIN
from bridge.services.tickets import files
from bridge.store.attachments import Attachment
from bridge.store.deliveries import Attempt, Delivery
from bridge.store.messages import Message
from bridge.store.session import Transaction


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


def of_ticket(tx: Transaction, ticket_id: int) -> tuple[MessageView, ...]:
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

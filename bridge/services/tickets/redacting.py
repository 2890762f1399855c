"""What leaves for a vendor: a ticket's history seen through that vendor's redaction policy."""

from dataclasses import dataclass

from bridge.domain.ports import CaseMessage
from bridge.domain.redaction import KnownPerson, redact
from bridge.domain.redaction_policy import RedactionPolicy
from bridge.domain.words import MessageKind
from bridge.store.attachments import Attachment
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket
from bridge.store.vendors import Vendor


@dataclass(frozen=True, slots=True)
class Leaving:
    """Exactly what may leave. `hidden` counts what was taken out, by kind."""

    subject: str
    ask: str
    messages: tuple[CaseMessage, ...]
    attachments: tuple[Attachment, ...]
    hidden: dict[str, int]


def leaving(
    tx: Transaction,
    ticket: Ticket,
    vendor: Vendor,
    ask: str,
    attachment_ids: tuple[int, ...],
    *,
    messages: list[Message] | None = None,
) -> Leaving:
    """`messages`: the part of the history to tell; all of it when left out."""
    policy = RedactionPolicy.from_dict(vendor.redaction)
    known = known_person(tx, ticket)
    hidden: dict[str, int] = {}

    def cleaned(text: str) -> str:
        result = redact(text, policy, known)
        for found in result.hidden:
            hidden[found.kind] = hidden.get(found.kind, 0) + found.count
        return result.text

    told = tx.messages.of_ticket(ticket.id) if messages is None else messages
    return Leaving(
        subject=cleaned(ticket.subject),
        ask=cleaned(ask),
        messages=tuple(
            CaseMessage(_author(message, policy), message.created_at, cleaned(message.body))
            for message in told
            if policy.lets_out(MessageKind(message.kind))
        ),
        attachments=_ticked(tx, ticket, policy, attachment_ids),
        hidden=hidden,
    )


def known_person(tx: Transaction, ticket: Ticket) -> KnownPerson:
    requester = tx.people.requester(ticket.requester_id)
    addresses = tx.people.addresses(requester.id)
    if ticket.requester_email:
        addresses.append(ticket.requester_email)
    return KnownPerson(name=requester.name, addresses=tuple(dict.fromkeys(addresses)))


def _author(message: Message, policy: RedactionPolicy) -> str:
    if message.kind == MessageKind.REQUEST:
        return "Customer" if policy.hide_names else message.actor_name
    return message.actor_name


def _ticked(
    tx: Transaction, ticket: Ticket, policy: RedactionPolicy, wanted: tuple[int, ...]
) -> tuple[Attachment, ...]:
    if not policy.include_attachments:
        return ()
    return tuple(
        file
        for file in tx.attachments.of_ticket(ticket.id)
        if file.id in wanted and file.storage_key
    )

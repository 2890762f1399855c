"""The first text of an article out of a ticket: the question and what agents answered openly."""

from bridge.domain.marked_text import escaped
from bridge.domain.redaction import redact
from bridge.domain.redaction_policy import RedactionPolicy
from bridge.domain.words import ActorKind, MessageKind
from bridge.services.tickets import redacting
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

HEADINGS = {"en": ("Question", "Answer"), "fr": ("Question", "Réponse")}


def of_ticket(tx: Transaction, ticket: Ticket) -> tuple[str, str]:
    """(title, text). Without the requester's name, addresses and numbers; nothing internal.

    Left out: notes, automatic answers, and every exchange with a vendor, shared or not.
    """
    known = redacting.known_person(tx, ticket)

    def cleaned(text: str) -> str:
        return redact(text, RedactionPolicy(), known).text

    messages = tx.messages.of_ticket(ticket.id)
    question = next((one for one in messages if _is_question(one)), None)
    answers = [one for one in messages if _is_answer(one)]
    asked, answered = HEADINGS.get(ticket.language, HEADINGS["en"])
    parts = [f"## {asked}", escaped(cleaned(question.body).strip()) if question else ""]
    parts += [f"## {answered}", *(escaped(cleaned(one.body).strip()) for one in answers)]
    return cleaned(ticket.subject).strip(), "\n\n".join(part for part in parts if part)


def _is_question(message: Message) -> bool:
    return message.kind == MessageKind.REQUEST and message.escalation_id is None


def _is_answer(message: Message) -> bool:
    return (
        message.kind == MessageKind.REPLY
        and message.public
        and message.actor_kind == ActorKind.AGENT
        and message.escalation_id is None
    )

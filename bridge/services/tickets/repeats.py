"""The same form sent twice: a double click, a page reloaded, a browser that tries again.

A form says what its page showed. The same text with the same files, said since then by the same
person, is the same message and is not stored twice.
"""

import hashlib
from collections.abc import Iterable

from bridge.domain.actor import Actor
from bridge.domain.ports import FileContent
from bridge.domain.words import MessageKind
from bridge.store.messages import Message
from bridge.store.session import Transaction


def repeated(
    tx: Transaction,
    since: Iterable[Message],
    kind: MessageKind,
    actor: Actor,
    text: str,
    files: tuple[FileContent, ...] = (),
    escalation_id: int | None = None,
) -> Message | None:
    """The message among `since` that this one repeats. The ticket must be locked."""
    sums = sorted(hashlib.sha256(file.content).hexdigest() for file in files)
    for message in since:
        same = (
            message.kind == kind
            and (message.actor_kind, message.actor_id) == (actor.kind, actor.id)
            and (message.body, message.escalation_id) == (text, escalation_id)
        )
        if same and _sums(tx, message) == sums:
            return message
    return None


def _sums(tx: Transaction, message: Message) -> list[str]:
    attached = tx.attachments.of_ticket(message.ticket_id)
    return sorted(row.sha256 or "" for row in attached if row.message_id == message.id)

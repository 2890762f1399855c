"""A ticket by its reference."""

from collections.abc import Callable

from bridge.domain.errors import NotFound
from bridge.domain.references import ticket_id
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket


def found(tx: Transaction, reference: str) -> Ticket:
    """The ticket to read. Raises NotFound."""
    return _by(tx.tickets.get, reference)


def locked(tx: Transaction, reference: str) -> Ticket:
    """The ticket, kept from other writers. Raises NotFound."""
    return _by(tx.tickets.get_locked, reference)


def _by(get: Callable[[int], Ticket | None], reference: str) -> Ticket:
    row_id = ticket_id(reference)
    ticket = get(row_id) if row_id else None
    if ticket is None:
        raise NotFound("There is no such ticket.")
    return ticket

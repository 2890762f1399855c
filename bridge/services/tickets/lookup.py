"""A ticket by its reference."""

from bridge.domain.errors import NotFound
from bridge.domain.references import ticket_id
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket


def found(tx: Transaction, reference: str) -> Ticket:
    """The ticket to read. Raises NotFound."""
    row_id = ticket_id(reference)
    ticket = tx.tickets.get(row_id) if row_id else None
    if ticket is None:
        raise NotFound("There is no such ticket.")
    return ticket


def locked(tx: Transaction, reference: str) -> Ticket:
    """The ticket, kept from other writers. Raises NotFound."""
    row_id = ticket_id(reference)
    ticket = tx.tickets.get_locked(row_id) if row_id else None
    if ticket is None:
        raise NotFound("There is no such ticket.")
    return ticket

"""Cases at vendors and what was sent on them, as programs ask for them."""

from bridge.domain.errors import NotFound
from bridge.domain.references import escalation_id
from bridge.services.context import Context
from bridge.services.tickets import case_view, lookup, message_view
from bridge.services.tickets.case_view import EscalationView
from bridge.services.tickets.message_view import DeliveryView
from bridge.store.session import Transaction
from bridge.store.vendors import Escalation


def of_ticket(ctx: Context, reference: str) -> list[EscalationView]:
    """Raises NotFound."""
    with ctx.reading() as tx:
        ticket = lookup.found(tx, reference)
        return [case_view.of_case(*pair) for pair in tx.vendors.escalations(ticket.id)]


def one(ctx: Context, reference: str) -> EscalationView:
    """Raises NotFound."""
    with ctx.reading() as tx:
        row = _found(tx, reference)
        return case_view.of_case(row, tx.vendors.get(row.vendor_id))


def deliveries(ctx: Context, reference: str) -> list[DeliveryView]:
    """Every message to the vendor on this case, with all tries. Raises NotFound."""
    with ctx.reading() as tx:
        row = _found(tx, reference)
        return message_view.deliveries(tx, tx.deliveries.of_escalation(row.id))


def delivery(ctx: Context, delivery_id: int) -> DeliveryView:
    """Raises NotFound."""
    with ctx.reading() as tx:
        row = tx.deliveries.get(delivery_id)
        if row is None:
            raise NotFound("There is no such delivery.")
        return message_view.deliveries(tx, [row])[0]


def _found(tx: Transaction, reference: str) -> Escalation:
    row_id = escalation_id(reference)
    row = tx.vendors.escalation(row_id) if row_id else None
    if row is None:
        raise NotFound("There is no such case.")
    return row

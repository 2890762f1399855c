"""Cases, vendors and deliveries as lists and programs ask for them, and another try by hand."""

from dataclasses import dataclass

from bridge.domain.actor import Actor
from bridge.domain.errors import Conflict, NotFound
from bridge.domain.references import escalation_id
from bridge.services import conversation, delivery, history, ticket_view
from bridge.services.context import Context
from bridge.services.ticket_view import DeliveryView, EscalationView
from bridge.store.session import Transaction
from bridge.store.vendors import Escalation


@dataclass(frozen=True, slots=True)
class VendorRow:
    """A vendor without its address and secrets."""

    slug: str
    name: str
    channel: str
    product: str
    language: str
    respond_hours: int | None
    resolve_hours: int | None
    enabled: bool
    disabled_reason: str | None


def vendors(ctx: Context) -> list[VendorRow]:
    with ctx.reading() as tx:
        return [
            VendorRow(
                slug=row.slug,
                name=row.name,
                channel=row.channel,
                product=row.product,
                language=row.language,
                respond_hours=row.respond_hours,
                resolve_hours=row.resolve_hours,
                enabled=row.enabled,
                disabled_reason=row.disabled_reason,
            )
            for row in tx.vendors.all()
        ]


def of_ticket(ctx: Context, reference: str) -> list[EscalationView]:
    """Raises NotFound."""
    with ctx.reading() as tx:
        ticket = conversation.found(tx, reference)
        return [ticket_view.escalation_view(*pair) for pair in tx.vendors.escalations(ticket.id)]


def one(ctx: Context, reference: str) -> EscalationView:
    """Raises NotFound."""
    with ctx.reading() as tx:
        row = _found(tx, reference)
        return ticket_view.escalation_view(row, tx.vendors.get(row.vendor_id))


def deliveries(ctx: Context, reference: str) -> list[DeliveryView]:
    """Every message to the vendor on this case, with all tries. Raises NotFound."""
    with ctx.reading() as tx:
        row = _found(tx, reference)
        return ticket_view.deliveries(tx, tx.outbox.deliveries_of_escalation(row.id))


def send_again(ctx: Context, actor: Actor, delivery_id: int) -> DeliveryView:
    """Another try of what failed, waits or is uncertain. Raises NotFound, Conflict."""
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row = tx.outbox.delivery_locked(delivery_id)
        ticket = tx.tickets.get_locked(row.ticket_id) if row else None
        if row is None or ticket is None:
            raise NotFound("There is no such delivery.")
        if row.status not in ticket_view.RETRIED_BY_HAND:
            raise Conflict(f"This delivery is {row.status}; there is nothing to send again.")
        delivery.retry_now(tx, row, now)
        history.record(tx, ticket, "delivery_retried", actor, now, delivery=row.id)
        tx.session.flush()
        return ticket_view.deliveries(tx, [row])[0]


def _found(tx: Transaction, reference: str) -> Escalation:
    row_id = escalation_id(reference)
    row = tx.vendors.escalation(row_id) if row_id else None
    if row is None:
        raise NotFound("There is no such case.")
    return row

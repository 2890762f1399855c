"""Every change of a ticket goes through here and leaves a TicketEvent (invariant 8)."""

from datetime import datetime
from typing import Any

from bridge.domain.actor import Actor
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket, TicketEvent


def record(
    tx: Transaction, ticket: Ticket, type_: str, actor: Actor, at: datetime, **data: Any
) -> None:
    """One fact that changes no field of the ticket."""
    tx.insert(TicketEvent, **event(ticket.id, type_, actor, at, data=data))
    _touch(ticket, at)


def change(tx: Transaction, ticket: Ticket, actor: Actor, at: datetime, **fields: Any) -> bool:
    """Sets the fields that differ, an event for each. True when any did."""
    changed = False
    for field, new in fields.items():
        old = getattr(ticket, field)
        if old == new:
            continue
        setattr(ticket, field, new)
        values = event(ticket.id, "changed", actor, at, field=field, old=old, new=new)
        tx.insert(TicketEvent, **values)
        changed = True
    if changed:
        _touch(ticket, at)
    return changed


def event(
    ticket_id: int,
    type_: str,
    actor: Actor,
    at: datetime,
    *,
    field: str | None = None,
    old: Any = None,
    new: Any = None,
    data: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The columns of one TicketEvent."""
    return {
        "ticket_id": ticket_id,
        "type": type_,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "field": field,
        "old": None if old is None else str(old),
        "new": None if new is None else str(new),
        "data": data or {},
        "at": at,
    }


def _touch(ticket: Ticket, at: datetime) -> None:
    ticket.version += 1
    ticket.changed_at = max(at, ticket.changed_at)

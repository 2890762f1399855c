"""Escalations, their deliveries, and the vendors they go to."""

from typing import Any

from bridge.domain.errors import Invalid
from bridge.domain.words import Level
from bridge.services.outgoing import delivery
from bridge.services.tickets import levels
from bridge.services.tickets.case_view import EscalationView
from bridge.services.tickets.message_view import DeliveryView
from bridge.services.vendors import cases, escalation, vendor_list
from bridge.services.vendors.escalation import Escalated
from bridge.web.api import case_schemas as schemas
from bridge.web.api.access import caller, needs
from bridge.web.api.fields import LARGEST_ID
from bridge.web.api.section import Section
from bridge.web.current import ctx

section = Section("Escalations", "Tickets that go up a level, and cases at vendors.")
vendors = Section("Vendors", "Who takes cases.")


@section.post("/tickets/<reference>/escalate")
@needs("escalations:write")
@section.arguments(schemas.EscalateIn)
@section.response(201, schemas.EscalatedShown)
def escalate_ticket(body: dict[str, Any], reference: str) -> dict[str, Any]:
    """Take a ticket to the next level

    L2 and L3 stay in the house. L4 opens a case at a vendor; what leaves is redacted by that
    vendor's policy, and files never leave this way.
    """
    level, vendor, reason = body["level"], body["vendor"], body["reason"]
    if level == Level.L4:
        if not vendor:
            raise Invalid("L4 needs a vendor.", field="vendor")
        done = escalation.escalate(ctx(), caller(), reference, vendor, reason)
        return {"ticket": done.ticket, "level": level, "escalation": done.escalation}
    if vendor:
        raise Invalid("Only L4 goes to a vendor.", field="vendor")
    levels.raise_level(ctx(), caller(), reference, level, reason)
    return {"ticket": reference, "level": level, "escalation": None}


@section.get("/tickets/<reference>/escalations")
@needs("tickets:read")
@section.response(200, schemas.CaseList)
def list_escalations(reference: str) -> dict[str, Any]:
    """List a ticket's cases"""
    return {"items": cases.of_ticket(ctx(), reference)}


@section.post("/tickets/<reference>/escalations")
@needs("escalations:write")
@section.arguments(schemas.CaseIn)
@section.response(201, schemas.CaseShown)
def open_escalation(body: dict[str, Any], reference: str) -> EscalationView:
    """Open a case at a vendor

    The same as `escalate` with level L4.
    """
    done: Escalated = escalation.escalate(
        ctx(), caller(), reference, body["vendor"], body["reason"]
    )
    return cases.one(ctx(), done.escalation)


@section.get("/escalations/<reference>")
@needs("tickets:read")
@section.response(200, schemas.CaseShown)
def read_escalation(reference: str) -> EscalationView:
    """Read a case"""
    return cases.one(ctx(), reference)


@section.get("/escalations/<reference>/deliveries")
@needs("tickets:read")
@section.response(200, schemas.DeliveryList)
def list_deliveries(reference: str) -> dict[str, Any]:
    """List what was sent on a case, with every try"""
    return {"items": cases.deliveries(ctx(), reference)}


@section.post(f"/deliveries/<int(min=1, max={LARGEST_ID}):delivery_id>/retry")
@needs("deliveries:write")
@section.response(202, schemas.DeliveryShown)
@section.problem(409, "There is nothing to send again.")
def retry_delivery(delivery_id: int) -> DeliveryView:
    """Send a delivery again

    For one that failed, waits for its next try, or may have been lost. Its `external_id` stays,
    so that a receiver recognises a repeat.
    """
    delivery.send_again(ctx(), caller(), delivery_id)
    return cases.delivery(ctx(), delivery_id)


@vendors.get("/vendors")
@needs("vendors:read")
@vendors.response(200, schemas.VendorList)
def list_vendors() -> dict[str, Any]:
    """List vendors

    Without their addresses and secrets.
    """
    return {"items": vendor_list.vendors(ctx())}

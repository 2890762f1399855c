"""`/tickets`: open, list, read, change, write."""

from typing import Any

from bridge.domain.errors import Conflict, Invalid
from bridge.domain.words import MessageKind
from bridge.services.agents import accounts
from bridge.services.intake import desk_intake
from bridge.services.intake.desk_intake import NewTicket
from bridge.services.tickets import conversation, inbox, properties, ticket_view
from bridge.services.tickets.inbox import Wanted
from bridge.services.tickets.properties import Change
from bridge.services.tickets.ticket_view import TicketView
from bridge.web.api import ticket_schemas as schemas
from bridge.web.api.access import caller, needs
from bridge.web.api.section import Section
from bridge.web.current import ctx
from bridge.web.problems import problem

section = Section("Tickets", "Tickets and the messages in them.")
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "For `If-Match`."}}


@section.get("/tickets")
@needs("tickets:read")
@section.arguments(schemas.TicketQuery, location="query")
@section.response(200, schemas.TicketPage)
def list_tickets(query: dict[str, Any]) -> dict[str, Any]:
    """List tickets

    Newest change first, a page at a time.
    """
    wanted = Wanted(
        status=query.get("status"),
        level=query.get("level"),
        assignee=query.get("assignee"),
        vendor=query.get("vendor"),
        text=query.get("q"),
        after=query.get("after"),
    )
    rows, following = inbox.tickets(ctx(), wanted, query["limit"])
    return {"items": rows, "next": following}


@section.post("/tickets")
@needs("tickets:write")
@section.arguments(schemas.IdempotencyHeader, location="headers")
@section.arguments(schemas.TicketIn)
@section.response(201, schemas.OpenedShown, description="The ticket is stored.")
@section.alt_response(200, schema=schemas.OpenedShown, description="This key opened it before.")
def open_ticket(header: dict[str, Any], body: dict[str, Any]) -> tuple[Any, int]:
    """Open a ticket

    The requester is answered at once by mail with fitting articles, when there is an address
    that may be answered. Send `Idempotency-Key`, and repeat the request without fear.
    """
    person = body.pop("requester")
    new = NewTicket(**body, name=person["name"], email=person["email"])
    opened = desk_intake.open_by_api(ctx(), caller(), new, header.get("key"))
    return opened, 200 if opened.duplicate else 201


@section.get("/tickets/<reference>")
@needs("tickets:read")
@section.response(200, schemas.TicketShown, headers=ETAG)
def read_ticket(reference: str) -> tuple[TicketView, int, dict[str, str]]:
    """Read a ticket with its messages"""
    ticket = ticket_view.show(ctx(), reference)
    return ticket, 200, {"ETag": _etag(ticket.version)}


@section.patch("/tickets/<reference>")
@needs("tickets:write")
@section.arguments(schemas.IfMatchHeader, location="headers")
@section.arguments(schemas.TicketChange)
@section.response(200, schemas.TicketShown, headers=ETAG)
@section.problem(412, "The ticket has changed since you read it.")
def change_ticket(header: dict[str, Any], body: dict[str, Any], reference: str) -> Any:
    """Change a ticket's properties

    Only the fields that are given change. With `If-Match` nobody's work is overwritten.
    """
    try:
        properties.change(
            ctx(), caller(), reference, _change(body), version=_version(header.get("tag"))
        )
    except Conflict as lost:
        return problem(412, lost.title, field="If-Match")
    ticket = ticket_view.show(ctx(), reference)
    return ticket, 200, {"ETag": _etag(ticket.version)}


@section.post("/tickets/<reference>/messages")
@needs("tickets:write")
@section.arguments(schemas.MessageIn)
@section.response(201, schemas.MessageShown)
def write_message(body: dict[str, Any], reference: str) -> Any:
    """Write a reply or a note"""
    if body["kind"] == MessageKind.REPLY:
        solve = body["solve"]
        message_id = conversation.reply(ctx(), caller(), reference, body["body"], solve=solve)
    elif body["solve"]:
        raise Invalid("Only a reply can solve a ticket.", field="solve")
    else:
        message_id = conversation.note(ctx(), caller(), reference, body["body"])
    messages = ticket_view.show(ctx(), reference).messages
    return next(message for message in messages if message.id == message_id)


def _change(body: dict[str, Any]) -> Change:
    assignee = body.get("assignee")
    return Change(
        status=body.get("status"),
        level=body.get("level"),
        priority=body.get("priority"),
        assignee_id=accounts.agent_id(ctx(), assignee) if assignee else None,
        unassign="assignee" in body and not assignee,
        category=(body["category"] or "") if "category" in body else None,
    )


def _etag(version: int) -> str:
    return f'"{version}"'


def _version(if_match: str | None) -> int | None:
    """The version that the caller read; one that no ticket has for a tag that is none of ours.

    A weak tag matches nothing here (RFC 9110 section 13.1.1).
    """
    if if_match is None or if_match.strip() == "*":
        return None
    number = if_match.strip()[1:-1]
    ours = if_match.strip() == f'"{number}"' and number.isascii() and number.isdecimal()
    return int(number) if ours and len(number) < 19 else -1

"""`/tickets/HB-1042`: reading a ticket, answering in it, changing its properties."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Conflict, Invalid, NotFound, TooLarge
from bridge.domain.tickets import SETTABLE
from bridge.domain.words import Level, Priority
from bridge.services.agents import accounts, notification_list, notifications
from bridge.services.articles import shelves
from bridge.services.outgoing import delivery, set_aside
from bridge.services.tickets import conversation, properties, taking_back, ticket_view
from bridge.services.tickets.properties import Change
from bridge.web import uploads
from bridge.web.current import ctx
from bridge.web.permissions import actor, agent
from bridge.web.speech import gettext as _
from bridge.web.tickets import timeline
from bridge.web.words import N_

blueprint = Blueprint("tickets", __name__, url_prefix="/tickets/<reference>")

CONFLICT = 409
CHANGED_MEANWHILE = N_(
    "Somebody changed this ticket while you had it open. Nothing of yours was saved: "
    "look at the properties as they are now, then save again."
)


@blueprint.get("")
def show(reference: str) -> str:
    """404 for an unknown reference. What the agent was told of it is read by this."""
    notification_list.open_ticket(ctx(), agent().id, reference)
    return page(reference)


def page(reference: str, **more: Any) -> str:
    """The ticket's page; `more` is what an unfinished form brings back."""
    ticket = ticket_view.show(ctx(), reference)
    return render_template(
        "tickets/ticket.html",
        ticket=ticket,
        entries=timeline.entries(ticket),
        agents=accounts.agents(ctx()),
        colleagues=notifications.colleagues(ctx(), agent().id),
        now=ctx().clock.now(),
        draft=shelves.draft_of_ticket(ctx(), ticket.id),
        choices={"status": SETTABLE, "level": tuple(Level), "priority": tuple(Priority)},
        **more,
    )


@blueprint.post("/messages")
def write(reference: str) -> Response | tuple[str, int]:
    """A reply or a note. 409 shows what came in between and keeps the text."""
    form = request.form
    body, kind = form.get("body", ""), form.get("kind", "reply")
    seen, solve = number(form.get("seen")), form.get("then") == "solve"
    try:
        who, files = actor(), uploads.sent()
        if kind == "note":
            conversation.note(ctx(), who, reference, body, files, seen=seen)
        else:
            conversation.reply(
                ctx(),
                who,
                reference,
                body,
                solve=solve,
                attachments=files,
                seen=seen,
                carry=number(form.get("carry")),
            )
    except Conflict as error:
        again = page(reference, body=body, kind=kind, missed_after=seen, refusal=error.title)
        return again, CONFLICT
    except (Invalid, TooLarge) as error:
        return page(reference, body=body, kind=kind, refusal=error.title), 400
    flash(_said(kind, solve))
    return redirect(url_for("tickets.show", reference=reference, _anchor="newest"))


@blueprint.post("/messages/<row:message_id>/take-back")
def take_back(reference: str, message_id: int) -> str | tuple[str, int]:
    """Undo send: the text stands in the composer again. 409 when the reply has left."""
    try:
        body = taking_back.take_back(ctx(), actor(), reference, message_id)
    except Conflict as error:
        return page(reference, refusal=error.title), CONFLICT
    flash(_("Your reply was taken back. Nobody has got it; its text is below."))
    return page(reference, body=body, kind="reply", carry=message_id)


def _said(kind: str, solve: bool) -> str:
    if kind == "note":
        return _("Your note was added.")
    if solve:
        return _("Your reply is on its way; the ticket is solved.")
    return _("Your reply is on its way.")


@blueprint.post("/properties")
def change(reference: str) -> Response | tuple[str, int]:
    """Status, level, priority, assignee, category. 409 when the ticket changed meanwhile."""
    form = request.form
    assignee = form.get("assignee")
    wanted = Change(
        status=form.get("status") or None,
        level=form.get("level") or None,
        priority=form.get("priority") or None,
        assignee_id=number(assignee),
        unassign=assignee == "none",
        category=form.get("category"),
    )
    try:
        properties.change(ctx(), actor(), reference, wanted, version=number(form.get("version")))
    except Conflict:
        return page(reference, refusal=CHANGED_MEANWHILE), CONFLICT
    except Invalid as error:
        return page(reference, refusal=error.title), 400
    flash(_("Saved."))
    return redirect(url_for("tickets.show", reference=reference))


@blueprint.get("/files/<row:attachment_id>")
def file(reference: str, attachment_id: int) -> Response:
    """404 unless it is a file of this ticket."""
    content, inline = ticket_view.file(ctx(), reference, attachment_id)
    return uploads.answer(content, inline=inline)


@blueprint.post("/deliveries/<row:delivery_id>/retry")
def retry(reference: str, delivery_id: int) -> Response | tuple[str, int]:
    """404 unless the delivery is one of this ticket."""
    ticket = ticket_view.show(ctx(), reference)
    if delivery_id not in {row.id for said in ticket.messages for row in said.deliveries}:
        raise NotFound("There is no such delivery.")
    try:
        delivery.send_again(ctx(), actor(), delivery_id)
    except Conflict as error:
        return page(reference, refusal=error.title), 400
    flash(_("It will be sent again now."))
    return redirect(url_for("tickets.show", reference=reference))


@blueprint.post("/set-aside/<row:effect_id>/try-again")
def try_again(reference: str, effect_id: int) -> Response | tuple[str, int]:
    """404 unless it was given up in this ticket."""
    try:
        set_aside.try_again(ctx(), actor(), reference, effect_id)
    except Conflict as error:
        return page(reference, refusal=error.title), CONFLICT
    flash(_("It is tried again now."))
    return redirect(url_for("tickets.show", reference=reference))


def number(text: str | None) -> int | None:
    """A row's number or a version as a form sends it; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None

"""`/arrivals`: whatever came in by any door, with its one outcome. Nothing is dropped unseen."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Conflict, Invalid
from bridge.domain.ports import FileContent
from bridge.domain.words import Door, Outcome
from bridge.services.arrivals import arrivals
from bridge.services.intake import arrival_tickets
from bridge.web import uploads
from bridge.web.current import ctx
from bridge.web.permissions import actor
from bridge.web.speech import gettext as _

blueprint = Blueprint("arrivals", __name__, url_prefix="/arrivals")

CONFLICT = 409
DOORS: dict[str, tuple[Door, ...]] = {
    "mail": (Door.MAIL,),
    "form": (Door.PUSH, Door.FEED),
    "vendor": (Door.VENDOR,),
    "api": (Door.API,),
    "portal": (Door.PORTAL,),
}


@blueprint.get("")
def show() -> str:
    """Newest first; `door` and `outcome` choose, `before` is the last page's oldest arrival."""
    door, outcome = request.args.get("door", ""), request.args.get("outcome", "")
    if door and door not in DOORS:
        raise Invalid("There is no such door.", field="door")
    if outcome and outcome not in tuple(Outcome):
        raise Invalid("There is no such outcome.", field="outcome")
    rows = arrivals.page(
        ctx(), DOORS.get(door, ()), Outcome(outcome) if outcome else None, _before()
    )
    return render_template(
        "arrivals/list.html",
        rows=rows,
        page=arrivals.PAGE,
        door=door,
        outcome=outcome,
        doors=DOORS,
        outcomes=tuple(Outcome),
    )


@blueprint.get("/<row:arrival_id>")
def one(arrival_id: int) -> str:
    """404 for an unknown one."""
    return render_template("arrivals/one.html", arrival=arrivals.one(ctx(), arrival_id))


@blueprint.get("/<row:arrival_id>/raw")
def raw(arrival_id: int) -> Response:
    """As it came, to be saved: never shown by the browser itself."""
    content, door = arrivals.whole(ctx(), arrival_id)
    name = f"arrival-{arrival_id}.{'eml' if door == Door.MAIL else 'txt'}"
    return uploads.answer(FileContent(name, "application/octet-stream", content), inline=False)


@blueprint.post("/<row:arrival_id>/ticket")
def make_ticket(arrival_id: int) -> Response | tuple[str, int]:
    """409 when it is in a ticket already."""
    try:
        reference = arrival_tickets.make(ctx(), actor(), arrival_id)
    except Conflict as error:
        arrival = arrivals.one(ctx(), arrival_id)
        return render_template("arrivals/one.html", arrival=arrival, refusal=error.title), CONFLICT
    flash(_("This is its ticket now. Nobody was answered automatically."))
    return redirect(url_for("tickets.show", reference=reference))


def _before() -> int | None:
    before = request.args.get("before")
    if before is None:
        return None
    if not (before.isascii() and before.isdigit() and len(before) < 16):
        raise Invalid("This page cursor is not valid; start from the first page.", field="before")
    return int(before)

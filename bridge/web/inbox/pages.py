"""`/inbox`: a view with its list, searched or not, a page at a time."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import NotFound
from bridge.services.tickets import inbox, ticket_view
from bridge.services.tickets.inbox import View
from bridge.web.current import ctx
from bridge.web.permissions import agent

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
def show() -> str | Response:
    """400 for a cursor that is none of ours; 404 for an unknown view."""
    sought = request.args.get("q", "").strip()[:200]
    if sought and _is_ticket(sought):
        return redirect(url_for("tickets.show", reference=sought.upper()))
    view = _view(request.args.get("view", View.ALL if sought else View.OPEN))
    found = inbox.inbox(ctx(), agent(), view, text=sought, after=request.args.get("after"))
    return render_template("inbox/list.html", inbox=found, sought=sought, overview=found)


def _view(name: str) -> View:
    if name not in tuple(View):
        raise NotFound("There is no such view.")
    return View(name)


def _is_ticket(sought: str) -> bool:
    """Whoever types a reference wants that ticket."""
    try:
        ticket_view.show(ctx(), sought)
    except NotFound:
        return False
    return True

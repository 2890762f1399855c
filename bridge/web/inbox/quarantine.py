"""`/inbox/quarantine`: what came in authentic and could not be used, never dropped."""

from flask import Blueprint, render_template, request

from bridge.domain.errors import Invalid
from bridge.services import arrivals
from bridge.web.current import ctx

blueprint = Blueprint("quarantine", __name__, url_prefix="/inbox/quarantine")


@blueprint.get("")
def show() -> str:
    """Newest first; `before` is the last page's oldest arrival."""
    before = request.args.get("before")
    if before is not None and not (before.isascii() and before.isdigit() and len(before) < 16):
        raise Invalid("This page cursor is not valid; start from the first page.", field="before")
    rows = arrivals.quarantined(ctx(), int(before) if before else None)
    return render_template("inbox/quarantine.html", rows=rows, page=arrivals.PAGE)


@blueprint.get("/<row:arrival_id>")
def one(arrival_id: int) -> str:
    """404 when it is not in quarantine."""
    return render_template("inbox/arrival.html", arrival=arrivals.one(ctx(), arrival_id))

"""`/settings/set-aside`: what was given up after many tries, wherever it belongs."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Conflict
from bridge.services.outgoing import set_aside
from bridge.web.current import ctx
from bridge.web.permissions import actor
from bridge.web.speech import gettext as _

blueprint = Blueprint("set_aside", __name__, url_prefix="/settings/set-aside")


@blueprint.get("")
def show() -> str:
    return _page()


@blueprint.post("/<row:effect_id>/try-again")
def try_again(effect_id: int) -> Response | tuple[str, int]:
    """404 for what was never given up, 409 for what was tried again since."""
    try:
        set_aside.try_again(ctx(), actor(), None, effect_id)
    except Conflict as error:
        return _page(refusal=error.title), 409
    flash(_("It is tried again now."))
    return redirect(url_for("set_aside.show"))


def _page(refusal: str | None = None) -> str:
    return render_template(
        "settings/set_aside.html",
        rows=set_aside.all_of(ctx()),
        total=set_aside.count(ctx()),
        refusal=refusal,
    )

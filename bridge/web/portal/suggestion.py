"""`/s/{token}`: a suggested article is opened; with `?solved=1`, a question whether it helped."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.services.visitors import portal
from bridge.web.current import ctx
from bridge.web.speech import gettext as _
from bridge.web.speech import speak

blueprint = Blueprint("suggestion", __name__, url_prefix="/s/<token>")


@blueprint.get("")
def show(token: str) -> str | Response:
    """The ticket stays as it is whatever is opened: only the button's POST solves it."""
    if not request.args.get("solved"):
        return redirect(portal.open_suggestion(ctx(), token))
    title, language = portal.suggestion_title(ctx(), token)
    speak(language)
    return render_template("portal/solved.html", title=title, token=token)


@blueprint.post("")
def solve(token: str) -> Response:
    _title, language = portal.suggestion_title(ctx(), token)
    speak(language)
    visitor = portal.suggestion_solved(ctx(), token)
    flash(_("Good to hear. You can write here again if it comes back."))
    return redirect(url_for("visitor.show", token=visitor))

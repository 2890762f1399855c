"""Agents come in and go out. The cookie holds a random token, the store its hash."""

import re

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import NotAuthentic
from bridge.services.agents import accounts
from bridge.web.current import ctx
from bridge.web.permissions import SESSION_TOKEN, viewer

blueprint = Blueprint("entrance", __name__)

# `/path`, but neither `//host` nor `/\host`, and nothing that a browser drops or unescapes.
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


@blueprint.route("/login", methods=["GET", "POST"])
def log_in() -> str | Response | tuple[str, int]:
    """401 with one wording for every cause; 429 after too many refused tries."""
    wanted = local_path(request.values.get("next"))
    if request.method == "GET":
        if viewer():
            return redirect(wanted)
        return render_template("login.html", next=wanted)
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        token = accounts.log_in(ctx(), email, password)
    except NotAuthentic as error:
        page = render_template("login.html", next=wanted, email=email, error=error.title)
        return page, 401
    session.clear()  # nothing from before the login lives on (RELIABILITY A06)
    session[SESSION_TOKEN] = token
    session.permanent = True
    return redirect(wanted)


@blueprint.post("/logout")
def log_out() -> Response:
    token = session.get(SESSION_TOKEN)
    session.clear()
    if isinstance(token, str):
        accounts.log_out(ctx(), token)
    return redirect(url_for("entrance.log_in"))


def local_path(wanted: str | None) -> str:
    """Where to go after the login: a path of ours, else the inbox (RELIABILITY A12)."""
    if wanted and _LOCAL_PATH.fullmatch(wanted):
        return wanted
    return url_for("inbox.show")

"""`/t/{token}`: a visitor's own ticket. A GET changes nothing: mail scanners open links."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Invalid, TooLarge
from bridge.services.visitors import portal
from bridge.services.visitors.portal_pages import VisitorPage
from bridge.web import uploads
from bridge.web.current import ctx
from bridge.web.speech import gettext as _
from bridge.web.speech import speak
from bridge.web.tickets import pages

blueprint = Blueprint("visitor", __name__, url_prefix="/t/<token>")


@blueprint.get("")
def show(token: str) -> str:
    """404 for an unknown token, as for every route below."""
    return _page(token)


@blueprint.post("/reply")
def reply(token: str) -> Response | tuple[str, int]:
    _known(token)
    body = request.form.get("body", "")
    try:
        shown = pages.number(request.form.get("shown"))
        portal.visitor_reply(ctx(), token, body, uploads.sent(), shown=shown)
    except (Invalid, TooLarge) as error:
        return _page(token, body=body, refusal=error.title), 400
    flash(_("Thank you. Your message has arrived."))
    return redirect(url_for("visitor.show", token=token, _anchor="newest"))


@blueprint.post("/solve")
def solve(token: str) -> Response | tuple[str, int]:
    _known(token)
    try:
        portal.visitor_solves(ctx(), token)
    except Invalid as error:
        return _page(token, refusal=error.title), 400
    flash(_("Good to hear. You can write here again if it comes back."))
    return redirect(url_for("visitor.show", token=token))


@blueprint.get("/files/<row:attachment_id>")
def file(token: str, attachment_id: int) -> Response:
    content, inline = portal.visitor_file(ctx(), token, attachment_id)
    return uploads.answer(content, inline=inline)


def _known(token: str) -> VisitorPage:
    """From here on the page speaks the ticket's language."""
    page = portal.visitor_page(ctx(), token)
    speak(page.language)
    return page


def _page(token: str, *, body: str = "", refusal: str | None = None) -> str:
    page = _known(token)
    return render_template(
        "portal/visitor.html", page=page, token=token, body=body, refusal=refusal
    )

"""`/settings/templates`: what our mails say, per kind and language, tried on a real ticket."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Conflict, Invalid, NotFound
from bridge.domain.mail_templates import FILTERS, TemplateFault, TemplateKind
from bridge.services.mailboxes import mail_templates
from bridge.web.current import ctx
from bridge.web.permissions import actor
from bridge.web.settings import variables
from bridge.web.speech import gettext as _
from bridge.web.tickets.pages import number

blueprint = Blueprint("templates", __name__, url_prefix="/settings/templates")

CONFLICT = 409
MAIL_CSP = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
"""A mail has its styles on its elements; in the frame it can do nothing but be looked at."""
FRAMING_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; frame-src 'self'"
)


@blueprint.get("")
def show() -> str:
    return render_template("settings/templates.html", rows=mail_templates.overview(ctx()))


@blueprint.get("/<kind>/<language>")
def one(kind: str, language: str) -> Response:
    """404 for an unknown kind or language. `version`: an older one to look at."""
    return _page(kind, language)


@blueprint.post("/<kind>/<language>")
def save(kind: str, language: str) -> Response:
    """400 says what a template may not do, 409 that somebody else saved; the text stays."""
    form = request.form
    source, note = form.get("source", ""), form.get("note", "")
    based_on = number(form.get("based_on"))
    try:
        mail_templates.save(ctx(), actor(), kind, language, source, note, based_on=based_on)
    except TemplateFault as fault:
        return _page(kind, language, 400, source=source, note=note, fault=fault)
    except Invalid as error:
        return _page(kind, language, 400, source=source, note=note, refusal=error.title)
    except Conflict as error:
        return _page(kind, language, CONFLICT, source=source, note=note, refusal=error.title)
    flash(_("Saved. The next mail says it this way."))
    return redirect(url_for("templates.one", kind=kind, language=language))


@blueprint.post("/<kind>/<language>/back")
def back(kind: str, language: str) -> Response:
    """To an older version, or to the built-in template (0)."""
    version = number(request.form.get("version")) or 0
    mail_templates.go_back(ctx(), actor(), kind, language, version)
    flash(_("The older version holds again."))
    return redirect(url_for("templates.one", kind=kind, language=language))


@blueprint.route("/<kind>/<language>/preview", methods=["GET", "POST"])
def preview(kind: str, language: str) -> Response:
    """The mail itself, for the frame. `as` is `html` or `text`."""
    wanted = request.values
    source = wanted.get("source") or mail_templates.page(ctx(), kind, language).source
    try:
        made = mail_templates.preview(ctx(), kind, language, source, wanted.get("ticket", ""))
        fault = None
    except NotFound as error:
        made, fault = None, error.title
    as_text = wanted.get("as") == "text"
    if made and not as_text and not made.mail.fault:
        answer = make_response(made.mail.html)
    else:
        answer = make_response(render_template("settings/preview.html", made=made, refusal=fault))
    answer.headers["Content-Security-Policy"] = MAIL_CSP
    return answer


def _page(kind: str, language: str, status: int = 200, **typed: Any) -> Response:
    page = mail_templates.page(ctx(), kind, language)
    older = number(request.args.get("version"))
    shown = next((one for one in page.versions if one.id == older), None)
    source = shown.source or page.built_in if shown else page.source
    fault = typed.pop("fault", page.row.fault)
    answer = make_response(
        render_template(
            "settings/template.html",
            page=page,
            fault=fault,
            fault_text=fault_text(fault) if fault else None,
            shown=shown,
            variables=variables.of(TemplateKind(kind)),
            markup=variables.MARKUP,
            filters=sorted(FILTERS),
            **{"source": source, "note": "", **typed},
        ),
        status,
    )
    # sandboxed frames show the mail: this one page may frame our own addresses
    answer.headers["Content-Security-Policy"] = FRAMING_CSP
    return answer


def fault_text(fault: TemplateFault) -> str:
    """In the page's language."""
    why = _(fault.pattern, **fault.values)
    return _("Line %(line)s: %(why)s", line=fault.line, why=why) if fault.line else why

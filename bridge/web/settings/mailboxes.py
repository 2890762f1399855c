"""`/settings/mailboxes`: as whom and by which way mail leaves."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Invalid
from bridge.services.mailboxes import mail_settings
from bridge.web.current import ctx
from bridge.web.speech import gettext as _

blueprint = Blueprint("mailboxes", __name__, url_prefix="/settings/mailboxes")

_TEXTS = ("name", "signature", "language", "dkim_selector", "dkim_domain")
_SECRETS = ("smtp", "dkim_key", "sent_imap")


@blueprint.get("")
def show() -> str:
    return render_template("settings/mailboxes.html", rows=mail_settings.mailboxes(ctx()))


@blueprint.get("/<slug>")
def one(slug: str) -> str:
    """404 for an unknown mailbox."""
    return _page(slug)


@blueprint.post("/<slug>")
def save(slug: str) -> Response | tuple[str, int]:
    """400 names what is wrong; then nothing has changed."""
    try:
        mail_settings.change(ctx(), slug, _values())
    except Invalid as error:
        return _page(slug, refusal=error.title, typed=request.form), 400
    flash(_("Saved."))
    return redirect(url_for("mailboxes.one", slug=slug))


def _page(slug: str, **more: Any) -> str:
    return render_template(
        "settings/mailbox.html",
        mailbox=mail_settings.mailbox(ctx(), slug),
        languages=ctx().composer.languages(),
        **more,
    )


def _values() -> dict[str, Any]:
    """As the set-up file names them. An empty secret stays as it is; a ticked one goes."""
    form = request.form
    values: dict[str, Any] = {key: form.get(key, "") for key in _TEXTS}
    limit = form.get("per_minute", "").strip()
    values["per_minute"] = int(limit) if limit.isascii() and limit.isdecimal() else limit or None
    values["copies_itself"] = "copies_itself" in form
    for key in _SECRETS:
        if given := form.get(key, "").strip():
            values[key] = given
        elif f"no_{key}" in form:
            values[key] = ""
    return values

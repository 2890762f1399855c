"""`/settings/forms`: which field of a form is what, with its latest submissions beside it."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Invalid
from bridge.domain.forms import ROLES
from bridge.services.forms import form_mapping
from bridge.web.current import ctx
from bridge.web.permissions import actor
from bridge.web.speech import gettext as _

blueprint = Blueprint("forms", __name__, url_prefix="/settings/forms")

SHOWN = 200
BY_SHAPE, NONE, FIELD = "shape", "none", "field:"
"""What a list of choices sends: by shape, no field, or `field:` and the field's name."""


@blueprint.get("")
def show() -> str:
    rows = form_mapping.overview(ctx(), SHOWN)
    return render_template("settings/forms.html", rows=rows, total=form_mapping.count(ctx()))


@blueprint.get("/<row:form_id>")
def one(form_id: int) -> Response:
    """404 for an unknown form."""
    return _page(form_id)


@blueprint.post("/<row:form_id>")
def save(form_id: int) -> Response:
    """`then` is `look` (shows how it would read, changes nothing) or `save`; 400 says why not."""
    mapping = _mapping()
    if request.form.get("then") == "look":
        return _page(form_id, mapping)
    try:
        form_mapping.change(ctx(), actor(), form_id, mapping)
    except Invalid as error:
        return _page(form_id, mapping, refusal=error.title)
    flash(_("Saved. The next submission is read this way."))
    return redirect(url_for("forms.one", form_id=form_id))


def _page(
    form_id: int, tried: dict[str, str] | None = None, refusal: str | None = None
) -> Response:
    page = form_mapping.page(ctx(), form_id, tried)
    text = render_template(
        "settings/form.html",
        page=page,
        roles=ROLES,
        now=page.form.mapping if tried is None else tried,
        looked=tried is not None and refusal is None,
        refusal=refusal,
    )
    return make_response(text, 400 if refusal else 200)


def _mapping() -> dict[str, str]:
    """A role that is found by shape is left out."""
    chosen = {role: request.form.get(role, BY_SHAPE) for role in ROLES}
    mapping = {role: "" for role, choice in chosen.items() if choice == NONE}
    return mapping | {
        role: choice.removeprefix(FIELD)
        for role, choice in chosen.items()
        if choice.startswith(FIELD)
    }

"""`/v/{token}`: a vendor's own case, as its redaction lets it be seen."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Invalid, TooLarge
from bridge.domain.words import VendorUpdateType
from bridge.services.visitors import vendor_portal
from bridge.services.visitors.portal_pages import VendorPage
from bridge.web import uploads
from bridge.web.current import ctx
from bridge.web.speech import gettext as _
from bridge.web.speech import speak
from bridge.web.tickets import pages
from bridge.web.tickets.sentences import vendor_heading

blueprint = Blueprint("vendor", __name__, url_prefix="/v/<token>")


@blueprint.get("")
def show(token: str) -> str:
    """404 for an unknown token."""
    return _page(token)


@blueprint.post("")
def answer(token: str) -> Response | tuple[str, int]:
    """`type`: acknowledged, comment, resolved or rejected."""
    _known(token)
    form = request.form
    said = {name: form.get(name, "") for name in ("type", "body", "number")}
    try:
        shown = pages.number(form.get("shown"))
        answer = said["type"], said["body"], said["number"], uploads.sent()
        vendor_portal.answer(ctx(), token, *answer, shown=shown)
    except (Invalid, TooLarge) as error:
        return _page(token, said=said, refusal=error.title), 400
    flash(_("Thank you. Your answer is in the case."))
    return redirect(url_for("vendor.show", token=token, _anchor="newest"))


def _known(token: str) -> VendorPage:
    page = vendor_portal.page(ctx(), token)
    speak(page.language)
    return page


def _page(token: str, *, said: dict[str, str] | None = None, refusal: str | None = None) -> str:
    page = _known(token)
    return render_template(
        "portal/vendor.html",
        page=page,
        token=token,
        said=said or {},
        types=tuple(VendorUpdateType),
        heading=vendor_heading,
        refusal=refusal,
    )

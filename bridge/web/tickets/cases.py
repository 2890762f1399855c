"""L4: handing a ticket's case to a vendor, writing on it, taking it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Invalid, NotFound
from bridge.services.tickets import ticket_view
from bridge.services.vendors import escalation, vendor_list, withdrawal
from bridge.services.vendors.vendor_list import VendorView
from bridge.web.current import ctx
from bridge.web.permissions import actor
from bridge.web.speech import gettext as _
from bridge.web.tickets import pages

blueprint = Blueprint("cases", __name__, url_prefix="/tickets/<reference>")


@blueprint.get("/escalate")
def escalate(reference: str) -> str:
    """404 for an unknown ticket or vendor."""
    return _form(reference, request.args.get("vendor"), "", ())


@blueprint.post("/escalate")
def send(reference: str) -> str | Response | tuple[str, int]:
    """`then=preview` shows what would leave; `then=send` lets it leave."""
    form = request.form
    slug, ask = form.get("vendor", ""), form.get("ask", "")
    ticked = tuple(filter(None, map(pages.number, form.getlist("file"))))
    if form.get("then") != "send":
        return _form(reference, slug, ask, ticked)
    try:
        done = escalation.escalate(ctx(), actor(), reference, slug, ask, ticked)
    except Invalid as error:
        return _form(reference, slug, ask, ticked, refusal=error.title), 400
    flash(_("%(case)s is on its way to the vendor.", case=done.escalation))
    return redirect(url_for("tickets.show", reference=reference, _anchor="newest"))


@blueprint.post("/cases/<case>/messages")
def write(reference: str, case: str) -> Response | tuple[str, int]:
    _of_ticket(reference, case)
    body = request.form.get("body", "")
    try:
        seen = pages.number(request.form.get("seen"))
        escalation.write_to_vendor(ctx(), actor(), case, body, seen=seen)
    except Invalid as error:
        return pages.page(reference, refusal=error.title, case_body={case: body}), 400
    flash(_("Your message is on its way to the vendor."))
    return redirect(url_for("tickets.show", reference=reference, _anchor="newest"))


@blueprint.post("/cases/<case>/cancel")
def cancel(reference: str, case: str) -> Response | tuple[str, int]:
    _of_ticket(reference, case)
    try:
        told = withdrawal.cancel(ctx(), actor(), case)
    except Invalid as error:
        return pages.page(reference, refusal=error.title), 400
    flash(
        _("The case was taken back; the vendor is told.")
        if told
        else _("The case was taken back before it left; the vendor hears nothing of it.")
    )
    return redirect(url_for("tickets.show", reference=reference))


def _form(
    reference: str, slug: str | None, ask: str, ticked: tuple[int, ...], refusal: str | None = None
) -> str:
    ticket = ticket_view.show(ctx(), reference)
    vendors = vendor_list.vendors(ctx())
    chosen = _chosen(vendors, slug)
    leaving = escalation.preview(ctx(), reference, chosen.slug, ask, ticked) if chosen else None
    return render_template(
        "tickets/escalate.html",
        ticket=ticket,
        vendors=vendors,
        chosen=chosen,
        leaving=leaving,
        ask=ask,
        ticked=ticked,
        refusal=refusal,
    )


def _chosen(vendors: list[VendorView], slug: str | None) -> VendorView | None:
    """The named vendor, or the first one that takes cases. None when there is none."""
    if slug:
        named = [vendor for vendor in vendors if vendor.slug == slug]
        if not named:
            raise NotFound("There is no such vendor.", field="vendor")
        return named[0]
    return next((vendor for vendor in vendors if vendor.enabled), None)


def _of_ticket(reference: str, case: str) -> None:
    """Raises NotFound unless the case is one of this ticket."""
    ticket = ticket_view.show(ctx(), reference)
    if case not in {row.reference for row in ticket.escalations}:
        raise NotFound("There is no such case.")

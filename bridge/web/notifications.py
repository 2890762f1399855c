"""`/notifications`: what the agent was told, and which of it they want to be told."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bridge.domain.errors import Invalid
from bridge.domain.notifying import NotificationKind
from bridge.services.agents import notification_choices, notification_list
from bridge.services.agents.notification_list import Shown
from bridge.web.current import ctx
from bridge.web.drawing import exact
from bridge.web.permissions import agent
from bridge.web.speech import gettext as _

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")

ICONS = {
    NotificationKind.ASSIGNED: "user-check",
    NotificationKind.MENTIONED: "at-sign",
    NotificationKind.CUSTOMER_REPLIED: "message-square",
    NotificationKind.VENDOR_ANSWERED: "truck",
    NotificationKind.BREACH_NEAR: "alarm-clock",
    NotificationKind.DELIVERY_FAILED: "mail-x",
}
_SENTENCES: dict[NotificationKind, Callable[[Shown], str]] = {
    NotificationKind.ASSIGNED: lambda one: _("%(name)s gave you this ticket", name=one.actor),
    NotificationKind.MENTIONED: lambda one: _("%(name)s mentioned you", name=one.actor),
    NotificationKind.CUSTOMER_REPLIED: lambda one: _("%(name)s wrote", name=one.actor),
    NotificationKind.VENDOR_ANSWERED: lambda one: _("%(name)s answered", name=one.actor),
    NotificationKind.BREACH_NEAR: lambda one: _(
        "An answer is due by %(time)s", time=exact(one.due_at) if one.due_at else ""
    ),
    NotificationKind.DELIVERY_FAILED: lambda one: _(
        "A message to %(receiver)s was not delivered", receiver=one.receiver
    ),
}


@blueprint.get("")
def show() -> str:
    """Newest first; `before` is the last page's oldest."""
    rows = notification_list.page(ctx(), agent().id, _number("before"))
    return render_template(
        "notifications/list.html",
        rows=[(row, _SENTENCES[row.kind](row)) for row in rows],
        icons=ICONS,
        page=notification_list.PAGE,
    )


@blueprint.post("/read")
def read() -> Response:
    """One (`id`), or all up to the newest that the page showed (`up_to`)."""
    one, newest = _number("id"), _number("up_to")
    if one is not None:
        notification_list.read_one(ctx(), agent().id, one)
    elif newest is not None:
        notification_list.read_up_to(ctx(), agent().id, newest)
    else:
        raise Invalid("Say which notification was read.", field="id")
    return redirect(url_for("notifications.show"))


@blueprint.get("/settings")
def settings() -> str:
    return render_template(
        "notifications/settings.html",
        choices=notification_choices.of(ctx(), agent().id),
        all_hear=notification_choices.do_all_hear(ctx()),
        icons=ICONS,
    )


@blueprint.post("/settings")
def choose() -> Response:
    """Names of ticked boxes: `page` and `mail`, a kind each."""
    notification_choices.choose(
        ctx(),
        agent().id,
        in_page=_kinds("page"),
        by_mail=_kinds("mail"),
    )
    flash(_("Saved."))
    return redirect(url_for("notifications.settings"))


@blueprint.post("/settings/all")
def let_all_hear() -> Response:
    notification_choices.let_all_hear(ctx(), on="all_hear" in request.form)
    flash(_("Saved."))
    return redirect(url_for("notifications.settings"))


def _kinds(name: str) -> set[NotificationKind]:
    known = tuple(NotificationKind)
    return {NotificationKind(value) for value in request.form.getlist(name) if value in known}


def _number(name: str) -> int | None:
    """Raises Invalid for what is no row's number."""
    text = request.values.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Invalid("This is no notification's number.", field=name)
    return int(text)

"""`/settings`: the sections, each with a sentence."""

from flask import Blueprint, render_template

from bridge.services.forms import form_fields
from bridge.services.outgoing import set_aside
from bridge.web.current import ctx
from bridge.web.words import N_

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

SECTIONS: tuple[tuple[str, str, str, str], ...] = (
    (
        "forms.show",
        "file-pen",
        N_("Forms"),
        N_("Which field of each form is the name, the e-mail address, the subject, the message."),
    ),
    (
        "mailboxes.show",
        "inbox",
        N_("Mailboxes"),
        N_("Name, signature, server, limit and key of each address that mail leaves as."),
    ),
    (
        "templates.show",
        "file-text",
        N_("Mail templates"),
        N_("What automatic answers, replies, notices and cases say, in each language."),
    ),
    (
        "set_aside.show",
        "refresh-cw",
        N_("Given up"),
        N_("What was set aside after many tries, to be tried again."),
    ),
)
"""Endpoint, icon, title, sentence; a further section is a further row."""


@blueprint.get("")
def show() -> str:
    changed = len(form_fields.changed(ctx()))
    return render_template(
        "settings/index.html",
        sections=SECTIONS,
        changed_forms=changed,
        given_up=set_aside.count(ctx()),
    )

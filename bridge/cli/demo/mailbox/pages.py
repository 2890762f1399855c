"""The mailboxes in the browser. Every action is a plain form; a script only counts new mail."""

import re
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from bridge.cli.demo.mailbox.api import desk, mail_or_404
from bridge.cli.demo.mailbox.reading import Letter, read_letter
from bridge.cli.demo.mailbox.store import Mail
from bridge.cli.demo.mailbox.writing import ComposeError, Draft

pages = Blueprint("pages", __name__)

MOST_LISTED = 200
SHOWN_HEADERS = (
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "Auto-Submitted",
)
# A mail's own page: no script, no request, nothing of this site; its links open a new tab.
LETTER_POLICY = "; ".join(
    (
        "sandbox allow-popups allow-popups-to-escape-sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
    )
)
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)


@pages.get("/")
def all_mail() -> str:
    return _list_page("")


@pages.get("/mailboxes/<path:address>")
def mailbox(address: str) -> str:
    return _list_page(address)


@pages.get("/messages/<int:mail_id>")
def message(mail_id: int) -> str:
    mail = mail_or_404(mail_id)
    if mail.direction == "received":
        desk().mails.mark_opened(mail_id)
    return _message_page(mail)


@pages.get("/messages/<int:mail_id>/html")
def html_part(mail_id: int) -> Response:
    html = read_letter(mail_or_404(mail_id).raw).html
    if html is None:
        raise NotFound("This mail has no HTML part.")
    doctype = _DOCTYPE.match(html)
    cut = doctype.end() if doctype else 0
    response = Response(f'{html[:cut]}<base target="_blank">{html[cut:]}', mimetype="text/html")
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@pages.get("/messages/<int:mail_id>/attachments/<int:number>")
def attachment(mail_id: int, number: int) -> Response:
    parts = read_letter(mail_or_404(mail_id).raw).attachments
    if not 1 <= number <= len(parts):
        raise NotFound("There is no such attachment.")
    part = parts[number - 1]
    response = Response(part.content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=part.name)
    return response


@pages.post("/messages/<int:mail_id>/reply")
def reply(mail_id: int) -> AnyResponse | tuple[str, int]:
    mail = mail_or_404(mail_id)
    text, sender = request.form.get("text", ""), request.form.get("from", "")
    try:
        written = desk().reply(mail, text, sender)
    except ComposeError as error:
        return _message_page(mail, typed=text, fault=str(error)), 400
    return _open(written)


@pages.post("/messages/<int:mail_id>/deliver")
def deliver_again(mail_id: int) -> AnyResponse:
    mail = mail_or_404(mail_id)
    return _open(desk().deliver(mail) if mail.direction == "written" else mail)


@pages.get("/new")
def new_message() -> str:
    draft = Draft(request.args.get("from", ""), desk().support_address, "", "")
    return render_template("mailbox/new.html", **_frame(draft.sender), draft=draft)


@pages.post("/new")
def send_message() -> AnyResponse | tuple[str, int]:
    typed = (request.form.get(name, "") for name in ("from", "to", "subject", "text"))
    draft = Draft(*typed)
    try:
        return _open(desk().write(draft))
    except ComposeError as error:
        page = render_template(
            "mailbox/new.html", **_frame(draft.sender), draft=draft, fault=str(error)
        )
        return page, 400


def _open(mail: Mail) -> AnyResponse:
    return redirect(url_for("pages.message", mail_id=mail.id, mailbox=mail.sender), 303)


def _list_page(address: str) -> str:
    return render_template("mailbox/list.html", **_frame(address))


def _message_page(mail: Mail, typed: str = "", fault: str = "") -> str:
    letter = read_letter(mail.raw)
    address = request.args.get("mailbox", "")
    author = address if mail.is_in(address) else next(iter(mail.recipients), "")
    return render_template(
        "mailbox/message.html",
        **_frame(address),
        mail=mail,
        letter=letter,
        headers=[(name, letter.header(name)) for name in SHOWN_HEADERS if letter.header(name)],
        view=_view(letter),
        raw=mail.raw.decode("utf-8", "replace"),
        author=author,
        typed=typed,
        fault=fault,
    )


def _view(letter: Letter) -> str:
    """The tab: as asked, else the richest part there is."""
    there = [name for name, part in (("html", letter.html), ("text", letter.text)) if part]
    asked = request.args.get("view", "")
    return asked if asked in (*there, "raw") else (*there, "raw")[0]


def _frame(address: str) -> dict[str, Any]:
    """What every page shows around its content; address "" means all mail."""
    mails = desk().mails.newest_first()
    here = [mail for mail in mails if not address or mail.is_in(address)]
    return {
        "mailbox": address,
        "mailboxes": desk().mails.mailboxes(),
        "mails": here[:MOST_LISTED],
        "unlisted": len(here[MOST_LISTED:]),
        "all_count": len(mails),
        "latest": mails[0].id if mails else 0,
        "support_address": desk().support_address,
    }

"""The JSON side, for checks and for the vendor sandbox. Times are ISO 8601 in UTC.

- `GET /api/messages?to=&subject=&since=&direction=`: newest first. `to` is an envelope recipient,
  `subject` a part of the subject, `since` a time or an id (later ones only), `direction` is
  `received` (default), `written` or `all`, `mailbox` an address whose received and written
  mails are wanted. Answer: `{"count": n, "messages": [...]}`
- `GET /api/messages/<id>`: also `headers` (pairs), `text`, `html`, `attachments`;
  `GET /api/messages/<id>/raw`: the bytes as they came; `DELETE /api/messages`
- `POST /api/messages/<id>/reply` `{"text", "from"?}`, `POST /api/send` (raw mail),
  `POST /api/messages/<id>/deliver` (again): the written mail, with the bridge's `answer`
- `GET|POST /api/faults` `{"mode", "count"?, "recipient"?, "keep"?}`: see faults.py
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import BadRequest, NotFound

from bridge.cli.demo.mailbox.desk import Desk
from bridge.cli.demo.mailbox.faults import fault_from
from bridge.cli.demo.mailbox.reading import read_letter
from bridge.cli.demo.mailbox.store import Mail
from bridge.cli.demo.mailbox.writing import ComposeError
from bridge.cli.demo.sandbox_app import json_object

api = Blueprint("api", __name__, url_prefix="/api")


def desk() -> Desk:
    found: Desk = current_app.extensions["desk"]
    return found


def mail_or_404(mail_id: int) -> Mail:
    mail = desk().mails.get(mail_id)
    if mail is None:
        raise NotFound("There is no such mail.")
    return mail


@api.get("/messages")
def list_mails() -> dict[str, Any]:
    found = [mail for mail in desk().mails.newest_first() if _wanted(mail)]
    return {"count": len(found), "messages": [_summary(mail) for mail in found]}


@api.delete("/messages")
def delete_mails() -> dict[str, int]:
    return {"deleted": desk().mails.clear()}


@api.get("/messages/<int:mail_id>")
def show_mail(mail_id: int) -> dict[str, Any]:
    mail = mail_or_404(mail_id)
    letter = read_letter(mail.raw)
    attached = [
        {"name": part.name, "type": part.type, "size": len(part.content)}
        for part in letter.attachments
    ]
    return _summary(mail) | {
        "headers": [list(pair) for pair in letter.headers],
        "text": letter.text,
        "html": letter.html,
        "attachments": attached,
    }


@api.get("/messages/<int:mail_id>/raw")
def raw_mail(mail_id: int) -> Response:
    return Response(mail_or_404(mail_id).raw, mimetype="message/rfc822")


@api.post("/messages/<int:mail_id>/reply")
def reply(mail_id: int) -> tuple[dict[str, Any], int]:
    mail, body = mail_or_404(mail_id), json_object()
    text, sender = body.get("text"), body.get("from", "")
    if not isinstance(text, str) or not isinstance(sender, str):
        raise BadRequest("text must be a string; from, when given, too.")
    try:
        return _handed_over(desk().reply(mail, text, sender))
    except ComposeError as error:
        raise BadRequest(str(error)) from error


@api.post("/send")
def send() -> tuple[dict[str, Any], int]:
    try:
        return _handed_over(desk().send(request.get_data()))
    except ComposeError as error:
        raise BadRequest(str(error)) from error


@api.post("/messages/<int:mail_id>/deliver")
def deliver_again(mail_id: int) -> tuple[dict[str, Any], int]:
    mail = mail_or_404(mail_id)
    if mail.direction != "written":
        raise BadRequest("Only a mail written here can be handed to the bridge.")
    return _handed_over(desk().deliver(mail))


@api.get("/faults")
def show_fault() -> dict[str, Any]:
    return desk().faults.as_json()


@api.post("/faults")
def set_fault() -> dict[str, Any]:
    try:
        desk().faults.set(fault_from(json_object()))
    except ValueError as error:
        raise BadRequest(str(error)) from error
    return desk().faults.as_json()


def _handed_over(mail: Mail) -> tuple[dict[str, Any], int]:
    """201 when the bridge took it, 502 when not; the mail is kept either way."""
    return _summary(mail), 201 if mail.answer and mail.answer.taken else 502


def _summary(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "direction": mail.direction,
        "stored_at": mail.stored_at.isoformat(),
        "envelope": {"from": mail.sender, "to": list(mail.recipients)},
        "from": mail.heading.sender,
        "to": mail.heading.to,
        "subject": mail.heading.subject,
        "message_id": mail.heading.message_id,
        "answer": mail.answer.as_json() if mail.answer else None,
    }


def _wanted(mail: Mail) -> bool:
    asked = request.args
    mailbox, to = asked.get("mailbox", ""), asked.get("to", "").casefold()
    direction = asked.get("direction", "all" if mailbox else "received")
    return (
        direction in ("all", mail.direction)
        and (not mailbox or mail.is_in(mailbox))
        and (not to or to in (address.casefold() for address in mail.recipients))
        and asked.get("subject", "").casefold() in mail.heading.subject.casefold()
        and _is_after(mail, asked.get("since", ""))
    )


def _is_after(mail: Mail, since: str) -> bool:
    try:
        if not since or since.isdecimal():
            return mail.id > int(since or 0)
        moment = datetime.fromisoformat(since.replace(" ", "+"))
    except ValueError as error:
        raise BadRequest("since must be an id or an ISO 8601 time.") from error
    return mail.stored_at >= (moment if moment.tzinfo else moment.replace(tzinfo=UTC))

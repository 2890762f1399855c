"""The JSON side, for checks. Times are ISO 8601 in UTC.

- `GET /api/cases`: `{"count", "cases": [...]}`; `GET /api/cases/<ESC>`: one
- `POST /api/cases/<ESC>/answer` `{"type", "body", "vendor_reference"?, "attachments"?}`
- `POST /api/answers/<webhook-id>/repeat`: the same answer again, under the same webhook-id
- `GET /api/deliveries?since=<number>`: every delivery, also forged ones
- `GET|POST /api/faults` `{"status"?, "retry_after"?, "count"?, "hang"?}`: see faults.py
"""

from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import BadRequest

from bridge.cli.demo.sandbox_app import json_object
from bridge.cli.demo.vendors.answering import AnswerError
from bridge.cli.demo.vendors.cases import Case, all_cases
from bridge.cli.demo.vendors.faults import vendor_fault_from
from bridge.cli.demo.vendors.ledger import Delivery, VendorAnswer
from bridge.cli.demo.vendors.shop import case_or_404, shop

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/cases")
def list_cases() -> dict[str, Any]:
    cases = [_case(case) for case in all_cases(shop().ledger)]
    return {"count": len(cases), "cases": cases}


@api.get("/cases/<escalation>")
def show_case(escalation: str) -> dict[str, Any]:
    return _case(case_or_404(escalation))


@api.post("/cases/<escalation>/answer")
def answer(escalation: str) -> tuple[dict[str, Any], int]:
    case = case_or_404(escalation)
    try:
        return _sent(shop().answer(case, json_object()))
    except AnswerError as error:
        raise BadRequest(str(error)) from error


@api.post("/answers/<webhook_id>/repeat")
def repeat(webhook_id: str) -> tuple[dict[str, Any], int]:
    return _sent(shop().repeat(webhook_id))


@api.get("/deliveries")
def list_deliveries() -> dict[str, Any]:
    since = request.args.get("since", 0, type=int)
    found = [one for one in shop().ledger.deliveries() if one.number > since]
    return {"count": len(found), "deliveries": [_delivery(one) for one in found]}


@api.get("/faults")
def show_fault() -> dict[str, Any]:
    return shop().faults.as_json()


@api.post("/faults")
def set_fault() -> dict[str, Any]:
    try:
        shop().faults.set(vendor_fault_from(json_object()))
    except ValueError as error:
        raise BadRequest(str(error)) from error
    return shop().faults.as_json()


def _sent(sent: VendorAnswer) -> tuple[dict[str, Any], int]:
    """201 when the bridge took it, 502 when not; the answer is kept either way."""
    return _answer(sent), 201 if sent.answer and sent.answer.taken else 502


def _case(case: Case) -> dict[str, Any]:
    return {
        "escalation": case.escalation,
        "state": case.state,
        "vendor_reference": case.vendor_reference,
        "reply_url": case.reply_url,
        "ticket": case.ticket,
        "deliveries": [_delivery(one) for one in case.deliveries],
        "answers": [_answer(one) for one in case.answers],
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "number": delivery.number,
        "webhook_id": delivery.first.webhook_id,
        "verified": delivery.verified,
        "fault": delivery.first.fault,
        "taken": delivery.taken is not None,
        "repeats": delivery.repeats,
        "same_body": delivery.same_body,
        "attempts": [
            {"at": one.at.isoformat(), "status": one.status, "headers": one.headers}
            for one in delivery.attempts
        ],
        "body": delivery.content,
    }


def _answer(answer: VendorAnswer) -> dict[str, Any]:
    return {
        "webhook_id": answer.webhook_id,
        "at": answer.at.isoformat(),
        "sent": answer.content,
        "answer": answer.answer.as_json() if answer.answer else None,
    }

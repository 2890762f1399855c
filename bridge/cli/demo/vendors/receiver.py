"""`POST /webhook`: where the bridge delivers. Keeps every call, also forged and failed ones.

202 taken, 401 signature wrong, 400 not a JSON object; or whatever fault is in force.
"""

import json
import time
from typing import Any

from flask import Blueprint, Response, request

from bridge.cli.demo.vendors.answering import signature_fault
from bridge.cli.demo.vendors.ledger import Attempt, now
from bridge.cli.demo.vendors.shop import shop

receiver = Blueprint("receiver", __name__)


@receiver.post("/webhook")
def take() -> Response:
    body = request.get_data()
    fault = shop().faults.meet()
    signed = signature_fault(shop().secret, body, dict(request.headers))
    status = fault.status or _status(signed, body)
    shop().ledger.record_attempt(
        Attempt(
            webhook_id=request.headers.get("webhook-id", ""),
            at=now(),
            headers=dict(request.headers),
            body=body.decode("utf-8", "replace"),
            fault=signed,
            status=status,
        )
    )
    time.sleep(fault.hang)
    response = Response(json.dumps(_words(status, signed)), status, mimetype="application/json")
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def _status(signed: str, body: bytes) -> int:
    if signed:
        return 401
    try:
        return 202 if isinstance(json.loads(body), dict) else 400
    except ValueError:
        return 400


def _words(status: int, signed: str) -> dict[str, Any]:
    return {"status": status, "detail": signed or ("taken" if status < 300 else "not taken")}

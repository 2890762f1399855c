"""The webhook vendor's answers: CONTRACT's `POST /hooks/vendors/{vendor}`, Standard Webhooks."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from bridge.cli.demo.bridge_answer import BridgeAnswer, post_to_bridge
from bridge.cli.demo.vendors.cases import Case
from bridge.cli.demo.vendors.ledger import VendorAnswer, now

ANSWER_TYPES = ("acknowledged", "comment", "resolved", "rejected")


class AnswerError(Exception):
    """The answer cannot be sent as asked; says why in plain words."""


def signature_fault(secret: str, body: bytes, headers: Mapping[str, str]) -> str:
    """ "" when the three headers prove the sender; else why not."""
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except WebhookVerificationError as error:
        return str(error)
    except ValueError:
        return "Malformed signature or body"
    return ""


def draft_answer(case: Case, asked: Mapping[str, Any], author: str) -> VendorAnswer:
    """From `type`, `body`, `vendor_reference`, `attachments`. Raises AnswerError."""
    kind, text = asked.get("type"), asked.get("body", "")
    if kind not in ANSWER_TYPES:
        raise AnswerError(f"type must be one of {', '.join(ANSWER_TYPES)}.")
    if not isinstance(text, str) or (kind != "acknowledged" and not text.strip()):
        raise AnswerError("Write something first: the text is empty.")
    at = now()
    content = {
        "escalation": case.escalation,
        "type": kind,
        "vendor_reference": asked.get("vendor_reference") or case.vendor_reference or None,
        "body": text.replace("\r\n", "\n"),
        "author": asked.get("author") or author,
        "attachments": asked.get("attachments") or [],
        "occurred_at": at.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    body = json.dumps(content, ensure_ascii=False)
    return VendorAnswer(f"msg_{uuid.uuid4().hex}", case.escalation, case.reply_url, body, at)


def send(answer: VendorAnswer, secret: str) -> VendorAnswer:
    """Signs with the present time; the webhook-id and the body stay the same over repeats."""
    if not answer.url.startswith(("http://", "https://")):
        said = BridgeAnswer(False, None, "The case came without a reply_url: nowhere to answer to.")
        return replace(answer, answer=said)
    at = now()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": answer.webhook_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(answer.webhook_id, at, answer.body),
    }
    return replace(answer, answer=post_to_bridge(answer.url, answer.body.encode(), headers))

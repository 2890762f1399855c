"""The webhook channel to a vendor: the body of a case, and the signed call that carries it."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bridge.domain.errors import DeliveryFailed
from bridge.domain.ports import CaseMessage, FileContent, OutgoingWebhook, Receipt, VendorCase
from bridge.net.answers import Answer, EgressError, EgressFault
from bridge.net.egress import Egress
from bridge.vendors.retry_after import retry_after
from bridge.vendors.signing import sign

_LONGEST_ANSWER = 64 * 1024
_GONE = 410
_BUSY = (429, 503)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class VendorWebhooks:
    """Fulfils the port WebhookSender."""

    def __init__(self, egress: Egress, now: Callable[[], datetime] = _utc_now) -> None:
        self._egress = egress
        self._now = now

    def post(self, call: OutgoingWebhook) -> Receipt:
        """Raises DeliveryFailed. A cut after sending is one too: the id makes a repeat safe."""
        payload = {**call.payload, "attachments": [_attachment(file) for file in call.attachments]}
        body = json.dumps(payload, allow_nan=False).encode("ascii")
        try:
            signed = sign(call.secret, call.webhook_id, self._now(), body)
        except ValueError as error:
            raise DeliveryFailed(f"Not sent: {error}.", permanent=True) from error
        try:
            answer = self._egress.request(
                "POST",
                call.url,
                headers={"Content-Type": "application/json", **signed},
                body=body,
                max_bytes=_LONGEST_ANSWER,
            )
        except EgressError as error:
            if error.status is None:
                raise _not_answered(error) from error
            # The status came, the rest of the answer was cut: the status has decided.
            return _judge(error.status, self._now(), None)
        return _judge(answer.status, self._now(), answer)

    def payload(self, case: VendorCase) -> dict[str, Any]:
        """What is asked is the newest message; the files' bytes join at the try."""
        asked = CaseMessage(case.agent_name, case.asked_at, case.ask)
        return {
            "type": case.type,
            "escalation": case.escalation,
            "reply_url": case.reply_url,
            "reply_email": case.reply_email,
            "ticket": {
                "reference": case.reference,
                "subject": case.subject,
                "priority": case.priority,
                "category": case.category,
                "product": case.product,
            },
            "messages": [
                {"author": message.author, "at": _iso(message.at), "text": message.text}
                for message in (*case.messages, asked)
            ],
            "attachments": [],
            "sla": {
                "respond_by": _iso(case.respond_by) if case.respond_by else None,
                "resolve_by": _iso(case.resolve_by) if case.resolve_by else None,
            },
        }


def _judge(status: int, now: datetime, answer: Answer | None) -> Receipt:
    if 200 <= status < 300:
        return Receipt(str(status))
    if status == _GONE:
        raise DeliveryFailed("The vendor's address is gone (410).", permanent=True, gone=True)
    wish = None
    if answer is not None and status in _BUSY:
        wish = retry_after(answer.headers.get("retry-after", ""), now)
    raise DeliveryFailed(f"The vendor answered {status}{_hint(answer)}.", retry_after=wish)


def _not_answered(error: EgressError) -> DeliveryFailed:
    """A refused address stays refused until a person changes something."""
    return DeliveryFailed(error.why, permanent=error.kind is EgressFault.REFUSED)


def _hint(answer: Answer | None) -> str:
    """The first words of a textual answer, for the delivery log."""
    if answer is None or "html" in answer.headers.get("content-type", ""):
        return ""
    text = " ".join(answer.body[:400].decode("utf-8", "replace").split())
    shown = "".join(letter for letter in text if letter.isprintable())[:160]
    return f": {shown}" if shown else ""


def _attachment(file: FileContent) -> dict[str, str]:
    content = base64.b64encode(file.content).decode("ascii")
    return {"name": file.name, "type": file.content_type, "content_base64": content}


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

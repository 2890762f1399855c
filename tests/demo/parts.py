"""What the sandbox's tests share: the typed handles behind the fixtures, and a mail."""

import base64
import json
import smtplib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import Header
from pathlib import Path
from typing import Any

import requests
from standardwebhooks import Webhook

TRICKY = 'It\'s a "test" with back\\slash & <b>html</b> ünï 😀'


@dataclass
class Call:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Stands where the bridge stands: a real HTTP server that answers as it is told."""

    url: str = ""
    status: int = 202
    answer: dict[str, Any] = field(default_factory=lambda: {"ticket": "HB-1042"})
    calls: list[Call] = field(default_factory=list)


@dataclass
class Sink:
    smtp_port: int
    url: str
    folder: Path

    def send(self, raw: bytes, sender: str = "support@helpdesk.test", *to: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as smtp:
            smtp.sendmail(sender, to or ("ann@example.test",), raw)

    def get(self, path: str, **query: str) -> Any:
        response = requests.get(f"{self.url}{path}", params=query, timeout=20)
        assert response.ok, response.text
        return response.json()

    def post(self, path: str, body: dict[str, Any]) -> requests.Response:
        return requests.post(f"{self.url}{path}", json=body, timeout=20)


def mail(subject: str = TRICKY, text: str = TRICKY, **headers: str) -> bytes:
    """A mail as the bridge sends it, CRLF, 8-bit text."""
    lines = {
        "From": "Support <support@helpdesk.test>",
        "To": "Ann <ann@example.test>",
        "Subject": Header(subject, "utf-8").encode(linesep="\r\n"),
        "Date": "Mon, 23 Nov 2026 10:02:03 +0100",
        "Message-ID": "<first@helpdesk.test>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"\r\n" + text.encode() + b"\r\n"


SECRET = "whsec_" + base64.b64encode(b"a secret of the test").decode()


@dataclass
class Vendors:
    url: str

    def get(self, path: str) -> Any:
        response = requests.get(f"{self.url}{path}", timeout=20)
        assert response.ok, response.text
        return response.json()

    def post(self, path: str, body: dict[str, Any]) -> requests.Response:
        return requests.post(f"{self.url}{path}", json=body, timeout=20)

    def deliver(
        self, body: dict[str, Any], webhook_id: str = "msg_1", secret: str = SECRET
    ) -> requests.Response:
        """Signs and posts as the bridge does."""
        content, at = json.dumps(body), datetime.now(UTC)
        headers = {
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(webhook_id, at, content),
        }
        return requests.post(f"{self.url}/webhook", content, headers=headers, timeout=20)


def escalation(receiver: Receiver, **changes: Any) -> dict[str, Any]:
    return {
        "type": "escalation.created",
        "escalation": "ESC-31",
        "reply_url": f"{receiver.url}/hooks/vendors/acme",
        "reply_email": "vendor+sig@helpdesk.test",
        "ticket": {"reference": "HB-1042", "subject": TRICKY, "priority": "high"},
        "messages": [{"author": "requester", "body": TRICKY}],
        "attachments": [{"name": "log <1>.txt"}],
        "sla": {"respond_by": "2026-11-24T10:00:00Z", "resolve_by": "soon"},
    } | changes

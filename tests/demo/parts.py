"""What the sandbox's tests share: the typed handles behind the fixtures, and a mail."""

import smtplib
from dataclasses import dataclass, field
from email.header import Header
from pathlib import Path
from typing import Any

import requests

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

"""A program that calls the API, and what it sends."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

API = "/api/v1"
SITE_KEY = "public-site-key"
# For what is refused before a row is read, the database makes no difference.
NO_ROWS = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
VENDOR_URL = "https://vendor.test/hook?secret=in-the-address"


@dataclass
class Quiet:
    """A queue that remembers which hints it got."""

    nudged: list[str] = field(default_factory=list)

    def nudge(self, queue: str) -> None:
        self.nudged.append(queue)

    def ping(self) -> bool:
        return True


@dataclass
class Program:
    """A caller with a token. `call("GET", "/tickets")` leaves out the API's beginning."""

    client: FlaskClient
    token: str

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return self.client.open(f"{API}{path}", method=method, headers=headers, **more)

    def opens(self, **more: Any) -> str:
        """The reference of a new ticket."""
        answer = self.call("POST", "/tickets", json=ticket(**more))
        assert answer.status_code == 201, answer.text
        return answer.json["ticket"]


def ticket(**more: Any) -> dict[str, Any]:
    plain = {
        "subject": "My invoice is wrong",
        "body": "It names the wrong company.",
        "requester": {"name": "Ann Lee", "email": "ann@example.org"},
    }
    return plain | more

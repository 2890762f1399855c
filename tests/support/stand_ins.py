"""Small stand-ins for ports: a clock that is set, a queue that remembers, a vendor that listens."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, request

from bridge.cli.demo.sandbox_process import WebServer, listen

MONDAY_MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class SetClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = MONDAY_MORNING) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        self._at = at

    def move(self, **by: float) -> datetime:
        """`move(minutes=6)`."""
        self._at += timedelta(**by)
        return self._at


class RecordingQueue:
    """Remembers which queues were nudged; nothing drains them but the test."""

    def __init__(self) -> None:
        self.nudged: list[str] = []

    def nudge(self, queue: str) -> None:
        self.nudged.append(queue)

    def ping(self) -> bool:
        return True


@dataclass
class Call:
    headers: dict[str, str]
    body: bytes
    json: Any


@dataclass
class ListeningVendor:
    """A vendor's webhook address: a real HTTP server that answers as it is told."""

    url: str = ""
    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    called: threading.Event = field(default_factory=threading.Event)
    _hold: threading.Event | None = None

    def serve(self) -> WebServer:
        app = Flask("vendor")
        app.add_url_rule("/cases", view_func=self._take, methods=["POST"])
        server = WebServer(app, listen(0))
        self.url = f"{server.url}/cases"
        server.start()
        return server

    @contextmanager
    def thinking(self) -> Iterator[None]:
        """Calls are noted at once and answered when the block ends."""
        self._hold = threading.Event()
        yield
        self._hold.set()
        self._hold = None

    def _take(self) -> Response:
        body = request.get_data()
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.calls.append(Call(headers, body, request.get_json()))
        self.called.set()
        if self._hold is not None:
            self._hold.wait(20)
        return Response("", self.status, self.headers)

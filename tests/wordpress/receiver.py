"""A small real HTTP server in the bridge's place: records what is pushed, answers when told."""

import base64
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four.").decode()


@dataclass
class Call:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """`status` and `answer` are what it says; `open` is cleared to keep callers waiting.

    A body that holds `chokes_on` is always answered 500.
    """

    status: int = 202
    answer: bytes = b"{}"
    chokes_on: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    answered: int = 0

    def __post_init__(self) -> None:
        self.open.set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver._take(self)

            def do_GET(self) -> None:
                receiver._take(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Says nothing: the calls are the record."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def code(self) -> str:
        """The connection code of a site named `demo` at this receiver."""
        return connection_code(self.base)

    def stop(self) -> None:
        self.open.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.calls.append(Call(request.path, headers, body))
        self.open.wait(30)
        try:
            chokes = self.chokes_on is not None and self.chokes_on in body
            request.send_response(500 if chokes else self.status)
            for name, value in self.headers.items():
                request.send_header(name, value)
            request.send_header("Content-Length", str(len(self.answer)))
            request.end_headers()
            request.wfile.write(self.answer)
        except ConnectionError:  # the caller gave up waiting
            return
        self.answered += 1


def connection_code(base: str) -> str:
    """The code that `helpdesk-bridge site add` would print for a bridge at `base`."""
    parts = {
        "v": 1,
        "site": "demo",
        "url": f"{base}/hooks/wordpress/demo",
        "base": base,
        "secret": SECRET,
        "key": "public-key",
    }
    return "hbc1_" + base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

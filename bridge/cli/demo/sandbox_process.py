"""Runs a sandbox server as a process of its own: loopback sockets, one ready line, clean stop."""

import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

LOOPBACK = "127.0.0.1"


class PortTakenError(Exception):
    """Another program listens on the port."""


def listen(port: int) -> socket.socket:
    """A listening loopback socket; port 0 takes a free one. Raises PortTakenError."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise PortTakenError(f"port {port} cannot be used: {error}") from error
    return listener


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


class _QuietRequests(WSGIRequestHandler):
    """The demo prints one table; a line per request would bury it."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        return


class WebServer:
    """A threaded HTTP server in a background thread; `stop` returns when the port is free."""

    def __init__(self, app: Flask, listener: socket.socket) -> None:
        self.port = port_of(listener)
        self._server: BaseWSGIServer = make_server(
            LOOPBACK,
            self.port,
            app,
            threaded=True,
            request_handler=_QuietRequests,
            fd=listener.fileno(),
        )
        listener.close()  # the server works on its own duplicate of the descriptor
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def run_until_signalled(ready_line: str, stop: Callable[[], None]) -> None:
    """Prints `ready_line`, waits for SIGTERM or SIGINT, then calls `stop` once."""
    signalled = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: signalled.set())
    print(ready_line, flush=True)
    signalled.wait()
    stop()


def refuse_to_start(program: str, why: Exception | str) -> NoReturn:
    """One line on stderr, exit code 1."""
    print(f"{program}: {why}", file=sys.stderr, flush=True)
    sys.exit(1)

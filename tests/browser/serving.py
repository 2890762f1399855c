"""A real HTTP server for a house, on loopback, in a thread of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.web.house import House


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's
        """Says nothing."""


@contextmanager
def served(house: House) -> Iterator[str]:
    """The server's address, without a slash at its end."""
    server = make_server("127.0.0.1", 0, house.app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()

"""A cable to a server that is cut after so many bytes, whichever way they went."""

import selectors
import socket
import threading
from contextlib import suppress

END_OF_MAIL = b"\r\n.\r\n"


class Cable:
    """Passes bytes on to `port` of this machine. `cut_at` None: it holds.

    `loses_the_answer`: it is cut once a whole mail has passed, before the server's answer to it.
    `passed` counts the bytes of the last connection, both ways together.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.cut_at: int | None = None
        self.loses_the_answer = False
        self.passed = 0
        self._idle = threading.Event()
        self._idle.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def wait_until_idle(self) -> None:
        """The server has dealt with all that reached it."""
        assert self._idle.wait(30)

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                self._idle.clear()
                try:
                    self._carry(client)
                finally:
                    self._idle.set()

    def _carry(self, client: socket.socket) -> None:
        self.passed = 0
        with client, socket.create_connection(("127.0.0.1", self._target)) as server:
            pairs = {client: server, server: client}
            with selectors.DefaultSelector() as ready:
                for end in pairs:
                    ready.register(end, selectors.EVENT_READ)
                while self._step(ready, pairs):
                    pass
            self._end(client, server)

    def _step(
        self, ready: selectors.BaseSelector, pairs: dict[socket.socket, socket.socket]
    ) -> bool:
        for key, _ in ready.select(30):
            end: socket.socket = key.fileobj  # type: ignore[assignment]
            with suppress(ConnectionError):
                data = end.recv(65536)
                left = len(data) if self.cut_at is None else max(0, self.cut_at - self.passed)
                pairs[end].sendall(data[:left])
                self.passed += len(data[:left])
                if self.loses_the_answer and data.endswith(END_OF_MAIL):
                    return False
                if data and len(data) <= left:
                    continue
            return False
        return True

    def _end(self, client: socket.socket, server: socket.socket) -> None:
        """The client hears at once; the server's last words are waited for and lost."""
        client.close()
        with suppress(OSError):
            server.shutdown(socket.SHUT_WR)
            server.settimeout(30)
            while server.recv(65536):
                pass

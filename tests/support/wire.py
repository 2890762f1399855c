"""A wire between the reader and its mail server that can be cut, muted or made to lie."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Change = Callable[[bytes], bytes]


class Wire:
    """Passes bytes on both ways over loopback.

    `cut_after`: so many bytes of the server's pass, then every connection ends. `muted`: nothing
    passes any more, and nobody is told (a router that forgot the connection). `down`: new
    connections end at once. `change` may alter what the server says, `answer` may answer in its
    stead: it gets the client's bytes and returns the answer, or None to pass them on.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.connections = 0
        self.cut_after: int | None = None
        self.muted = False
        self.down = False
        self.change: Change = lambda said: said
        self.answer: Callable[[bytes], bytes | None] = lambda said: None
        self._counting = threading.Lock()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def cut(self) -> None:
        """Ends every connection now."""
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self.cut()
        for thread in self._threads:
            thread.join(10)
        for each in (self._listener, *self._open):
            each.close()

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        self._threads.append(threading.Thread(target=work, args=arguments, daemon=True))
        self._threads[-1].start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.down:
                client.close()
                continue
            self.connections += 1
            server = socket.create_connection(("127.0.0.1", self._target))
            self._open += [client, server]
            for source, sink, back in ((client, server, True), (server, client, False)):
                self._start(self._pass, source, sink, back)

    def _pass(self, source: socket.socket, sink: socket.socket, from_client: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.muted:
                    continue
                said = self.answer(data) if from_client else None
                if said is not None:
                    source.sendall(said)
                elif from_client:
                    sink.sendall(data)
                else:
                    self._to_client(sink, self.change(data))
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _to_client(self, sink: socket.socket, data: bytes) -> None:
        with self._counting:  # an earlier connection may still be passing its last bytes
            left = self.cut_after
            ends = left is not None and left <= len(data)
            self.cut_after = None if left is None or ends else left - len(data)
        sink.sendall(data[:left])
        if ends:
            raise OSError("cut")


@contextmanager
def wired(target: int) -> Iterator[Wire]:
    wire = Wire(target)
    try:
        yield wire
    finally:
        wire.close()

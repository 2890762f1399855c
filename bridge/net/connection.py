"""HTTP connections to checked addresses, with one time limit over everything they do."""

import io
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any, cast

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from bridge.net.target import IPAddress, Target

_CHUNK = 65536


class Limit:
    """A moment on time.monotonic's scale; a kept connection gets a new one per exchange."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline

    def remaining(self) -> float:
        """Seconds left; raises TimeoutError when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("time limit reached")
        return left


class _LimitedReader(io.RawIOBase):
    """Reads through the socket's own file: the socket counts it and closes only after it.

    http.client closes the socket of an answer that says `Connection: close` before it reads on.
    """

    def __init__(self, sock: socket.socket, limit: Limit) -> None:
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)
        self._limit = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._limit.remaining())
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _LimitedSocket:
    """A socket whose every read and write ends at the limit, however slowly bytes drip."""

    def __init__(self, sock: socket.socket, limit: Limit) -> None:
        self._sock = sock
        self._limit = limit

    def makefile(self, mode: str, *_args: Any, **_options: Any) -> io.BufferedReader:
        assert mode == "rb", "http.client only reads through a file"  # noqa: S101
        return io.BufferedReader(_LimitedReader(self._sock, self._limit))

    def sendall(self, data: Any) -> None:
        view = memoryview(data)
        for start in range(0, len(view), _CHUNK):
            self._sock.settimeout(self._limit.remaining())
            self._sock.sendall(view[start : start + _CHUNK])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def _dial(addresses: Sequence[IPAddress], port: int, limit: Limit) -> socket.socket:
    """The first address that answers; raises OSError."""
    failed: OSError = ConnectionError("no address")
    for address in addresses:
        try:
            sock = socket.create_connection((str(address), port), timeout=limit.remaining())
        except OSError as error:
            failed = error
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
    raise failed


class _Pinned:
    """Mixed into urllib3's connections: the name stays in Host and TLS, the address is ours.

    urllib3 keeps `_new_conn` as the place where a connection gets its socket.
    """

    addresses: Sequence[IPAddress]
    limit: Limit
    idle_since: float = 0.0
    used: bool = False
    port: int
    sock: Any

    def _new_conn(self) -> socket.socket:
        try:
            return _dial(self.addresses, self.port, self.limit)
        except OSError as error:
            raise NewConnectionError(cast(Any, self), str(error)) from error

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.sock = _LimitedSocket(self.sock, self.limit)


class PinnedConnection(_Pinned, HTTPConnection):
    pass


class PinnedTLSConnection(_Pinned, HTTPSConnection):
    pass


Connection = PinnedConnection | PinnedTLSConnection


def open_connection(
    target: Target, addresses: Sequence[IPAddress], limit: Limit, tls: ssl.SSLContext | None
) -> Connection:
    """Not yet connected: the first request does that."""
    connection: Connection
    if target.scheme == "https":
        connection = PinnedTLSConnection(
            target.host, target.port, timeout=limit.remaining(), ssl_context=tls
        )
    else:
        connection = PinnedConnection(target.host, target.port, timeout=limit.remaining())
    connection.addresses = addresses
    connection.limit = limit
    return connection

"""A load of prepared HTTP requests over kept connections, light enough not to be the limit."""

import socket
import threading
import time
from collections.abc import Sequence

SECONDS = 60


def fire(port: int, requests: Sequence[bytes], connections: int = 8) -> float:
    """Sends every request once; answers per second. Raises OSError; ValueError for a non-2xx."""
    faults: list[Exception] = []
    threads = [
        threading.Thread(target=_caller, args=(port, requests[number::connections], faults))
        for number in range(connections)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    if faults:
        raise faults[0]
    return len(requests) / taken


def _caller(port: int, requests: Sequence[bytes], faults: list[Exception]) -> None:
    try:
        connection = _connect(port)
        for request in requests:
            connection.sendall(request)
            if _read(connection):
                connection.close()
                connection = _connect(port)
        connection.close()
    except (OSError, ValueError) as error:
        faults.append(error)


def _connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def _read(connection: socket.socket) -> bool:
    """Reads one answer; True when the server ends the connection after it."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, _, rest = data.partition(b"\r\n\r\n")
    lowered = head.lower()
    if not head.split(b" ", 2)[1].startswith(b"2"):
        raise ValueError(f"answered {head[:200]!r}")
    length = int(lowered.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    while len(rest) < length:
        rest += _some(connection)
    return b"connection: close" in lowered


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise OSError("the server closed the connection")
    return data


def wait_for_port(port: int) -> None:
    """Raises TimeoutError when nothing listens there in time."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            _connect(port).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing listens on port {port}")

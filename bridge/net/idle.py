"""Connections kept open between calls, shared by all threads."""

import threading
import time

from bridge.net.connection import Connection

_LONGEST_IDLE = 15.0  # seconds; servers commonly close after 5 to 75
_PER_ORIGIN = 4
_IN_ALL = 32

Origin = tuple[str, str, int]


class IdleConnections:
    """A connection is either here or in the hands of one call, never both."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Origin, list[Connection]] = {}

    def take(self, origin: Origin) -> Connection | None:
        """The most recently used live connection to `origin`."""
        while True:
            with self._lock:
                waiting = self._kept.get(origin)
                connection = waiting.pop() if waiting else None
            if connection is None:
                return None
            fresh = time.monotonic() - connection.idle_since < _LONGEST_IDLE
            # Not connected also covers unread bytes: an answer longer than it said.
            if fresh and connection.is_connected:
                return connection
            connection.close()

    def give_back(self, origin: Origin, connection: Connection) -> None:
        connection.idle_since = time.monotonic()
        connection.used = True
        with self._lock:
            waiting = self._kept.setdefault(origin, [])
            full = len(waiting) >= _PER_ORIGIN or sum(map(len, self._kept.values())) >= _IN_ALL
            if not full:
                waiting.append(connection)
        if full:
            connection.close()

    def close(self) -> None:
        with self._lock:
            kept, self._kept = self._kept, {}
        for waiting in kept.values():
            for connection in waiting:
                connection.close()

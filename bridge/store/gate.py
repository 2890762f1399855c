"""Writers of one SQLite file wait in line.

SQLite lets one writer in at a time, and the others sleep and try again: with eight of them most
of the time is slept away. A lock that wakes the next one at once costs nothing and triples what
two processes accept. The kernel takes it back from a process that dies.
"""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import URL

Gate = Callable[[], AbstractContextManager[None]]


class WriteGate:
    """One line for all processes (a lock on a file beside the database) and their threads."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.writing")
        self._threads = threading.Lock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._threads, self._path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def gate_for(url: URL) -> Gate:
    """The gate of a database file; none is needed where the database is a server."""
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return WriteGate(Path(url.database))
    return nullcontext

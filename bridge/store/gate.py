"""Writers of one SQLite file wait in line.

SQLite lets one writer in at a time, and the others sleep and try again: with eight of them most
of the time is slept away. A lock that wakes the next one at once costs nothing and triples what
two processes accept. The kernel takes it back from a process that dies; a process that stands
still (stopped, swapped out, a paused machine) keeps it, so the wait has an end.
"""

import fcntl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import URL

from bridge.domain.errors import Unavailable

Gate = Callable[[], AbstractContextManager[None]]


class WriteGate:
    """One line for all processes (a lock on a file beside the database) and their threads.

    `patience` is in seconds. Raises Unavailable when it ends before our turn comes.
    """

    def __init__(self, database: Path, patience: float) -> None:
        self._path = database.with_name(f"{database.name}.writing")
        self._patience = patience
        self._threads = threading.Lock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        end = time.monotonic() + self._patience
        if not self._threads.acquire(timeout=self._patience):
            raise self._too_long()
        try:
            with self._locked(end):
                yield
        finally:
            self._threads.release()

    def _locked(self, end: float) -> BinaryIO:
        """The locked file: closing it lets the next one in."""
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._wait(file, end)
        return file

    def _wait(self, file: BinaryIO, end: float) -> None:
        """A call that waits for a lock can't be ended from without: a thread makes it for us."""
        turn: Future[None] = Future()
        threading.Thread(target=_lock, args=(file, turn), daemon=True).start()
        try:
            turn.result(max(0, end - time.monotonic()))
        except TimeoutError:
            if turn.cancel():
                raise self._too_long() from None
            turn.result()  # it came in this moment

    def _too_long(self) -> Unavailable:
        return Unavailable(f"another process has been writing for {self._patience:.0f} s")


def _lock(file: BinaryIO, turn: Future[None]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError as error:
        turn.set_exception(error)
        return
    if turn.set_running_or_notify_cancel():
        turn.set_result(None)
    else:
        file.close()  # nobody waits for it any more


def gate_for(url: URL, patience: float) -> Gate:
    """The gate of a database file; none is needed where the database is a server."""
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return WriteGate(Path(url.database), patience)
    return nullcontext

"""Writers of one SQLite file wait in line, and not for ever."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bridge.domain.errors import Unavailable
from bridge.store.gate import WriteGate
from tests.servers.run import PATIENCE, wait_until


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Another process writes: locks of one file that was opened twice are as far apart."""
    with Path(f"{database}.writing").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_the_next_writer_is_let_in_when_the_other_process_is_done(tmp_path: Path) -> None:
    database, entered = tmp_path / "bridge.db", threading.Event()

    def write() -> None:
        with WriteGate(database, PATIENCE)():
            entered.set()

    with held(database):
        writer = threading.Thread(target=write)
        writer.start()
        assert not entered.is_set()
    assert entered.wait(PATIENCE)
    writer.join()


def test_a_writer_that_is_not_let_in_is_told_and_blocks_nobody_later(tmp_path: Path) -> None:
    database = tmp_path / "bridge.db"
    impatient = WriteGate(database, 0.05)
    with held(database), pytest.raises(Unavailable, match="another process"), impatient():
        pass
    wait_until(lambda: is_free(database), "the given-up wait to let go of the lock")
    with impatient():
        assert not is_free(database)


def test_threads_of_one_process_are_told_too(tmp_path: Path) -> None:
    impatient = WriteGate(tmp_path / "bridge.db", 0.05)
    with impatient(), pytest.raises(Unavailable), impatient():
        pass
    with impatient():
        pass


def is_free(database: Path) -> bool:
    with Path(f"{database}.writing").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True

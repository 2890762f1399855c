"""Programs that live as long as the test run: one folder, one owner, started once."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

KEEPER = Path(__file__).with_name("keeper.py")
PATIENCE = 30.0  # seconds a server may take to start or to stop


class NotStarted(Exception):
    """A server did not come up; the text holds the end of its log."""


class Run:
    """The temporary folder of one test run, shared by all its worker processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: list[Kept] = []

    def keep(
        self, name: str, command: list[str], *, ending: signal.Signals, user: str = ""
    ) -> "Kept":
        """Starts `command` under a keeper; its output goes to `<name>.log` in the folder."""
        log, mark = self.folder / f"{name}.log", self.folder / f"{name}.running"
        mark.touch()
        with log.open("ab") as output:
            keeper = subprocess.Popen(
                [
                    *(sys.executable, str(KEEPER)),
                    *(str(self.folder / "owner"), str(mark), ending.name, user),
                    *command,
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._kept.append(Kept(name, keeper, log, mark))
        return self._kept[-1]

    def once(self, name: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
        """What `make` returned to the first worker that asked for `name` in this run."""
        record = self.folder / f"{name}.json"
        with self.lock(name):
            if not record.exists():
                record.write_text(json.dumps(make()))
            return json.loads(record.read_text())

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Held by one process of the run at a time."""
        with (self.folder / f"{name}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class OwnedRun(Run):
    """The run as the process holds it that pytest was started in."""

    def __init__(self) -> None:
        super().__init__(Path(tempfile.mkdtemp(prefix="helpdesk-tests-")))
        self.folder.chmod(0o711)  # PostgreSQL under another account must get through
        os.mkfifo(self.folder / "owner")
        self._owner = os.open(self.folder / "owner", os.O_RDWR)

    def end(self) -> None:
        """Stops every server, waits until they are gone, removes the folder."""
        os.close(self._owner)
        for kept in self._kept:
            kept.wait()
        wait_until(lambda: not any(self.folder.glob("*.running")), "the test servers to stop")
        shutil.rmtree(self.folder)


class Kept:
    """A server under its keeper."""

    def __init__(self, name: str, keeper: subprocess.Popen[bytes], log: Path, mark: Path) -> None:
        self.name = name
        self.pid = keeper.pid
        self._keeper = keeper
        self._log = log
        self._mark = mark

    def wait_until_ready(self, answers: Callable[[], bool]) -> None:
        """Raises NotStarted when the program ends, or does not answer in time."""

        def answered() -> bool:
            if self._keeper.poll() is not None:
                raise NotStarted(f"{self.name} ended at its start:\n{self.last_words()}")
            return answers()

        try:
            wait_until(answered, f"{self.name} to answer")
        except TimeoutError as error:
            self.stop()
            raise NotStarted(f"{error}:\n{self.last_words()}") from error

    def stop(self) -> None:
        """Ends the server and waits for it; ending it twice does no harm."""
        self._keeper.terminate()
        self.wait()

    def wait(self) -> None:
        """Returns when the server has ended."""
        self._keeper.wait(PATIENCE)
        self._mark.unlink(missing_ok=True)

    def last_words(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])


def wait_until(holds: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Raises TimeoutError naming `what` if `holds` is still false after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {patience:g} s for {what}")
        time.sleep(0.02)


def free_port() -> int:
    """A loopback port free at this moment; somebody may still take it before its user does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

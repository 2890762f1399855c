"""Bears processes that have the product loaded: to load it takes longer than what most tests do.

Each child is a process of its own with its own environment. Beside it stands a midwife, its
parent, which says on a socket what becomes of it: one JSON object a line, `pid` first, `stopped`
whenever it stands still, `returncode` at its end (as subprocess counts: -9 is SIGKILL).
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NoReturn

from tests.servers.run import PATIENCE

ROOT = Path(__file__).parents[2]
LONGEST = 1 << 20


class Born:
    """What subprocess.Popen is for a program, for a child of the nursery."""

    def __init__(self, news: socket.socket, stdout: IO[str]) -> None:
        self._news = news.makefile("r", encoding="utf-8")
        self._socket = news
        self.stdout = stdout
        self.returncode: int | None = None
        self.pid: int = self._next()["pid"]

    def wait(self, timeout: float = PATIENCE) -> int:
        """The return code. Raises TimeoutError."""
        self._socket.settimeout(timeout)
        while self.returncode is None:
            self.returncode = self._next().get("returncode")
        return self.returncode

    def wait_until_stopped(self) -> None:
        """Returns when it stands still. Raises TimeoutError, and KeyError when it ended."""
        self._socket.settimeout(PATIENCE)
        self._next()["stopped"]

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> "Born":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is not None:
            self.kill()
        self.wait()
        self.stdout.close()
        self._news.close()
        self._socket.close()

    def _next(self) -> dict[str, Any]:
        line = self._news.readline()
        if not line:
            raise EOFError("The nursery has ended.")
        told: dict[str, Any] = json.loads(line)
        return told


class Nursery:
    """Asks for children over `door`; it ends when this process does."""

    def __init__(self) -> None:
        self._door, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery", str(theirs.fileno())],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                pass_fds=[theirs.fileno()],
            )

    def bear(self, arguments: list[str], environment: dict[str, str]) -> Born:
        """A child that calls `tests.faults.child.main` with the arguments."""
        reading, writing = os.pipe()
        news, theirs = socket.socketpair()
        asked = json.dumps({"arguments": arguments, "environment": environment}).encode()
        socket.send_fds(self._door, [len(asked).to_bytes(4)], [writing, theirs.fileno()])
        self._door.sendall(asked)
        os.close(writing)
        theirs.close()
        news.settimeout(PATIENCE)
        return Born(news, os.fdopen(reading, encoding="utf-8"))

    def end(self) -> None:
        self._door.close()
        self._process.wait(PATIENCE)


@cache
def nursery() -> Nursery:
    """This test process's one; `conftest` ends it."""
    return Nursery()


def main(door: socket.socket, live: Callable[..., None]) -> None:
    """Forks a midwife for each that is asked for, until nobody can ask any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the midwives' ends are of no interest
    while True:
        size, fds, _, _ = socket.recv_fds(door, 4, 2)
        if not size:
            return
        asked = json.loads(_exactly(door, int.from_bytes(size)))
        if os.fork() == 0:
            door.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _attend(fds[0], socket.socket(fileno=fds[1]), asked, live)
        for descriptor in fds:
            os.close(descriptor)


def _attend(
    stdout: int, news: socket.socket, asked: dict[str, Any], live: Callable[..., None]
) -> NoReturn:
    pid = os.fork()
    if pid == 0:
        news.close()
        _live(stdout, asked, live)
    os.close(stdout)
    _tell(news, pid=pid)
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            _tell(news, stopped=True)
        else:
            _tell(news, returncode=os.waitstatus_to_exitcode(status))
            os._exit(0)


def _live(stdout: int, asked: dict[str, Any], live: Callable[..., None]) -> NoReturn:
    os.dup2(stdout, 1)
    os.close(stdout)
    os.environ.clear()
    os.environ.update(asked["environment"])
    try:
        live(*asked["arguments"])
        sys.stdout.flush()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _tell(news: socket.socket, **what: Any) -> None:
    try:
        news.sendall(json.dumps(what).encode() + b"\n")
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more


def _exactly(door: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += door.recv(size - len(data))
    return data


if __name__ == "__main__":
    from tests.faults import child

    main(socket.socket(fileno=int(sys.argv[1])), child.main)

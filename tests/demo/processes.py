"""The demo as a process of its own, and everything that it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START_SECONDS = 240
STOP_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Running:
    """A process as the kernel knows it: `began` tells it from a later one of the same number."""

    pid: int
    began: str
    command: str

    def lives(self) -> bool:
        found = _status(self.pid)
        return found is not None and found.began == self.began and found.state not in "ZX"


@dataclass(frozen=True, slots=True)
class _Status:
    parent: int
    began: str
    state: str


def started_by(pid: int) -> list[Running]:
    """The children of a process, their children and so on, as they are now."""
    parents = {int(path.name): _status(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    found: list[Running] = []
    seen = {pid}
    for _generation in range(10):
        new = {child for child, status in parents.items() if status and status.parent in seen}
        found += [_running(child) for child in sorted(new - seen)]
        seen |= new
    return found


def _running(pid: int) -> Running:
    status = _status(pid)
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        command = ""
    return Running(pid, status.began if status else "", command.strip())


def _status(pid: int) -> _Status | None:
    """proc(5): after the name in parentheses stand the state, the parent and more."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return _Status(parent=int(fields[1]), began=fields[19], state=fields[0])


@dataclass(frozen=True, slots=True)
class Demo:
    process: subprocess.Popen[bytes]
    output: Path

    def printed(self) -> str:
        return self.output.read_text("utf-8")

    def press_ctrl_c(self) -> int:
        """What a terminal sends, to the whole group; returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(STOP_SECONDS)


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[Demo]:
    """`python -m bridge demo`, its data and its output in `folder`; ended with all it started."""
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / "printed.txt"
    command = [sys.executable, "-m", "bridge", "demo", "--folder", str(folder), *options]
    with output.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
    running = Demo(process, output)
    try:
        yield running
    finally:
        if process.poll() is None:
            _end(running)


def _end(running: Demo) -> None:
    """Also when the demo itself hangs: what it started goes by its own number."""
    children = started_by(running.process.pid)
    try:
        running.press_ctrl_c()
    except subprocess.TimeoutExpired:
        running.process.kill()
        running.process.wait()
        for child in children:
            if child.lives():
                os.kill(child.pid, signal.SIGKILL)


def eventually(holds: Callable[[], bool], seconds: float, what: Callable[[], str]) -> None:
    """Polls; fails with `what()` when it does not come true."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(what(), pytrace=False)
        time.sleep(0.1)

"""Starts child processes, restarts the ones that die, stops them all at the end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger()

STOP_SECONDS = 15
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
SETTLED_SECONDS = 60


@dataclass(slots=True)
class Child:
    """A process that ought to run, in a group of its own that signals go to.

    `quiet`: what it prints is for nobody. `log`: the file that its log lines go to, instead of
    our own standard error. `serves_others`: it is stopped after those.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False
    log: Path | None = None
    serves_others: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    due_at: float = 0.0

    def start(self) -> None:
        with self.log.open("ab") if self.log else nullcontext() as log_file:
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                start_new_session=True,
                stdout=subprocess.DEVNULL if self.quiet else None,
                stderr=log_file,
            )
        self.started_at = time.monotonic()

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


class Supervisor:
    """Runs in the foreground until SIGINT or SIGTERM."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._stop = threading.Event()

    def add(self, child: Child) -> Child:
        child.start()
        self.children.append(child)
        return child

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stop.set())

    def end_watch(self) -> None:
        """A `watch` in another thread returns; the children go on."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def watch(self) -> None:
        """Returns when told to stop."""
        while not self._stop.wait(0.2):
            for child in self.children:
                self._revive(child)

    def _revive(self, child: Child) -> None:
        process = child.process
        now = time.monotonic()
        if process is not None and process.poll() is not None:
            if now - child.started_at > SETTLED_SECONDS:
                child.pause = FIRST_PAUSE
            log.warning("process ended", process=child.name, code=process.returncode)
            child.process, child.due_at = None, now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        elif process is None and now >= child.due_at:
            child.start()

    def stop(self) -> None:
        """Each has time to finish what it has at hand; what serves the others goes last."""
        for last in (False, True):
            self._stop_all([child for child in self.children if child.serves_others is last])

    def _stop_all(self, children: Sequence[Child]) -> None:
        for child in children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("process killed", process=child.name)
            child.signal(signal.SIGKILL)
            child.process.wait()


def own_command(*arguments: str) -> list[str]:
    """This very program with other arguments."""
    return [sys.executable, "-m", "bridge", *arguments]


def role_command(role: str, *arguments: str) -> list[str]:
    """`worker` or `scheduler`: programs of the workers' room."""
    return [sys.executable, "-m", "workers", role, *arguments]

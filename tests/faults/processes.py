"""Starts processes of the helpdesk for a test and waits for what they do."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.run import PATIENCE
from tests.support.desk import Desk

ROOT = Path(__file__).parents[2]


def environment(desk: Desk, **more: str) -> dict[str, str]:
    return os.environ | desk.environment | {"PYTHONPATH": str(ROOT)} | more


def child(desk: Desk, role: str, step: str) -> subprocess.Popen[str]:
    """`tests.faults.child` on this helpdesk's database, at the time that its clock shows."""
    now = desk.clock.now().isoformat()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.child", role, step, now],
        cwd=ROOT,
        env=environment(desk),
        stdout=subprocess.PIPE,
        text=True,
    )


def drain_and_die(desk: Desk, queue: str, step: str) -> None:
    """A worker process takes up a queue and is killed at the step."""
    with child(desk, queue, step) as process:
        assert process.wait(PATIENCE) == -signal.SIGKILL


@contextmanager
def role(desk: Desk, name: str, redis_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """`helpdesk-bridge NAME` in a process group of its own, stopped as a service manager does."""
    with subprocess.Popen(
        [sys.executable, "-m", "bridge", name],
        cwd=ROOT,
        env=environment(desk, HELPDESK_REDIS_URL=redis_url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

"""Starts processes of the helpdesk for a test and waits for what they do."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bridge.cli.supervisor import Child, Supervisor, role_command
from tests.faults.child import FROZEN
from tests.servers.run import PATIENCE, wait_until
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
def frozen(desk: Desk, queue: str, step: str) -> Iterator[subprocess.Popen[str]]:
    """A worker that stands still at the step; `wake` it. Killed at the end if it still runs."""
    with child(desk, queue, f"{FROZEN}{step}") as process:
        try:
            wait_until(lambda: stands_still(process), f"the worker to reach {step}")
            yield process
        finally:
            process.kill()


def stands_still(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> bool:
    options = os.WSTOPPED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, process.pid, options) is not None


def wake(process: subprocess.Popen[str]) -> None:
    """Goes on where it stood; returns when it has ended well."""
    process.send_signal(signal.SIGCONT)
    assert process.wait(PATIENCE) == 0


@contextmanager
def supervised(desk: Desk, redis_url: str, *roles: str) -> Iterator[None]:
    """The roles as `helpdesk-bridge up` runs them: what ends is started again."""
    supervisor = Supervisor()
    settings = environment(desk, HELPDESK_REDIS_URL=redis_url)
    for name in roles:
        supervisor.add(Child(name, role_command(name), settings, quiet=True))
    watching = threading.Thread(target=supervisor.watch)
    watching.start()
    try:
        yield
    finally:
        supervisor.end_watch()
        watching.join()
        supervisor.stop()


@contextmanager
def role(desk: Desk, name: str, redis_url: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`helpdesk-bridge NAME` in a process group of its own, stopped as a service manager does."""
    with subprocess.Popen(
        [sys.executable, "-m", "bridge", name, *options],
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

"""Starts processes of the helpdesk for a test and waits for what they do."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bridge.cli.supervisor import Child, Supervisor, role_command
from tests.faults.child import FROZEN
from tests.faults.nursery import ROOT, Born, nursery
from tests.servers.run import PATIENCE
from tests.support.desk import Desk


def environment(desk: Desk, **more: str) -> dict[str, str]:
    return os.environ | desk.environment | {"PYTHONPATH": str(ROOT)} | more


def child(desk: Desk, role: str, step: str) -> Born:
    """`tests.faults.child` on this helpdesk's database, at the time that its clock shows."""
    now = desk.clock.now().isoformat()
    return nursery().bear([role, step, now], environment(desk))


def drain_and_die(desk: Desk, queue: str, step: str) -> None:
    """A worker process takes up a queue and is killed at the step."""
    with child(desk, queue, step) as process:
        assert process.wait() == -signal.SIGKILL


@contextmanager
def frozen(desk: Desk, queue: str, step: str) -> Iterator[Born]:
    """A worker that stands still at the step; `wake` it. Killed at the end if it still runs."""
    with child(desk, queue, f"{FROZEN}{step}") as process:
        try:
            process.wait_until_stopped()
            yield process
        finally:
            process.kill()


def stands_still(process: subprocess.Popen[bytes]) -> bool:
    options = os.WSTOPPED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, process.pid, options) is not None


def wake(process: Born) -> None:
    """Goes on where it stood; returns when it has ended well."""
    process.send_signal(signal.SIGCONT)
    assert process.wait() == 0


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

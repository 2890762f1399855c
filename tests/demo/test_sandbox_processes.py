"""Both sandbox servers as processes of their own, started as `make demo` starts them."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from bridge.cli.demo.sandbox_process import listen, port_of
from tests.demo.parts import SECRET

ROOT = Path(__file__).parents[2]
Start = Callable[..., subprocess.Popen[str]]


def mailbox(folder: Path) -> list[str]:
    hook = "http://127.0.0.1:9/hooks/mail/support"
    return ["mailbox", "--deliver-to", hook, "--deliver-token", "tok", "--store", str(folder)]


def vendors(_folder: Path) -> list[str]:
    return ["vendors", "--secret", SECRET]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def run(name: str, *options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", "-m", f"bridge.cli.demo.{name}", *options]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        running.append(subprocess.Popen(command, cwd=ROOT, text=True, **pipes))
        return running[-1]

    yield run
    for process in running:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


@pytest.mark.parametrize("options", [mailbox, vendors])
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_sandbox_says_where_it_listens_and_stops_when_told(
    start: Start, tmp_path: Path, options: Callable[[Path], list[str]], ending: signal.Signals
) -> None:
    process = start(*options(tmp_path))
    assert process.stdout is not None
    ready = process.stdout.readline()
    found = re.search(r"ready .*http=(\S+)", ready)
    assert found, ready
    assert requests.get(found[1], timeout=20).status_code == 200
    os.kill(process.pid, ending)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0


@pytest.mark.parametrize("options", [mailbox, vendors])
def test_a_taken_port_ends_the_start_with_one_line(
    start: Start, tmp_path: Path, options: Callable[[Path], list[str]]
) -> None:
    with listen(0) as taken:
        process = start(*options(tmp_path), "--http-port", str(port_of(taken)))
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "cannot be used" in said
    assert len(said.splitlines()) == 1


def test_a_wrong_secret_ends_the_start_with_one_line(start: Start) -> None:
    process = start("vendors", "--secret", "whsec_")
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said == "vendors: webhook secret may not be empty\n"

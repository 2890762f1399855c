"""`make demo` as a newcomer starts it: the main job in one go, and its end by Ctrl-C."""

import os
import re
from pathlib import Path

import pytest

from bridge.cli.demo.check import MainJob
from bridge.cli.demo.plan import Plan, Ports
from bridge.cli.demo.wordpress import WordPressUnavailable, obtain
from bridge.cli.valkey import free_port
from tests.demo.processes import START_SECONDS, STOP_SECONDS, Running, demo, eventually, started_by

# one worker process runs them, one after the other: each is a whole helpdesk with a WordPress
pytestmark = [pytest.mark.demo, pytest.mark.wordpress, pytest.mark.xdist_group("demo")]

ROLES = ("valkey", "demo.mailbox", "demo.vendors", "bridge web", "worker", "scheduler", "php")


@pytest.fixture(scope="module", autouse=True)
def wordpress() -> None:
    """Fetches WordPress into the cache that the demo uses, or skips (with CI=true: fails)."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    try:
        obtain(home / "helpdesk-bridge" / "wordpress", print)
    except WordPressUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"needs WordPress: {error}")


def titles(folder: Path) -> list[str]:
    plan = Plan(folder, Ports(helpdesk=1, wordpress=2, mailbox=3, vendors=4, smtp=5))
    return [title for title, _step in MainJob(plan, "", "").steps()]


def test_the_check_runs_every_step_of_the_main_job(tmp_path: Path) -> None:
    with demo(tmp_path, "--check", "--port", str(free_port())) as running:
        code = running.process.wait(START_SECONDS)
        printed = running.printed()
    passed = re.findall(r"^ok +\d+\. (.+?): .+ \(\d+\.\d\d s\)$", printed, re.MULTILINE)
    assert passed == titles(tmp_path), printed
    assert code == 0, printed
    assert "FAIL" not in printed


def test_ctrl_c_stops_every_process_that_the_demo_started(tmp_path: Path) -> None:
    with demo(tmp_path, "--port", str(free_port())) as running:
        eventually(
            lambda: "Ctrl-C stops everything." in running.printed(), START_SECONDS, running.printed
        )
        processes = started_by(running.process.pid)
        commands = "\n".join(process.command for process in processes)
        assert all(role in commands for role in ROLES), commands
        assert running.press_ctrl_c() == 0, running.printed()
    eventually(lambda: not left(processes), STOP_SECONDS, lambda: f"left: {left(processes)}")


def left(processes: list[Running]) -> list[str]:
    return [f"{process.pid} {process.command}" for process in processes if process.lives()]

"""A missing server skips its tests and is named at the end; with CI=true it fails them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import install
from tests.servers.requirements import (
    CHROMIUM,
    POSTGRESQL,
    Requirement,
    chromium_path,
    install_command,
)

ROOT = Path(__file__).parents[2]
ASKING = """
from tests.servers.requirements import Requirement

def test_that_asks_for_it():
    Requirement("PostgreSQL", ("postgresql",), lambda: False).demand()
"""


def run_pytest(folder: Path, *, ci: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest with this project's fixtures over one test that misses a server."""
    (folder / "test_asking.py").write_text(ASKING)
    plugins = ("-p", "pytest_socket", "-p", "pytest_timeout", "-p", "tests.conftest")
    options = ("-c", str(ROOT / "pyproject.toml"), *plugins)
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--rootdir={folder}", str(folder)],
        cwd=ROOT,
        env={
            "CI": ci,
            "PATH": "/usr/bin:/bin",
            "TMPDIR": str(folder),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # halves the time of its start
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_run_without_a_server_ends_with_what_was_skipped_and_how_to_get_it(
    tmp_path: Path,
) -> None:
    run = run_pytest(tmp_path, ci="")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "PostgreSQL: 1 test\n" in run.stdout
    assert install_command((POSTGRESQL,)) in run.stdout
    assert "1 skipped" in run.stdout.splitlines()[-1]


def test_in_ci_a_missing_server_is_a_failure(tmp_path: Path) -> None:
    run = run_pytest(tmp_path, ci="true")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "needs PostgreSQL, and CI=true allows no skip" in run.stdout
    assert "1 failed" in run.stdout.splitlines()[-1]


def test_one_command_brings_all_that_is_missing() -> None:
    command = install_command((CHROMIUM, POSTGRESQL))
    assert command.startswith("sudo apt-get install ")
    assert command.endswith("chromium fonts-dejavu-core fonts-noto-color-emoji postgresql")


def test_a_browser_that_does_not_run_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, script in {"chromium": "exit 1", "google-chrome": "echo Chrome 1"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium_path() == str(tmp_path / "google-chrome")


@pytest.fixture
def fake_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt-get that fails its first call and notes every one; the file of its notes."""
    notes = tmp_path / "notes"
    program = tmp_path / "apt-get"
    program.write_text(
        f'#!/bin/sh\necho "$DEBIAN_FRONTEND $@" >> {notes}\n[ $(grep -c . {notes}) -gt 1 ]\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(install, "PAUSE", 0)
    monkeypatch.setattr(install, "CLUSTER_CONFIG", tmp_path / "etc" / "createcluster.conf")
    return notes


def want(monkeypatch: pytest.MonkeyPatch, *, root: bool) -> None:
    """Makes one server missing, for root or for somebody else."""
    missing = Requirement("PostgreSQL", ("postgresql",), lambda: False)
    monkeypatch.setattr(install, "ALL", (missing,))
    monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)


def test_root_gets_what_is_missing_even_if_the_first_download_breaks(
    fake_apt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    want(monkeypatch, root=True)
    install.main()
    calls = fake_apt.read_text().splitlines()
    assert [call.split()[-1] for call in calls] == ["update", "update", "postgresql"]
    assert all(call.startswith("noninteractive ") for call in calls)


def test_debian_is_told_to_start_no_cluster_of_its_own(
    fake_apt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    want(monkeypatch, root=True)
    install.main()
    assert "create_main_cluster = false" in install.CLUSTER_CONFIG.read_text()


def test_nobody_but_root_installs(fake_apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    want(monkeypatch, root=False)
    install.main()
    assert not fake_apt.exists()

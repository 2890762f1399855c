"""`helpdesk-bridge site add` and `site check` as a person types them, beside a real WordPress."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.cli.demo.wordpress import Site
from bridge.wiring import migrate
from tests.web.house import configuration


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    migrate(configuration(tmp_path))
    return {
        "PATH": os.environ["PATH"],
        "HELPDESK_DATA_DIR": str(tmp_path),
        "HELPDESK_SECRET_KEY": "k" * 40,
        "HELPDESK_MAIL_FROM": "Harbour Support <support@desk.test>",
        "HELPDESK_BASE_URL": "http://localhost",
        "HELPDESK_EGRESS_ALLOW": "127.0.0.1",
    }


def command(
    environment: dict[str, str], *words: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bridge", *words],
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_site_is_checked_when_it_is_added_and_kept_with_its_faults(
    site: Site, environment: dict[str, str]
) -> None:
    words = ("site", "add", "shop", site.url, "--user", site.bridge.name, "--password-stdin")
    wrong = command(environment, *words, typed="not this one\n")
    assert wrong.returncode == 0
    assert "FAIL  The site does not know the user helpdesk-bridge" in wrong.stderr
    assert wrong.stdout.splitlines()[-1].startswith("hbc1_")

    checked = command(environment, "site", "check", "shop", "--json")
    assert checked.returncode == 1
    told = json.loads(checked.stdout)
    assert (told["site"], told["ok"]) == ("shop", False)
    assert [one["code"] for one in told["checks"]] == ["wrong_password"]
    assert set(told["checks"][0]) == {"code", "ok", "says", "todo"}

    right = command(environment, *words, typed=f"{site.bridge.application_password}\n")
    assert right.stdout.splitlines()[-1] == wrong.stdout.splitlines()[-1]
    assert "ok    WordPress" in right.stderr
    checked = command(environment, "site", "check", "shop")
    assert (checked.returncode, checked.stdout[:4]) == (0, "ok  ")


def test_a_site_that_nobody_added_is_said_to_be_unknown(environment: dict[str, str]) -> None:
    answer = command(environment, "site", "check", "nowhere", "--json")
    assert answer.returncode != 0
    assert "There is no site named 'nowhere'." in answer.stderr
    assert "Traceback" not in answer.stderr

"""Mail made to cost time and memory goes through the whole mailroom within bounds (A24)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mail.limits_child import CASES

ROOT = Path(__file__).parents[2]
MOST_MIB = 200
HUNG = 120
"""Seconds after which a case counts as endless, on the busiest machine."""


@pytest.mark.parametrize("what", CASES)
def test_a_hostile_mail_stays_within_bounds_and_has_a_clear_outcome(
    what: str, tmp_path: Path
) -> None:
    (tmp_path / "mail.eml").write_bytes(CASES[what]())
    command = [sys.executable, "-m", "tests.mail.limits_child", what, str(tmp_path)]
    environment = os.environ | {"HELPDESK_LOG_FORMAT": "json"}
    child = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=HUNG,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    told = json.loads(child.stdout.splitlines()[-1])
    assert told["outcome"] == "ticket"
    assert told["over_idle"] < MOST_MIB

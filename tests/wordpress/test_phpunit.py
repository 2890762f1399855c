"""The plugin's own PHPUnit tests, inside a real WordPress."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.servers.requirements import PHPUNIT

SUITE = Path(__file__).resolve().parents[2] / "wp_plugin_stub" / "tests" / "phpunit.xml"


def test_the_plugins_own_tests_pass(site):
    PHPUNIT.demand()
    run = subprocess.run(
        [*site.php.command, str(shutil.which("phpunit")), "--configuration", SUITE],
        env={**os.environ, **site.php.env, "HELPDESK_BRIDGE_TEST_WWW": str(site.folder / "www")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "\nOK (" in run.stdout

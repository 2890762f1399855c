"""PHP_CodeSniffer over the plugin.

WordPress Coding Standards and PHPCompatibility come in no package of Debian, npm or PyPI: where
they are installed all the same, their rules are checked too.
"""

import subprocess
from pathlib import Path

import pytest

from tests.servers.requirements import PHPCS

PLUGIN = Path(__file__).resolve().parents[2] / "wp_plugin_stub"


def sniff(ruleset: str) -> subprocess.CompletedProcess[str]:
    PHPCS.demand()
    command = ["phpcs", "-q", "--no-cache", "--no-colors", "-s", f"--standard={ruleset}"]
    return subprocess.run(
        command, cwd=PLUGIN, capture_output=True, text=True, check=False, timeout=300
    )


def test_the_plugin_keeps_the_common_rules():
    run = sniff(".phpcs.xml.dist")
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_plugin_keeps_wordpress_own_rules():
    PHPCS.demand()
    known = subprocess.run(["phpcs", "-i"], capture_output=True, text=True, check=True).stdout
    if "WordPress" not in known or "PHPCompatibility" not in known:
        pytest.skip("WordPress Coding Standards and PHPCompatibility are not installed")
    run = sniff(".phpcs-wordpress.xml.dist")
    assert run.returncode == 0, run.stdout + run.stderr

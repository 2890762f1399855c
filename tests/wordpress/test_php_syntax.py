"""The plugin's syntax under the oldest and the newest PHP that it promises."""

import os
from pathlib import Path

import pytest

from bridge.cli.demo.wordpress import WordPressUnavailable
from tests.servers.php_versions import RELEASES, command_of, syntax_errors

PLUGIN = Path(__file__).resolve().parents[2] / "wp_plugin_stub"
FILES = sorted(PLUGIN.rglob("*.php"))


@pytest.fixture(params=RELEASES, ids=lambda release: release.php)
def php(request):
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    try:
        return command_of(request.param, cache / "helpdesk-bridge" / "php")
    except WordPressUnavailable as error:  # not a server: an old release may leave its mirror
        pytest.skip(f"PHP {request.param.php} is not to be had: {error}")


def test_every_file_is_valid_and_free_of_deprecations(php):
    assert FILES
    assert syntax_errors(php, FILES) == []


def test_the_check_would_notice_syntax_that_only_a_newer_php_knows(php, tmp_path):
    broken = tmp_path / "broken.php"
    broken.write_text("<?php function f( $a = 1, $b ) { return $a?->x |> y(...); }")
    assert len(syntax_errors(php, [broken])) == 1

"""The plugin's archive: the same bytes each time, under the folder name that is its slug."""

import os
import zipfile
from pathlib import Path

import pytest

from scripts.plugin_zip import pack


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    for name in ("helpdesk-bridge.php", "includes/a.php", "tests/test-a.php", ".editorconfig"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(f"<?php // {name}\n")
    return source


def test_the_archive_holds_the_plugin_in_a_folder_named_as_its_slug(
    plugin: Path, tmp_path: Path
) -> None:
    pack(plugin, tmp_path / "plugin.zip")
    with zipfile.ZipFile(tmp_path / "plugin.zip") as archive:
        assert archive.namelist() == [
            "helpdesk-bridge/helpdesk-bridge.php",
            "helpdesk-bridge/includes/a.php",
        ]


def test_packing_twice_gives_the_same_bytes_whatever_the_dates(
    plugin: Path, tmp_path: Path
) -> None:
    pack(plugin, tmp_path / "first.zip")
    os.utime(plugin / "helpdesk-bridge.php", (1_000_000_000, 1_000_000_000))
    (plugin / "helpdesk-bridge.php").chmod(0o600)
    pack(plugin, tmp_path / "second.zip")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()

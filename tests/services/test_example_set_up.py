"""The examples that people copy are read by the code that reads their copies."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.config import load
from bridge.services import set_up
from tests.support.desk import Desk

ROOT = Path(__file__).parents[2]


def readme_set_up() -> str:
    readme = (ROOT / "README.md").read_text("utf-8")
    return readme.partition("```toml\n")[2].partition("```")[0]


def test_the_example_of_settings_is_valid(tmp_path: Path) -> None:
    folder = {"HELPDESK_DATA_DIR": str(tmp_path)}
    config = load(folder, ROOT / "config" / "bridge.example.toml")
    assert config.base_url == "https://help.example.com"
    assert config.mail_from == ("Example Support", "support@example.com")


def example_set_up() -> str:
    return (ROOT / "config" / "helpdesk.example.toml").read_text("utf-8")


@pytest.mark.parametrize("text", [example_set_up, readme_set_up])
def test_the_examples_of_the_set_up_apply_and_then_differ_in_nothing(
    bridge: Desk, text: Callable[[], str]
) -> None:
    table = tomllib.loads(text())
    assert set_up.apply(bridge.ctx, table)
    assert set_up.apply(bridge.ctx, table) == []


def test_what_a_vendor_leaves_out_stays_as_it_is(bridge: Desk) -> None:
    set_up.apply(bridge.ctx, tomllib.loads(example_set_up()))
    assert set_up.apply(bridge.ctx, tomllib.loads(readme_set_up())) == []


def test_a_dry_run_shows_no_secret_and_changes_nothing(bridge: Desk) -> None:
    table = tomllib.loads(example_set_up())
    lines = set_up.apply(bridge.ctx, table, dry_run=True)
    assert lines
    assert not [line for line in lines if set_up.SHOWN_ONCE in line]
    assert len(set_up.apply(bridge.ctx, table)) > len(lines)

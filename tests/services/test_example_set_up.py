"""The examples that people copy are read by the code that reads their copies."""

import tomllib
from pathlib import Path

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


def test_the_example_of_the_set_up_applies_and_then_differs_in_nothing(bridge: Desk) -> None:
    example = (ROOT / "config" / "helpdesk.example.toml").read_text("utf-8")
    for text in (example, readme_set_up()):
        table = tomllib.loads(text)
        assert set_up.apply(bridge.ctx, table)
        assert set_up.apply(bridge.ctx, table) == []

"""The configuration: a wrong value stops the start with one line that tells what to do."""

from datetime import timedelta
from pathlib import Path

import pytest

from bridge.config import ConfigError, load

NOWHERE = Path("/nonexistent/bridge.toml")


def settings(folder: Path, **values: str) -> dict[str, str]:
    return {"HELPDESK_DATA_DIR": str(folder)} | {f"HELPDESK_{k}": v for k, v in values.items()}


def test_without_settings_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    config = load(settings(tmp_path), NOWHERE)
    assert config.database_url == f"sqlite:///{tmp_path / 'helpdesk.db'}"
    assert config.redis_url is None
    secret = tmp_path / "secret_key"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert load(settings(tmp_path), NOWHERE).secret_keys == config.secret_keys


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "bridge.toml"
    file.write_text('BASE_URL = "https://file.test"\nHELPDESK_WEB_WORKERS = 3\n')
    config = load(settings(tmp_path, BASE_URL="https://help.test/"), file)
    assert (config.base_url, config.web_workers, config.https) == ("https://help.test", 3, True)


def test_durations_are_read_in_seconds(tmp_path: Path) -> None:
    config = load(settings(tmp_path, LEASE_SECONDS="5", UNCERTAIN_WAIT_SECONDS="0"), NOWHERE)
    assert config.timing == {"lease": timedelta(seconds=5), "uncertain_wait": timedelta()}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", ","),
        ("BASE_URL", "help.example.com"),
        ("BASE_URL", "ftp://help.example.com"),
        ("BASE_URL", "https://help.example.com/?a=b"),
        ("REDIS_URL", "localhost:6379"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_DOMAIN", "-"),
        ("EGRESS_ALLOW", "10.0.0.0/99"),
        ("LOG_FORMAT", "xml"),
        ("WEB_WORKERS", "0"),
        ("WEB_WORKERS", "two"),
        ("LEASE_SECONDS", "-1"),
        ("LEASE_SECONDS", "٣"),
    ],
)
def test_a_wrong_value_is_told_with_its_key_and_an_example(
    tmp_path: Path, key: str, value: str
) -> None:
    with pytest.raises(ConfigError) as told:
        load(settings(tmp_path, **{key: value}), NOWHERE)
    line = str(told.value)
    assert line.startswith(f"HELPDESK_{key}: ")
    assert "for example" in line
    assert "\n" not in line


@pytest.mark.parametrize("text", ["BASE_URL", 'NO_SUCH_KEY = "1"', "\xff\xfe"])
def test_a_file_that_makes_no_sense_stops_the_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bridge.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"bridge\.toml"):
        load(settings(tmp_path), file)

"""The configuration: one frozen object, read once at process start.

Environment variables `HELPDESK_*` win over the same keys in `config/bridge.toml`.
"""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "HELPDESK_"
CONFIG_FILE = Path("config/bridge.toml")
LEAST_SECRET = 32
LOG_FORMATS = ("console", "json")
_SECRET_FILE = "secret_key"  # noqa: S105 - a file's name
_SECONDS = {
    "LEASE_SECONDS": ("lease", 1),
    "UNCERTAIN_WAIT_SECONDS": ("uncertain_wait", 0),
    "UNDO_SEND_SECONDS": ("undo_send", 0),
    "NOTIFY_WAIT_SECONDS": ("notify_wait", 0),
    "PULL_SUBMISSIONS_SECONDS": ("pull_submissions", 1),
    "PULL_ARTICLES_SECONDS": ("pull_articles", 1),
    "RECONCILE_ARTICLES_SECONDS": ("reconcile_articles", 1),
    "SESSION_SECONDS": ("session", 60),
    "POLL_MAIL_SECONDS": ("poll_mail", 1),
    "IDLE_MAIL_SECONDS": ("idle_mail", 1),
}
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_SERVER = re.compile(r"[a-z0-9_.:-]{1,253}")
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+")
_WORDS = """
    DATABASE_URL REDIS_URL DATA_DIR SECRET_KEY BASE_URL SMTP_URL IMAP_URL MAIL_FROM MAIL_DOMAIN
    AUTHSERV_ID EGRESS_ALLOW LOG_FORMAT WEB_WORKERS
"""
KEYS = frozenset(_WORDS.split()) | set(_SECONDS)


class ConfigError(Exception):
    """One line that names the key, the value's fault and an example."""


@dataclass(frozen=True, slots=True)
class Config:
    """`redis_url` None: an embedded Valkey. `secret_keys`: newest first.

    `authserv_ids`: mail servers of ours whose Authentication-Results are believed.
    `mail_from`: (name, address). `timing`: what differs from the services' own durations.
    """

    data_dir: Path
    database_url: str
    redis_url: str | None
    secret_keys: tuple[str, ...]
    base_url: str
    smtp_url: str
    imap_url: str | None
    authserv_ids: tuple[str, ...]
    mail_from: tuple[str, str]
    mail_domain: str
    egress_allow: tuple[str, ...]
    log_format: str
    web_workers: int
    timing: dict[str, timedelta]

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")


def load(environment: Mapping[str, str] | None = None, file: Path = CONFIG_FILE) -> Config:
    """Raises ConfigError: one line that names the key, the value's fault and an example."""
    values = _file_values(file) | _environment_values(environment or os.environ)
    data_dir = Path(values.get("DATA_DIR", "data")).resolve()
    mail_from = _mail_from(values.get("MAIL_FROM", "Helpdesk <helpdesk@localhost.localdomain>"))
    return Config(
        data_dir=data_dir,
        database_url=values.get("DATABASE_URL", f"sqlite:///{data_dir / 'helpdesk.db'}"),
        redis_url=_redis_url(values.get("REDIS_URL")),
        secret_keys=_secret_keys(values.get("SECRET_KEY"), data_dir),
        base_url=_base_url(values.get("BASE_URL", "http://127.0.0.1:8000")),
        smtp_url=values.get("SMTP_URL", "smtp://127.0.0.1:25"),
        imap_url=values.get("IMAP_URL", "").strip() or None,
        authserv_ids=_authserv_ids(values.get("AUTHSERV_ID", "")),
        mail_from=mail_from,
        mail_domain=_mail_domain(values.get("MAIL_DOMAIN"), mail_from),
        egress_allow=_egress_allow(values.get("EGRESS_ALLOW", "")),
        log_format=_one_of("LOG_FORMAT", values.get("LOG_FORMAT", "console"), LOG_FORMATS),
        web_workers=_number("WEB_WORKERS", values.get("WEB_WORKERS", "2"), 1, 64),
        timing=_timing(values),
    )


def _file_values(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not valid TOML: {error}") from error
    unknown = sorted(key for key in table if key.removeprefix(PREFIX) not in KEYS)
    if unknown:
        raise ConfigError(f"{file}: {unknown[0]} is no setting; for example {PREFIX}BASE_URL")
    return {key.removeprefix(PREFIX): str(value) for key, value in table.items()}


def _environment_values(environment: Mapping[str, str]) -> dict[str, str]:
    names = {key: key.removeprefix(PREFIX) for key in environment if key.startswith(PREFIX)}
    return {name: environment[key] for key, name in names.items() if name in KEYS}


def _secret_keys(value: str | None, data_dir: Path) -> tuple[str, ...]:
    if value is None:
        return (_generated_secret(data_dir),)
    keys = tuple(key.strip() for key in value.split(",") if key.strip())
    if not keys or any(len(key) < LEAST_SECRET for key in keys):
        fault = f"needs {LEAST_SECRET} characters or more per key"
        raise _fault("SECRET_KEY", fault, "the output of: openssl rand -hex 32")
    return keys


def _generated_secret(data_dir: Path) -> str:
    """Made at the first start, readable by this user only."""
    path = data_dir / _SECRET_FILE
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_hex(32)
        file.write(key)
    return key


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise _fault("BASE_URL", f"{value!r} is no address", "https://help.example.com")
    return value.rstrip("/")


def _redis_url(value: str | None) -> str | None:
    if value and not re.match(r"(rediss?|valkeys?|unix)://", value):
        raise _fault("REDIS_URL", f"{value!r} is no address", "redis://127.0.0.1:6379/0")
    return value or None


def _mail_from(value: str) -> tuple[str, str]:
    name, email = parseaddr(value)
    if not _ADDRESS.fullmatch(email):
        example = "Example Support <support@example.com>"
        raise _fault("MAIL_FROM", f"{value!r} holds no address", example)
    return name or email.partition("@")[0].capitalize(), email


def _mail_domain(value: str | None, mail_from: tuple[str, str]) -> str:
    domain = (value or mail_from[1].partition("@")[2]).lower()
    if not _DOMAIN.fullmatch(domain):
        raise _fault("MAIL_DOMAIN", f"{domain!r} is no domain", "help.example.com")
    return domain


def _authserv_ids(value: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in value.split(",") if name.strip())
    for name in names:
        if not _SERVER.fullmatch(name):
            raise _fault("AUTHSERV_ID", f"{name!r} is no server's name", "mx.example.com")
    return names


def _egress_allow(value: str) -> tuple[str, ...]:
    entries = tuple(entry.strip() for entry in value.split(",") if entry.strip())
    for entry in entries:
        if "/" in entry:
            try:
                ip_network(entry)
            except ValueError as error:
                example = "10.0.0.0/8,wiki.internal"
                raise _fault("EGRESS_ALLOW", f"{entry!r} is no network", example) from error
    return entries


def _timing(values: Mapping[str, str]) -> dict[str, timedelta]:
    return {
        field: timedelta(seconds=_number(key, values[key], least, 31_536_000))
        for key, (field, least) in _SECONDS.items()
        if key in values
    }


def _number(key: str, value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdecimal() or not least <= int(value) <= most:
        raise _fault(
            key, f"{value!r} is no whole number from {least} to {most}", str(max(least, 2))
        )
    return int(value)


def _one_of(key: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise _fault(key, f"{value!r} is not one of {', '.join(choices)}", choices[0])
    return value


def _fault(key: str, fault: str, example: str) -> ConfigError:
    return ConfigError(f"{PREFIX}{key}: {fault}; for example {example}")

"""A helpdesk in a temporary folder to measure: migrated, one site, its own Valkey."""

import json
import os
import secrets
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bridge.cli import valkey
from bridge.cli.supervisor import Supervisor
from bridge.config import Config, load
from bridge.services.sites import sites
from bridge.vendors.signing import sign
from bridge.wiring import Context, build, migrate

SITE = "bench"


@dataclass(frozen=True, slots=True)
class Desk:
    config: Config
    context: Context
    supervisor: Supervisor
    environment: dict[str, str]
    push_secret: str


@contextmanager
def desk(**environment: str) -> Iterator[Desk]:
    """`environment`: further HELPDESK_ settings, without their prefix."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder:
        settings = {
            "HELPDESK_DATA_DIR": folder,
            "HELPDESK_SECRET_KEY": secrets.token_hex(32),
            "HELPDESK_MAIL_FROM": "Bench <support@desk.example>",
            "HELPDESK_EGRESS_ALLOW": "127.0.0.0/8",
        } | {f"HELPDESK_{key}": value for key, value in environment.items()}
        supervisor = Supervisor()
        child, redis_url = valkey.child(Path(folder) / "valkey")
        supervisor.add(child)
        try:
            valkey.wait_until_ready(redis_url)
            settings["HELPDESK_REDIS_URL"] = redis_url
            os.environ.update(settings)
            config = load()
            migrate(config)
            context = build(config)
            sites.add(context, SITE, "http://127.0.0.1:9", "nobody", "nothing")
            yield Desk(config, context, supervisor, settings, _push_secret(context))
            context.database.dispose()
        finally:
            supervisor.stop()


def submission(number: int) -> dict[str, object]:
    """A submission as a contact form sends it, each from another address."""
    return {
        "id": str(uuid.uuid4()),
        "cursor": number + 1,
        "form": {"plugin": "contact-form-7", "id": "423", "title": "Support request"},
        "submitted_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "status": "ok",
        "locale": "en_US",
        "page": {"url": "https://example.test/contact/", "title": "Contact"},
        "visitor": {"user_id": 0, "ip": None, "user_agent": None},
        "fields": [
            _field("your-name", "Name", "text", f"Visitor {number}"),
            _field("your-email", "E-mail", "email", f"visitor{number}@example.test"),
            _field("your-topic", "Topic", "select", "Billing"),
            _field("your-message", "Message", "textarea", f"Question {number}. " + "Words. " * 40),
        ],
        "files": [],
    }


def signed_request(path: str, secret: str, body: dict[str, object]) -> bytes:
    """A whole HTTP/1.1 request with the three Standard Webhooks headers."""
    raw = json.dumps(body).encode("utf-8")
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Content-Length": str(len(raw)),
        **sign(secret, str(body["id"]), datetime.now(UTC), raw),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode("ascii") + raw


def _push_secret(context: Context) -> str:
    with context.reading() as tx:
        site = tx.sites.by_slug(SITE)
    if site is None:
        raise LookupError(SITE)
    return context.secrets.open(site.push_secrets_sealed).split()[0]


def _field(name: str, label: str, kind: str, value: str) -> dict[str, str]:
    return {"name": name, "label": label, "type": kind, "value": value}

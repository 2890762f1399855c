"""A whole bridge without servers: real database and files; mails and calls are remembered."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from bridge.app import create_app
from bridge.config import Config, load
from bridge.domain.errors import DeliveryFailed
from bridge.domain.ports import Clock, MailAccount, MailSession, OutgoingMail, Receipt, VendorCase
from bridge.mail.sending.send import SmtpConfig, SmtpMailer
from bridge.net.egress import Egress
from bridge.services.agents import accounts
from bridge.services.agents.accounts import LoggedIn
from bridge.services.context import Context
from bridge.services.intake import intake
from bridge.store.sites import Site
from bridge.store.vendors import Vendor
from bridge.vendors.signing import new_secret, sign
from bridge.vendors.webhook import VendorWebhooks
from bridge.wiring import build, migrate
from tests.support.compiled import compiled_once
from workers import outbox as worker

PASSWORD = "correct horse battery staple"
AWKWARD = 'It\'s a "test" with back\\slash & <b>html</b> ünï 😀'


@dataclass
class Post:
    """Takes mails and webhooks and remembers them; `refusal` makes it refuse them."""

    mails: list[OutgoingMail] = field(default_factory=list)
    calls: list[Any] = field(default_factory=list)
    refusal: DeliveryFailed | None = None

    @contextmanager
    def session(self) -> Iterator[MailSession]:
        yield self

    def begin(self, mail: OutgoingMail) -> None:
        """Says no more than `send` does."""

    def send(self, mail: OutgoingMail) -> Receipt:
        if self.refusal:
            raise self.refusal
        self.mails.append(mail)
        return Receipt("250 2.0.0 queued")

    def probe(self, account: MailAccount) -> str:
        return "220 ready"

    def check(self, account: MailAccount) -> None:
        SmtpMailer(SmtpConfig("127.0.0.1")).check(account)

    def payload(self, case: VendorCase) -> dict[str, Any]:
        return VendorWebhooks(Egress()).payload(case)

    def post(self, call: Any) -> Receipt:
        if self.refusal:
            raise self.refusal
        self.calls.append(call)
        return Receipt("202")


@dataclass
class House:
    app: Flask
    ctx: Context
    post: Post
    site_secret: str

    def agent(self, role: str = "agent", email: str = "", language: str = "en") -> LoggedIn:
        email = email or f"{role}@desk.test"
        name = email.partition("@")[0].title()
        return accounts.add_agent(self.ctx, email, name, role, PASSWORD, language)

    def logged_in(self, role: str = "agent", email: str = "", language: str = "en") -> FlaskClient:
        who = self.agent(role, email, language)
        client = self.app.test_client()
        answer = post(client, "/login", email=who.email, password=PASSWORD)
        assert answer.status_code == 302
        return client

    def submit(self, uid: str = "s-1", **more: Any) -> str:
        """A visitor's form arrives; returns the ticket's reference."""
        body = submission(uid, **more)
        raw = json.dumps(body).encode()
        headers = sign(self.site_secret, uid, self.ctx.clock.now(), raw)
        return intake.push(self.ctx, "main", raw, headers).ticket

    def vendor(self, slug: str = "acme", channel: str = "email", **more: Any) -> None:
        values = {
            "name": slug.title(),
            "channel": channel,
            "address": "cases@acme.test" if channel == "email" else "https://acme.test/hook",
            "domains": ["acme.test"],
            "secrets_sealed": self.ctx.secrets.seal(new_secret()),
            "redaction": {},
            "product": "",
            "language": "en",
            "respond_hours": 4,
            "resolve_hours": 24,
            "enabled": True,
            "created_at": self.ctx.clock.now(),
        }
        with self.ctx.transaction() as tx:
            tx.vendors.add(Vendor(slug=slug, **(values | more)))

    def work(self) -> None:
        """The workers do everything that is due."""
        for queue in ("sync", "replies", "vendors"):
            worker.drain(self.ctx, queue)

    def ticket_token(self, reference: str) -> str:
        with self.ctx.reading() as tx:
            ticket = tx.tickets.get(int(reference.removeprefix("HB-")) - 1000)
            assert ticket is not None
            return ticket.token

    def case_token(self, number: int = 1) -> str:
        with self.ctx.reading() as tx:
            row = tx.vendors.escalation(number)
            assert row is not None
            return row.token


def open_house(
    folder: Path, database_url: str | None = None, clock: Clock | None = None, **environment: str
) -> House:
    """Dispose of `ctx.database` at the end."""
    config = configuration(folder, database_url, **environment)
    migrate(config)
    remembered = Post()
    timed = {"clock": clock} if clock else {}
    ctx = build(config, mailer=remembered, webhooks=remembered, **timed)
    secret = new_secret()
    with ctx.transaction() as tx:
        tx.sites.add(
            Site(
                slug="main",
                url="https://shop.test",
                wp_user="bridge",
                wp_password_sealed=ctx.secrets.seal("x"),
                transport="rest",
                push_secrets_sealed=ctx.secrets.seal(secret),
                public_key="k",
                submissions_cursor=0,
                created_at=ctx.clock.now(),
            )
        )
    return House(compiled_once(create_app(config, ctx)), ctx, remembered, secret)


def configuration(folder: Path, database_url: str | None = None, **environment: str) -> Config:
    values = {
        "HELPDESK_DATA_DIR": str(folder),
        "HELPDESK_SECRET_KEY": "k" * 40,
        "HELPDESK_MAIL_FROM": "Harbour Support <support@desk.test>",
        "HELPDESK_BASE_URL": "http://localhost",
        "HELPDESK_UNDO_SEND_SECONDS": "0",
    }
    if database_url:
        values["HELPDESK_DATABASE_URL"] = database_url
    return load(values | environment, file=folder / "none.toml")


def submission(
    uid: str,
    *,
    name: str = "Ann Lee",
    email: str = "ann@visitor.test",
    subject: str = "The lamp flickers",
    message: str = "My lamp flickers since Monday.",
    locale: str = "en_GB",
    label: str = "Message",
    status: str = "ok",
    canary: bool = False,
) -> dict[str, Any]:
    return {
        "id": uid,
        "cursor": None,
        "form": {"plugin": "helpdesk-bridge", "id": "1", "title": "Support"},
        "submitted_at": "2026-11-23T09:30:00Z",
        "status": status,
        "locale": locale,
        "page": {"url": "https://shop.test/contact/", "title": "Contact"},
        "visitor": {"user_id": 0, "ip": None, "user_agent": None},
        "fields": [
            {"name": "your-name", "label": "Name", "type": "text", "value": name},
            {"name": "your-email", "label": "E-mail", "type": "email", "value": email},
            {"name": "your-subject", "label": "Subject", "type": "text", "value": subject},
            {"name": "your-message", "label": label, "type": "textarea", "value": message},
        ],
        "files": [],
        "canary": canary,
    }


def csrf(client: FlaskClient, page: str = "/login") -> str:
    """The token that the pages' forms carry, taken from one of them."""
    text = client.get(page, follow_redirects=True).get_data(as_text=True)
    return text.partition('name="csrf_token" value="')[2].partition('"')[0]


def post(client: FlaskClient, path: str, **form: Any) -> Any:
    """A form that a person sends, with its CSRF token."""
    token = csrf(client) or csrf(client, "/inbox")
    return client.post(path, data={"csrf_token": token, **form})


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

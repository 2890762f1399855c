"""`bridge`: a whole helpdesk on a migrated database, wired as in production.

Only the clock and the hints to Redis are stand-ins. Mail goes to a real SMTP server, webhooks to
a real HTTP server. A test that asks for `bridge` runs on SQLite and on PostgreSQL.
"""

import base64
import hmac
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bridge.app import create_app
from bridge.cli.demo.mailbox.faults import Fault, Faults
from bridge.cli.demo.mailbox.sink import SmtpSink
from bridge.cli.demo.mailbox.store import MailStore
from bridge.cli.demo.sandbox_process import listen
from bridge.config import Config, load
from bridge.domain.actor import Actor
from bridge.domain.redaction_policy import RedactionPolicy
from bridge.domain.words import ActorKind, QueueName, VendorChannel
from bridge.services.agents import accounts
from bridge.services.context import Context
from bridge.services.tickets import ticket_view
from bridge.services.tickets.message_view import MessageView
from bridge.services.tickets.ticket_view import EventView, TicketView
from bridge.store import schema
from bridge.store.mailboxes import Mailbox
from bridge.store.session import Database
from bridge.store.sites import Site
from bridge.store.vendors import Vendor
from bridge.vendors.signing import new_secret
from bridge.wiring import build
from tests.servers.databases import Databases
from tests.support.compiled import compiled_once
from tests.support.stand_ins import ListeningVendor, RecordingQueue, SetClock
from workers import outbox

SITE = "main"
MAILBOX = "support"
SUPPORT = "support@helpdesk.test"
MAIL_VENDOR, HOOK_VENDOR = "printers", "hosting"


def migrated(url: str) -> None:
    """Makes the template that every test's database is a copy of."""
    database = Database(url)
    schema.upgrade(database.engine)
    database.dispose()


def settings(database_url: str, folder: Path, smtp_port: int, **more: str) -> dict[str, str]:
    """The environment of a process of this helpdesk."""
    return {
        "HELPDESK_DATABASE_URL": database_url,
        "HELPDESK_DATA_DIR": str(folder / "data"),
        "HELPDESK_SECRET_KEY": "k" * 32,
        "HELPDESK_BASE_URL": "http://localhost",
        "HELPDESK_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "HELPDESK_MAIL_FROM": f"Example Support <{SUPPORT}>",
        "HELPDESK_MAIL_DOMAIN": "helpdesk.test",
        "HELPDESK_EGRESS_ALLOW": "127.0.0.1",
        "HELPDESK_UNDO_SEND_SECONDS": "0",
        **more,
    }


@dataclass
class Desk:
    """The helpdesk with handles on everything around it."""

    config: Config
    environment: dict[str, str]
    ctx: Context
    clock: SetClock
    queue: RecordingQueue
    sink: MailStore
    smtp_faults: Faults
    vendor: ListeningVendor
    site_secret: str = field(default_factory=new_secret)
    vendor_secret: str = field(default_factory=new_secret)
    mail_token: str = "mailbox-token"

    @cached_property
    def app(self) -> Flask:
        return compiled_once(create_app(self.config, self.ctx))

    @cached_property
    def agent(self) -> Actor:
        logged_in = accounts.add_agent(
            self.ctx, "lou@helpdesk.test", "Lou", "agent", "correct horse battery"
        )
        return Actor(ActorKind.AGENT, logged_in.name, logged_in.id)

    def real_time(self) -> datetime:
        """Sets our clock to that of the processes beside us."""
        self.clock.set(datetime.now(UTC))
        return self.clock.now()

    # ---- set-up

    def add_site(self, slug: str, *secrets: str) -> None:
        with self.ctx.transaction() as tx:
            site = Site(
                slug=slug,
                url=f"http://{slug}.test",
                wp_user="bridge",
                wp_password_sealed=self.ctx.secrets.seal("application password"),
                transport="auto",
                push_secrets_sealed=self.ctx.secrets.seal(" ".join(secrets)),
                public_key=f"key-{slug}",
                submissions_cursor=0,
                created_at=self.clock.now(),
            )
            tx.sites.add(site)
            tx.session.flush()
            tx.mirror.add_type(site.id, "post")

    def add_mailbox(self, slug: str, address: str, token: str) -> None:
        with self.ctx.transaction() as tx:
            tx.mailboxes.add(
                Mailbox(
                    slug=slug,
                    address=address,
                    token_hash=accounts.hashed_token(token),
                    created_at=self.clock.now(),
                )
            )

    def add_vendor(
        self, slug: str, channel: VendorChannel, address: str, *secrets: str, **policy: Any
    ) -> None:
        with self.ctx.transaction() as tx:
            tx.vendors.add(
                Vendor(
                    slug=slug,
                    name=slug.capitalize(),
                    channel=channel,
                    address=address,
                    domains=["printers.test"],
                    secrets_sealed=self.ctx.secrets.seal(" ".join(secrets)),
                    redaction=RedactionPolicy(**policy).to_dict(),
                    product="",
                    language="en",
                    enabled=True,
                    created_at=self.clock.now(),
                )
            )

    # ---- WordPress

    def submission(self, **changes: Any) -> dict[str, Any]:
        """A submission with an id of its own; `changes` replace whole keys."""
        return {
            "id": str(uuid.uuid4()),
            "cursor": 17,
            "form": {"plugin": "contact-form-7", "id": "423", "title": "Support request"},
            "submitted_at": "2026-11-23T09:29:58Z",
            "status": "ok",
            "locale": "en_GB",
            "page": {"url": "https://example.test/contact/", "title": "Contact"},
            "visitor": {"user_id": 0, "ip": None, "user_agent": None},
            "fields": self.fields(),
            "files": [],
        } | changes

    def fields(self, **changes: str | list[str] | None) -> list[dict[str, Any]]:
        """Name, e-mail, subject and message; None leaves one out."""
        values: dict[str, Any] = {
            "your-name": "Ann",
            "your-email": "ann@example.org",
            "your-subject": "The printer is on fire",
            "your-message": "It burns. What shall I do?",
        } | {f"your-{key}": value for key, value in changes.items()}
        kinds = {"your-email": "email", "your-message": "textarea"}
        return [
            {"name": name, "label": name, "type": kinds.get(name, "text"), "value": value}
            for name, value in values.items()
            if value is not None
        ]

    def signed(
        self,
        body: bytes,
        webhook_id: str = "msg_1",
        *,
        secret: str | None = None,
        at: datetime | None = None,
    ) -> dict[str, str]:
        """The three headers; the body may be any bytes."""
        moment = at or self.clock.now()
        return _signed(secret or self.site_secret, webhook_id, moment, body)

    def push(
        self, submission: dict[str, Any] | bytes, *, site: str = SITE, **signing: Any
    ) -> TestResponse:
        """A signed push through the web application."""
        body, headers = self.signed_push(submission, **signing)
        return self.post(f"/hooks/wordpress/{site}", body, headers)

    def signed_push(
        self, submission: dict[str, Any] | bytes, **signing: Any
    ) -> tuple[bytes, dict[str, str]]:
        body = submission if isinstance(submission, bytes) else json.dumps(submission).encode()
        return body, self.signed(body, **signing)

    def pushed(self, **changes: Any) -> str:
        """Pushes a submission that is taken; the ticket's reference."""
        answer = self.push(self.submission(**changes))
        assert answer.status_code == 202, answer.text
        return str(answer.get_json()["ticket"])

    # ---- other doors

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> TestResponse:
        with self.app.test_client() as client:
            return client.post(path, data=body, headers=headers)

    def post_mail(self, raw: bytes, *, token: str | None = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {token or self.mail_token}"}
        return self.post(f"/hooks/mail/{MAILBOX}", raw, headers)

    def vendor_says(
        self,
        body: dict[str, Any] | bytes,
        webhook_id: str = "msg_v1",
        *,
        vendor: str = HOOK_VENDOR,
        secret: str | None = None,
    ) -> TestResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = self.signed(raw, webhook_id, secret=secret or self.vendor_secret)
        return self.post(f"/hooks/vendors/{vendor}", raw, headers)

    # ---- faults

    def hang_mail(self, *, keep: bool) -> None:
        """The SMTP server never answers to the next mail; `keep`: it has it all the same."""
        self.smtp_faults.set(Fault("hang", 1, keep=keep))

    # ---- what came of it

    def drain(self, *queues: QueueName) -> int:
        """Runs whatever is due, until nothing is."""
        total = 0
        for queue in queues or (QueueName.REPLIES, QueueName.VENDORS):
            total += outbox.drain(self.ctx, queue).effects
        return total

    def mails(self, to: str | None = None) -> list[EmailMessage]:
        """What the SMTP server got, oldest first."""
        found = reversed(self.sink.newest_first())
        return [
            message_from_bytes(mail.raw, policy=default)  # type: ignore[arg-type]
            for mail in found
            if to is None or to in mail.recipients
        ]

    def ticket(self, reference: str) -> TicketView:
        return ticket_view.show(self.ctx, reference)

    def messages(self, reference: str, kind: str | None = None) -> list[MessageView]:
        return [m for m in self.ticket(reference).messages if kind in (None, m.kind)]

    def events(self, reference: str, type_: str) -> list[EventView]:
        return [event for event in self.ticket(reference).events if event.type == type_]

    def withheld(self, reference: str) -> list[str]:
        """Codes of the reasons why there was no auto-response; empty when there was one."""
        events = self.events(reference, "auto_response_withheld")
        return [code for event in events for code, _ in event.data["reasons"]]

    def count(self, model: type[Any]) -> int:
        with self.ctx.reading() as tx:
            return tx.session.scalar(select(func.count()).select_from(model)) or 0


def _signed(secret: str, webhook_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """As `signing.sign`, for bodies that are not UTF-8 too."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    stamp = str(int(at.timestamp()))
    mac = hmac.digest(key, f"{webhook_id}.{stamp}.".encode() + body, "sha256")
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


@pytest.fixture
def bridge(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    """A helpdesk with a site, a mailbox and a vendor of each channel."""
    mails, faults, vendor = MailStore(tmp_path / "mail"), Faults(), ListeningVendor()
    smtp = SmtpSink(listen(0), mails, faults)
    smtp.start()
    vendor_server = vendor.serve()
    environment = settings(databases.prepared(migrated), tmp_path, smtp.port)
    config = load(environment)
    clock, queue = SetClock(), RecordingQueue()
    ctx = build(config, clock=clock, queue=queue)
    desk = Desk(config, environment, ctx, clock, queue, mails, faults, vendor)
    desk.add_site(SITE, desk.site_secret)
    desk.add_mailbox(MAILBOX, SUPPORT, desk.mail_token)
    desk.add_vendor(MAIL_VENDOR, VendorChannel.EMAIL, "cases@printers.test", new_secret())
    desk.add_vendor(HOOK_VENDOR, VendorChannel.WEBHOOK, vendor.url, desk.vendor_secret)
    yield desk
    ctx.database.dispose()
    vendor_server.stop()
    smtp.stop()

"""A process of the helpdesk that is killed at one step, as `kill -9` or the power would.

Called as a module: tests.faults.child ROLE STEP NOW. ROLE is `web`, `scheduler`, or `replies` or
`vendors` (the queue that is drained once); STEP one of STEPS, for the scheduler one of
tests.faults.doomed_reader, or `never`; NOW the time that its clock shows.
`frozen_` before a step: it is not killed there but stands still (SIGSTOP) until it is woken.
The environment is that of any process of the helpdesk. `web` prints its address.
"""

import os
import signal
import smtplib
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event, text

from bridge.app import create_app
from bridge.cli.demo.sandbox_process import WebServer, listen
from bridge.config import load
from bridge.domain.ports import (
    AutoResponse,
    ComposedMail,
    MailAccount,
    Mailer,
    MailSession,
    OutgoingMail,
    OutgoingWebhook,
    Receipt,
)
from bridge.mail.composing.compose import TemplateComposer
from bridge.services.context import Context
from bridge.wiring import build
from tests.faults.doomed_reader import doomed_reader
from tests.faults.dying import die
from tests.support.stand_ins import SetClock
from workers import outbox
from workers.__main__ import run_scheduler

STEPS = (
    "before_commit",
    "after_commit",
    "composing",
    "before_send",
    "half_sent",
    "after_send",
    "begun",
    "recorded",
    "before_post",
    "after_post",
    "before_answer",
)
FROZEN = "frozen_"


def freeze() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


@dataclass
class Doomed:
    """Stands before the real ports and ends the process at its step."""

    step: str
    ctx: Context

    def at(self, step: str) -> None:
        if step == self.step:
            die()
        if self.step == FROZEN + step:
            freeze()

    def nudge(self, _queue: str) -> None:
        self.at("after_commit")

    def ping(self) -> bool:
        return True


@dataclass
class DoomedMailer:
    doom: Doomed
    real: Mailer

    @contextmanager
    def session(self) -> Iterator[MailSession]:
        with self.real.session() as session:
            yield _DoomedSession(self.doom, session)
            self.doom.at("recorded")

    def probe(self, account: MailAccount) -> str:
        return self.real.probe(account)

    def check(self, account: MailAccount) -> None:
        self.real.check(account)


@dataclass
class _DoomedSession:
    doom: Doomed
    real: MailSession

    def begin(self, mail: OutgoingMail) -> None:
        self.real.begin(mail)
        self.doom.at("begun")

    def send(self, mail: OutgoingMail) -> Receipt:
        self.doom.at("before_send")
        receipt = self.real.send(mail)
        self.doom.at("after_send")
        return receipt


class DoomedComposer(TemplateComposer):
    def __init__(self, doom: Doomed) -> None:
        super().__init__()
        self._doom = doom

    def auto_response(self, facts: AutoResponse) -> ComposedMail:
        self._doom.at("composing")
        return super().auto_response(facts)


@dataclass
class DoomedWebhooks:
    doom: Doomed

    def post(self, call: OutgoingWebhook) -> Receipt:
        self.doom.at("before_post")
        receipt = self.doom.ctx.webhooks.post(call)
        self.doom.at("after_post")
        return receipt

    def payload(self, case: Any) -> dict[str, Any]:
        return self.doom.ctx.webhooks.payload(case)


def doomed(ctx: Context, step: str) -> Context:
    doom = Doomed(step, ctx)
    if step == "before_commit":
        event.listen(ctx.database.engine, "commit", _while_writing(die))
    if step == f"{FROZEN}before_commit":
        event.listen(ctx.database.engine, "connect", _end_standstill_soon)
        event.listen(ctx.database.engine, "commit", _while_writing(freeze))
    if step == "half_sent":
        smtplib.SMTP.send = _send_half  # type: ignore[method-assign]
    return replace(
        ctx,
        queue=doom,
        mailer=DoomedMailer(doom, ctx.mailer),
        composer=DoomedComposer(doom),
        webhooks=DoomedWebhooks(doom),
    )


def deaf(app: Flask) -> None:
    """All is done for a form or a call, and whoever sent it never hears so."""
    answer = app.wsgi_app

    def wsgi_app(environ: Any, start_response: Any) -> Any:
        body = answer(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST":
            die()
        return body

    app.wsgi_app = wsgi_app  # type: ignore[method-assign]


def _while_writing(end: Callable[[], None]) -> Callable[[Connection], None]:
    """The first time that everything is written and nothing of it is committed."""
    reached = False

    def listener(connection: Connection) -> None:
        nonlocal reached
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.dbapi_connection
            wrote = driver.total_changes > 0
        else:
            wrote = connection.scalar(text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL"))
        if wrote and not reached:
            reached = True
            end()

    return listener


def _end_standstill_soon(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        connection.execute("SET idle_in_transaction_session_timeout = '1s'")
        connection.commit()


def _send_half(smtp: smtplib.SMTP, content: Any) -> None:
    data = content.encode() if isinstance(content, str) else bytes(content)
    assert smtp.sock is not None
    if b"\r\n\r\n" in data:  # the mail itself, not a command
        smtp.sock.sendall(data[: len(data) // 2])
        die()
    smtp.sock.sendall(data)


def main(role: str, step: str, now: str) -> None:
    config = load()
    built = build(config, clock=SetClock(datetime.fromisoformat(now)))
    if role == "scheduler":
        run_scheduler(doomed_reader(built, step), None)
        return
    ctx = doomed(built, step)
    if role != "web":
        outbox.drain(ctx, role)
        return
    app = create_app(config, ctx)
    if step == "before_answer":
        deaf(app)
    server = WebServer(app, listen(0))
    server.start()
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])

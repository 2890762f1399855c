"""The sandbox servers, started in this process on free ports, and a bridge that records calls."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, request

from bridge.cli.demo.mailbox.app import mailbox_app
from bridge.cli.demo.mailbox.desk import BridgeHook, Desk
from bridge.cli.demo.mailbox.faults import Faults
from bridge.cli.demo.mailbox.sink import SmtpSink
from bridge.cli.demo.mailbox.store import MailStore
from bridge.cli.demo.sandbox_process import WebServer, listen
from bridge.cli.demo.vendors.app import vendors_app
from bridge.cli.demo.vendors.faults import VendorFaults
from bridge.cli.demo.vendors.ledger import Ledger
from bridge.cli.demo.vendors.mail_vendor import MailVendor
from bridge.cli.demo.vendors.shop import VendorShop
from tests.demo.parts import SECRET, Call, Receiver, Sink, Vendors


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    told = Receiver()
    app = Flask("receiver")

    @app.post("/<path:path>")
    def take(path: str) -> tuple[Response, int]:
        told.calls.append(Call(f"/{path}", dict(request.headers), request.get_data()))
        return app.json.response(told.answer), told.status

    server = WebServer(app, listen(0))
    server.start()
    told.url = server.url
    yield told
    server.stop()


@pytest.fixture
def sink(tmp_path: Path, receiver: Receiver) -> Iterator[Sink]:
    folder = tmp_path / "mail"
    mails, faults = MailStore(folder), Faults()
    hook = BridgeHook(f"{receiver.url}/hooks/mail/support", "tok-1")
    desk = Desk(mails, faults, hook, "support@helpdesk.test")
    smtp, web = SmtpSink(listen(0), mails, faults), WebServer(mailbox_app(desk), listen(0))
    smtp.start()
    web.start()
    yield Sink(smtp.port, web.url, folder)
    web.stop()
    smtp.stop()


@pytest.fixture
def vendors(tmp_path: Path, sink: Sink) -> Iterator[Vendors]:
    ledger = Ledger(tmp_path / "vendors.jsonl")
    mail_vendor = MailVendor(sink.url, "vendor@printers.test")
    shop = VendorShop("Acme", SECRET, ledger, VendorFaults(), mail_vendor)
    web = WebServer(vendors_app(shop), listen(0))
    web.start()
    yield Vendors(web.url)
    web.stop()

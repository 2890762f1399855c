"""`imap_in`: mails that become tickets per second, read over IMAP from a real Dovecot.

Beside it a bare loop: fetch, parse with the standard library, six rows in one commit. A second
row measures the same among 100,000 tickets, beside none.
"""

import email
import imaplib
import os
import sqlite3
import sys
import tempfile
import threading
import time
from email.policy import compat32
from pathlib import Path

from bench.bare_app import INSERTS, prepare
from bench.desk import Desk, desk
from bench.mails import multiplied
from bench.rows import Row, rate_row
from bench.tickets import fill
from bridge.services import set_up
from bridge.services.incoming_mail import inlet_reading, inlets
from tests.servers import certificates, dovecot, requirements
from tests.servers.dovecot import PASSWORD, Account, Dovecot
from tests.servers.run import OwnedRun

MAILS = int(os.environ.get("BENCH_MAILS", "2000"))
RUNS = 3
BATCH = inlet_reading.BATCH
LEAST_RATIO = 0.5
LEAST_AMONG_MANY = 0.9
MANY = 100_000
WHAT = "bare loop: imaplib fetch, email.message_from_bytes, six rows in one commit"


def run() -> list[Row]:
    if not requirements.DOVECOT.present():
        sys.stderr.write("imap_in needs Dovecot: apt-get install dovecot-imapd\n")
        return []
    servers = OwnedRun()
    try:
        certificate = certificates.self_signed(servers.folder / "server.pem")
        server = dovecot.start(servers, "bench", certificate)
        with desk() as made:
            ours, bare = _beside_the_bare_loop(made, server)
        with desk() as empty, desk() as full:
            fill(full, MANY)
            few, many = _among_many(empty, full, server)
    finally:
        servers.end()
    settings = {
        "mails": MAILS,
        "batch": BATCH,
        "database": "SQLite, WAL, synchronous=FULL",
        "server": "Dovecot on loopback, Maildir",
    }
    return [
        rate_row("imap_in", ours, bare, WHAT, LEAST_RATIO, settings),
        rate_row(
            "imap_in.among_many",
            many,
            few,
            "the same with no ticket there",
            LEAST_AMONG_MANY,
            settings | {"tickets": MANY},
        ),
    ]


def _beside_the_bare_loop(made: Desk, server: Dovecot) -> tuple[list[float], list[float]]:
    ours, bare = [], []
    for number in range(RUNS):
        mails = multiplied(MAILS, f"beside{number}")
        bare.append(_bare(_filled(server.account(), mails)))
        ours.append(_ours(made, server, mails))
    return ours, bare


def _among_many(empty: Desk, full: Desk, server: Dovecot) -> tuple[list[float], list[float]]:
    few, many = [], []
    for number in range(RUNS):
        mails = multiplied(MAILS, f"among{number}")
        few.append(_ours(empty, server, mails))
        many.append(_ours(full, server, mails))
    return few, many


def _filled(account: Account, mails: list[bytes]) -> Account:
    account.fill(mails)
    client = account.client()  # Dovecot makes its index now, and not while the clock runs
    client.uid("FETCH", "1:*", "(RFC822.SIZE)")
    client.logout()
    return account


def _ours(made: Desk, server: Dovecot, mails: list[bytes]) -> float:
    account = server.account()
    row = {"slug": "support", "address": "support@desk.example", "imap": account.url}
    set_up.apply(made.context, {"mailboxes": [row]})
    inlets.anchor(made.context)
    _filled(account, mails)
    [inlet] = inlets.all_of(made.context)
    began = time.perf_counter()
    with made.context.inlets.open(inlets.access(made.context, inlet.id)) as folder:
        count = inlet_reading.read(made.context, inlet, folder, threading.Event())
    taken = time.perf_counter() - began
    if count != MAILS:
        raise RuntimeError(f"{count} mails came in, not {MAILS}")
    return count / taken


def _bare(account: Account) -> float:
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder:
        path = str(Path(folder) / "bare.db")
        prepare(path)
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("PRAGMA synchronous=FULL")
        began = time.perf_counter()
        client = imaplib.IMAP4("127.0.0.1", account.server.port)
        client.login(account.user, PASSWORD)
        client.select("INBOX")
        for first in range(1, MAILS + 1, BATCH):
            _, data = client.uid("FETCH", f"{first}:{first + BATCH - 1}", "(BODY.PEEK[])")
            for item in data:
                if isinstance(item, tuple):
                    _store(database, item[1])
        client.logout()
        taken = time.perf_counter() - began
        database.close()
    return MAILS / taken


def _store(database: sqlite3.Connection, raw: bytes) -> None:
    message = email.message_from_bytes(raw, policy=compat32)
    text = next((part for part in message.walk() if part.get_content_type() == "text/plain"), None)
    content = text.get_payload(decode=True) if text is not None else b""
    body = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    database.execute("BEGIN IMMEDIATE")
    for insert in INSERTS:
        whole = body if "messages" in insert else ""
        database.execute(insert, (str(message["Subject"]), "open", str(message["From"]), whole))
    database.execute("COMMIT")

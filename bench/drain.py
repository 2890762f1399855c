"""`drain`: effects sent per second by one worker, beside a bare smtplib loop."""

import smtplib
import subprocess
import sys
import time

from bench.desk import SITE, Desk, desk, submission
from bench.rows import Row, rate_row
from bridge.domain import submission as submissions
from bridge.domain.words import Door, EffectKind
from bridge.mail.sending.encode import encode
from bridge.services.articles import autoresponse
from bridge.services.intake import intake
from bridge.services.outgoing import envelopes, outbox
from bridge.services.sites import site_access
from workers import outbox as worker

MAILS = 600
RUNS = 3
LEAST_RATIO = 0.5
WHAT = "bare smtplib loop on one kept connection, the same mails ready made"


def run() -> list[Row]:
    command = [sys.executable, "-m", "bench.smtp_sink"]
    sink = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = int(sink.stdout.readline()) if sink.stdout else 0
        with desk(SMTP_URL=f"smtp://127.0.0.1:{port}") as made:
            return _measure(made, port)
    finally:
        sink.terminate()
        sink.wait()


def _measure(made: Desk, port: int) -> list[Row]:
    deliveries, answers, bare = [], [], []
    for round_ in range(RUNS + 1):
        raw = prepare(made, round_ * 2 * MAILS)
        bare.append(bare_loop(port, raw))
        deliveries.append(timed(made, MAILS))
        _accept(made, (round_ * 2 + 1) * MAILS)
        answers.append(timed(made, MAILS))
    settings = {"mails": MAILS, "workers": 1, "database": "SQLite, WAL, synchronous=FULL"}
    return [
        rate_row("drain", deliveries[1:], bare[1:], WHAT, LEAST_RATIO, settings),
        rate_row(
            "drain.answers",
            answers[1:],
            bare[1:],
            f"{WHAT} (ours also decides, searches and composes)",
            LEAST_RATIO,
            settings,
        ),
    ]


def _accept(made: Desk, first: int) -> None:
    site = site_access.by_slug(made.context, SITE)
    for number in range(first, first + MAILS):
        checked = submissions.read(submission(number))
        intake.accept(made.context, intake.Source(site.id, SITE, Door.PUSH), checked, "{}")


def prepare(made: Desk, first: int) -> list[tuple[str, str, bytes]]:
    """Auto-responses composed and waiting; returns the same mails as bytes."""
    _accept(made, first)
    mails = []
    left = MAILS
    while left:
        for claim in outbox.claim(made.context, "replies"):
            if claim.kind is EffectKind.AUTO_RESPONSE:
                autoresponse.answer(made.context, claim)
                left -= 1
            else:
                mails.append(claim)
    with made.context.transaction() as tx:
        for claim in mails:
            tx.outbox.postpone(
                claim.effect_id, claim.lease, made.context.clock.now(), None, fresh=True
            )
        waiting = tx.deliveries.never_tried(MAILS)
    return [_encoded(made, payload) for payload in waiting]


def _encoded(made: Desk, payload: dict[str, object]) -> tuple[str, str, bytes]:
    mail = envelopes.open_mail(made.context, payload)
    return mail.envelope_from, mail.to.email, encode(mail)


def bare_loop(port: int, mails: list[tuple[str, str, bytes]]) -> float:
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for sender, receiver, content in mails:
            connection.sendmail(sender, [receiver], content)
    return len(mails) / (time.perf_counter() - began)


def timed(made: Desk, mails: int) -> float:
    began = time.perf_counter()
    with made.context.queue.draining("replies"):  # as the worker's job does
        worker.drain(made.context, "replies")
    return mails / (time.perf_counter() - began)

"""`smtp_out`: mails of the outbox sent per second by one worker, beside a bare smtplib loop.

The mails are composed and wait in the outbox; each is recorded before it begins and when it ends.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench import drain
from bench.desk import Desk, desk
from bench.rows import Row, rate_row

RUNS = 3
LEAST_RATIO = 0.7


def run() -> list[Row]:
    with _sink() as port, desk(SMTP_URL=f"smtp://127.0.0.1:{port}") as made:
        return _measure(made, port)


@contextmanager
def _sink() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.smtp_sink"]
    sink = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield int(sink.stdout.readline()) if sink.stdout else 0
    finally:
        sink.terminate()
        sink.wait()


def _measure(made: Desk, port: int) -> list[Row]:
    ours, bare = [], []
    for round_ in range(RUNS + 1):  # the first one warms up
        raw = drain.prepare(made, round_ * drain.MAILS)
        bare.append(drain.bare_loop(port, raw))
        ours.append(drain.timed(made, drain.MAILS))
    settings = {
        "mails": drain.MAILS,
        "workers": 1,
        "connections": 2,
        "database": "SQLite, WAL, synchronous=FULL",
        "commits per mail": 1,
    }
    return [rate_row("smtp_out", ours[1:], bare[1:], drain.WHAT, LEAST_RATIO, settings)]

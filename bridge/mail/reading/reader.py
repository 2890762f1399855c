"""The process that reads mails for parallel.py: it imports little, so that it starts fast."""

import sys
import threading
from contextlib import suppress
from dataclasses import fields
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue

from bridge.domain.machine_kinds import MachineMail
from bridge.domain.ports import Address, FileContent, ParsedMail
from bridge.mail.reading.parse import MimeParser

IDLE_SECONDS = 30.0
READY = [
    (kind.__name__, *(field.name for field in fields(kind)))
    for kind in (ParsedMail, Address, FileContent, MachineMail)
]
"""What it says first, and of what its answers are made; whoever started it reads by itself until
then, and for good when it knows them otherwise."""
Read = ParsedMail | None


def read(parser: MimeParser, raw: bytes) -> Read:
    """None for what breaks: it is read once more by itself, where its fault is told."""
    try:
        return parser.parse(raw)
    except Exception:  # an edge: whatever it is, the mails beside it are read
        return None


def serve(pipe: Connection) -> None:
    """Answers until nobody asks any more.

    A thread takes the questions, so that whoever asks is not held up by the answer before.
    """
    asked: SimpleQueue[list[bytes] | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, asked), daemon=True).start()
    parser = MimeParser()
    with suppress(Empty, OSError):
        pipe.send(READY)
        while raws := asked.get(timeout=IDLE_SECONDS):
            pipe.send([read(parser, raw) for raw in raws])


def _listen(pipe: Connection, asked: "SimpleQueue[list[bytes] | None]") -> None:
    with suppress(EOFError, OSError):
        while True:
            asked.put(pipe.recv())
    asked.put(None)


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))

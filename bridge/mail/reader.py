"""The process that reads mails for parallel.py: it imports little, so that it starts fast."""

import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from bridge.domain.ports import ParsedMail
from bridge.mail.parse import MimeParser

IDLE_SECONDS = 30.0
Read = ParsedMail | None


def read(parser: MimeParser, raw: bytes) -> Read:
    """None for what breaks: it is read once more by itself, where its fault is told."""
    try:
        return parser.parse(raw)
    except Exception:  # an edge: whatever it is, the mails beside it are read
        return None


def serve(pipe: Connection) -> None:
    """Answers until nobody asks any more."""
    parser = MimeParser()
    with suppress(EOFError, OSError):
        while pipe.poll(IDLE_SECONDS):
            pipe.send([read(parser, raw) for raw in pipe.recv()])


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))

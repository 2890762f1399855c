"""Many mails are read in a process beside this one, while this one stores those before them.

Reading a mail takes as long as storing it, and the threads of one Python process can't do both at
once. The process is started by the first batch that is worth it, ends by itself when nothing came
for a while or whoever started it is gone, and gets no secret: neither environment nor database.
"""

import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import structlog

from bridge.mail import reader
from bridge.mail.parse import MimeParser
from bridge.mail.reader import Read, read

log = structlog.get_logger()

WORTH = 50
"""Fewer are read before the process has started; a whole batch of a mailbox has more behind it."""
AT_ONCE = 10
PIECE_BYTES = 1024 * 1024
PATIENCE_SECONDS = 60.0
"""A process that says nothing for so long is given up; ten mails take milliseconds."""


class ParallelParser(MimeParser):
    """A MailParser. Threads may share it: the process serves one, the others read by themselves."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._reader: _Reader | None = None

    def parse_all(self, raws: Sequence[bytes]) -> Iterator[Read]:
        """In order; None for a mail that can't be read here, of which `parse` tells why."""
        if len(raws) < WORTH or not self._turn.acquire(blocking=False):
            yield from self._here(raws)
            return
        try:
            yield from self._ahead(raws)
        finally:
            self._turn.release()

    def _ahead(self, raws: Sequence[bytes]) -> Iterator[Read]:
        """The next piece is handed over before the one at hand is given out.

        Never more: a process that waits until its answer is taken takes no new question. After one
        that was lost, the rest is read here.
        """
        pieces = list(_pieces(raws))
        waiting, lost = self._ask(pieces[0]), False
        try:
            for number, piece in enumerate(pieces, 1):
                answer = self._answer() if waiting else []
                lost = lost or (waiting and not answer)
                waiting = number < len(pieces) and not lost and self._ask(pieces[number])
                yield from answer or self._here(piece)
        finally:
            if waiting:
                self.end()  # nobody waits for its answer any more

    def _here(self, raws: Sequence[bytes]) -> Iterator[Read]:
        return (read(self, raw) for raw in raws)

    def _ask(self, raws: Sequence[bytes]) -> bool:
        """Whether an answer is to come. A large mail is read here, without copies of it."""
        if len(raws[0]) > PIECE_BYTES:
            return False
        try:
            if self._reader is None or not self._reader.alive():
                self.end()
                self._reader = _Reader()
            self._reader.pipe.send(list(raws))
        except OSError as error:
            self._lost(error)
        return self._reader is not None

    def _answer(self) -> list[Read]:
        """Empty when there will be none."""
        try:
            if self._reader is not None and self._reader.pipe.poll(PATIENCE_SECONDS):
                found: list[Read] = self._reader.pipe.recv()
                return found
            raise TimeoutError("it stands still")
        except (OSError, EOFError) as error:
            self._lost(error)
            return []

    def _lost(self, error: Exception) -> None:
        log.warning("mails are read here: their reader is gone", why=str(error))
        self.end()

    def end(self) -> None:
        """Another batch starts the process anew."""
        if self._reader is not None:
            self._reader.end()
            self._reader = None


class _Reader:
    """The process, and the pipe by which it is asked."""

    def __init__(self) -> None:
        self.pipe, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", reader.__name__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={},
                process_group=0,  # Ctrl-C is for the process that started it
            )
        self.end = weakref.finalize(self, _end, self._process, self.pipe)
        self.end.atexit = False  # its pipe ends then; and a forked child's exit must not end it

    def alive(self) -> bool:
        return self._process.poll() is None


def _pieces(raws: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """AT_ONCE mails and PIECE_BYTES at the most; a larger mail alone."""
    start = size = 0
    for number, raw in enumerate(raws):
        if number > start and (number - start == AT_ONCE or size + len(raw) > PIECE_BYTES):
            yield raws[start:number]
            start, size = number, 0
        size += len(raw)
    yield raws[start:]


def _end(process: subprocess.Popen[bytes], pipe: Connection) -> None:
    pipe.close()
    process.kill()
    process.wait()

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
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import structlog

from bridge.domain.ports import ParsedMail
from bridge.mail.parse import MimeParser

log = structlog.get_logger()

WORTH = 20
"""Fewer mails are read before the process would have started."""
AT_ONCE = 10
IDLE_SECONDS = 30.0
PATIENCE_SECONDS = 60.0
"""A process that says nothing for so long is given up; ten mails take milliseconds."""
Read = ParsedMail | None


class ParallelParser(MimeParser):
    """A MailParser. Threads may share it: the process serves one, the others read by themselves."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._reader: _Reader | None = None

    def parse_all(self, raws: Sequence[bytes]) -> Iterator[Read]:
        """In order; None for a mail that can't be read here, of which `parse` tells why."""
        if len(raws) < WORTH or not self._turn.acquire(blocking=False):
            yield from _read(self, raws)
            return
        try:
            yield from self._ahead(raws)
        finally:
            self._turn.release()

    def _ahead(self, raws: Sequence[bytes]) -> Iterator[Read]:
        """The next mails are handed over before those at hand are given out.

        Never more: a process that waits until its answer is taken takes no new question. Without
        an answer the rest is read here.
        """
        left = raws
        asked = self._ask(left)
        try:
            while asked and (read := self._answer()):
                left = left[AT_ONCE:]
                asked = self._ask(left)
                yield from read
        finally:
            if asked:
                self.end()  # nobody waits for its answer any more
        yield from _read(self, left)

    def _ask(self, raws: Sequence[bytes]) -> bool:
        """Whether an answer is to come: no question without mails."""
        if not raws:
            return False
        try:
            if self._reader is None or not self._reader.alive():
                self.end()
                self._reader = _Reader()
            self._reader.pipe.send(list(raws[:AT_ONCE]))
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
                [sys.executable, "-I", "-m", __name__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={},
                process_group=0,  # Ctrl-C is for the process that started it
            )
        self.end = weakref.finalize(self, _end, self._process, self.pipe)
        self.end.atexit = False  # its pipe ends then; and a forked child's exit must not end it

    def alive(self) -> bool:
        return self._process.poll() is None


def _end(process: subprocess.Popen[bytes], pipe: Connection) -> None:
    pipe.close()
    process.kill()
    process.wait()


def _read(parser: MimeParser, raws: Sequence[bytes]) -> list[Read]:
    """What breaks is read once more by itself, where its fault is told."""
    found: list[Read] = []
    for raw in raws:
        try:
            found.append(parser.parse(raw))
        except Exception:  # an edge: whatever it is, the mails beside it are read
            found.append(None)
    return found


def serve(pipe: Connection) -> None:
    """Answers until nobody asks any more."""
    parser = MimeParser()
    with suppress(EOFError, OSError):
        while pipe.poll(IDLE_SECONDS):
            pipe.send(_read(parser, pipe.recv()))


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))

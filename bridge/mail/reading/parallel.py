"""Many mails are read in a process beside this one, while this one stores those before them.

Reading a mail takes as long as storing it, and the threads of one Python process can't do both at
once. The process is started by the first mails that are worth it, ends by itself when nothing came
for a while or whoever started it is gone, and gets no secret: neither environment nor database.
"""

import socket
import struct
import subprocess
import sys
import threading
import weakref
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import structlog

from bridge.mail.reading import reader
from bridge.mail.reading.parse import MimeParser
from bridge.mail.reading.reader import Read, read

log = structlog.get_logger()

WORTH = 50
"""Fewer are read before the process has started."""
AT_ONCE = 25
PIECE_BYTES = 1024 * 1024
HANDED_OVER = 4
"""Pieces that the process has before it, so that it goes on while this one fetches and stores."""
PATIENCE_SECONDS = 60.0
"""A process that says and takes nothing for so long is given up; a piece takes milliseconds."""


class ParallelParser(MimeParser):
    """A MailParser. Threads may share it: the process serves one, the others read by themselves."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._reader: _Reader | None = None

    @contextmanager
    def ahead(self) -> Iterator["_Ahead"]:
        mine = self._turn.acquire(blocking=False)
        ahead = _Ahead(self, may_ask=mine)
        try:
            yield ahead
        finally:
            if mine:
                if ahead.waits:
                    self.end()  # nobody takes its answers any more
                self._turn.release()

    def reader(self) -> "_Reader | None":
        """The process; None while it starts. Raises OSError, EOFError."""
        if self._reader is None or not self._reader.alive():
            self.end()
            self._reader = _Reader()
        return self._reader if self._reader.ready() else None

    def end(self) -> None:
        """Other mails start the process anew."""
        if self._reader is not None:
            self._reader.end()
            self._reader = None


class _Ahead:
    """Fulfils the port MailsAhead. `may_ask`: the process serves whoever holds this."""

    def __init__(self, parser: ParallelParser, *, may_ask: bool) -> None:
        self._parser = parser
        self._may_ask = may_ask
        self._worth = False
        self._process: _Reader | None = None
        self._left: deque[Sequence[bytes]] = deque()
        self._handed_over: deque[Sequence[bytes]] = deque()
        self._found: deque[Read] = deque()

    @property
    def waits(self) -> bool:
        """Whether answers are to come."""
        return bool(self._handed_over)

    def ask(self, raws: Sequence[bytes]) -> None:
        self._left.extend(_pieces(raws))
        self._worth = self._worth or sum(map(len, self._left)) >= WORTH
        self._hand_over()

    def take(self, count: int) -> list[Read]:
        while len(self._found) < count:
            self._found.extend(self._answer() if self.waits else self._here())
            self._hand_over()
        return [self._found.popleft() for _ in range(count)]

    def _here(self) -> list[Read]:
        return [read(self._parser, raw) for raw in self._left.popleft()]

    def _hand_over(self) -> None:
        """Whatever is next in turn. A large mail is read here, without copies of it."""
        try:
            while self._is_for_the_process():
                self._process = self._process or self._parser.reader()
                if self._process is None:
                    return
                self._process.pipe.send(list(self._left[0]))
                self._handed_over.append(self._left.popleft())
        except (OSError, EOFError) as error:
            self._lost(error)

    def _is_for_the_process(self) -> bool:
        if not (self._may_ask and self._worth and self._left):
            return False
        return len(self._handed_over) < HANDED_OVER and len(self._left[0][0]) <= PIECE_BYTES

    def _answer(self) -> list[Read]:
        """Empty when there will be none."""
        try:
            found: list[Read] = self._process.pipe.recv() if self._process else []
            if len(found) != len(self._handed_over[0]):
                raise OSError("it answered something else")
        except Exception as error:  # an edge: what another process says may be anything
            self._lost(error)
            return []
        self._handed_over.popleft()
        return found

    def _lost(self, error: Exception) -> None:
        """What it did not answer, and all that follows, is read here."""
        log.warning("mails are read here: their reader is gone", why=str(error))
        self._parser.end()
        self._may_ask = False
        self._left.extendleft(reversed(self._handed_over))
        self._handed_over.clear()


class _Reader:
    """The process, and the pipe by which it is asked."""

    def __init__(self) -> None:
        self.pipe, theirs = Pipe()
        _set_patience(self.pipe)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", reader.__name__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={},
                process_group=0,  # Ctrl-C is for the process that started it
            )
        self._said_ready = False
        self.end = weakref.finalize(self, _end, self._process, self.pipe)
        self.end.atexit = False  # its pipe ends then; and a forked child's exit must not end it

    def alive(self) -> bool:
        return self._process.poll() is None

    def ready(self) -> bool:
        """Raises OSError, EOFError."""
        if not self._said_ready and self.pipe.poll(0):
            if self.pipe.recv() != reader.READY:
                raise OSError("it runs another version of this program, which was updated since")
            self._said_ready = True
        return self._said_ready


def _set_patience(pipe: Connection) -> None:
    """The kernel ends what stands still, in sending too: then OSError is raised (socket(7))."""
    with socket.fromfd(pipe.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        limit = struct.pack("ll", int(PATIENCE_SECONDS), int(PATIENCE_SECONDS % 1 * 1_000_000))
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            sock.setsockopt(socket.SOL_SOCKET, option, limit)


def _pieces(raws: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """AT_ONCE mails and PIECE_BYTES at the most; a larger mail alone."""
    start = size = 0
    for number, raw in enumerate(raws):
        if number > start and (number - start == AT_ONCE or size + len(raw) > PIECE_BYTES):
            yield raws[start:number]
            start, size = number, 0
        size += len(raw)
    if raws:
        yield raws[start:]


def _end(process: subprocess.Popen[bytes], pipe: Connection) -> None:
    pipe.close()
    process.kill()
    process.wait()

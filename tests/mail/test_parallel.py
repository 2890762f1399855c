"""Many mails are read by a process beside this one: in order, whatever becomes of it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest

from bridge.domain.ports import ParsedMail
from bridge.mail import parallel, reader
from bridge.mail.parallel import ParallelParser
from bridge.mail.parse import MimeParser
from tests.servers.run import wait_until

MAILS = [path.read_bytes() for path in sorted((Path(__file__).parent / "data").glob("*.eml"))]
NOTHING = b"\0\0"
MANY = [*MAILS, NOTHING, *MAILS * parallel.WORTH][: 3 * parallel.WORTH]


@pytest.fixture
def parser() -> Iterator[ParallelParser]:
    made = ParallelParser()
    yield made
    made.end()


def read_here(raws: list[bytes]) -> list[ParsedMail | None]:
    return [None if raw == NOTHING else MimeParser().parse(raw) for raw in raws]


def readers() -> list[int]:
    """Process ids of the readers that this process started."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    name = reader.__name__.encode()
    return [int(pid) for pid in found if name in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_what_is_read_beside_is_what_would_be_read_here(parser: ParallelParser) -> None:
    assert list(parser.parse_all(MANY)) == read_here(MANY)
    assert NOTHING in MANY
    assert len(readers()) == 1


def test_a_large_mail_among_them_is_read_here(
    parser: ParallelParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over: list[bytes] = []
    ask = ParallelParser._ask

    def noted(self: ParallelParser, raws: Sequence[bytes]) -> bool:
        asked = ask(self, raws)
        handed_over.extend(raws if asked else [])
        return asked

    monkeypatch.setattr(ParallelParser, "_ask", noted)
    large = MAILS[0] + b"x" * parallel.PIECE_BYTES
    mails = [*MANY[:15], large, *MANY[15:]]
    assert list(parser.parse_all(mails)) == read_here(mails)
    assert handed_over == MANY


def test_few_mails_start_no_process(parser: ParallelParser) -> None:
    few = MANY[: parallel.WORTH - 1]
    assert list(parser.parse_all(few)) == read_here(few)
    assert readers() == []


def test_it_is_given_no_secret(parser: ParallelParser) -> None:
    list(parser.parse_all(MANY))
    [process] = readers()
    assert Path(f"/proc/{process}/environ").read_bytes() == b""


def test_a_reader_that_is_killed_takes_no_mail_along(parser: ParallelParser) -> None:
    reading = parser.parse_all(MANY)
    read = list(islice(reading, 5))
    [process] = readers()
    os.kill(process, signal.SIGKILL)
    read += reading
    assert read == read_here(MANY)
    assert list(parser.parse_all(MANY)) == read_here(MANY)
    assert readers() != [process]


def test_a_reader_that_stands_still_is_given_up(
    parser: ParallelParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(parser.parse_all(MANY))
    [process] = readers()
    os.kill(process, signal.SIGSTOP)
    monkeypatch.setattr(parallel, "PATIENCE_SECONDS", 0.2)
    assert list(parser.parse_all(MANY)) == read_here(MANY)
    assert readers() == []


def test_an_answer_that_nobody_waited_for_is_not_taken_for_another(parser: ParallelParser) -> None:
    given_up = parser.parse_all(MANY)
    next(given_up)
    given_up.close()  # type: ignore[attr-defined]
    turned = MANY[::-1]
    assert list(parser.parse_all(turned)) == read_here(turned)


def test_while_it_serves_one_thread_the_others_read_by_themselves(parser: ParallelParser) -> None:
    reading = parser.parse_all(MANY)
    first = next(reading)
    found: list[ParsedMail | None] = []
    other = threading.Thread(target=lambda: found.extend(parser.parse_all(MANY)))
    other.start()
    other.join()
    assert found == [first, *reading] == read_here(MANY)


def test_it_ends_with_whoever_started_it() -> None:
    program = (
        "import os, signal, sys\n"
        "from bridge.mail.parallel import ParallelParser\n"
        "parser = ParallelParser()\n"
        f"list(parser.parse_all([b'Subject: x\\n\\nx'] * {parallel.WORTH}))\n"
        "children = open(f'/proc/self/task/{os.getpid()}/children').read()\n"
        "print(children, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    [process] = done.stdout.split()
    wait_until(lambda: not _runs(int(process)), "the end of the reader")


def _runs(pid: int) -> bool:
    """A process that ended and that nobody asked after runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

"""Many mails are read by a process beside this one: in order, whatever becomes of it."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path

import pytest

from bridge.domain.ports import ParsedMail
from bridge.mail.reading import parallel, reader
from bridge.mail.reading.parallel import ParallelParser
from bridge.mail.reading.parse import MimeParser
from tests.servers.run import wait_until

MAILS = [path.read_bytes() for path in sorted((Path(__file__).parent / "data").glob("*.eml"))]
NOTHING = b"\0\0"
MANY = [*MAILS, NOTHING, *MAILS * parallel.WORTH][: 3 * parallel.WORTH]


LARGE = MAILS[0] + b"x" * parallel.PIECE_BYTES


@pytest.fixture
def parser() -> Iterator[ParallelParser]:
    """Its process is there and can be asked."""
    made = ParallelParser()
    wait_until(lambda: made.reader() is not None, "the reader")
    yield made
    made.end()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Mails that this process reads."""
    found: list[bytes] = []

    def noted(parser: MimeParser, raw: bytes) -> ParsedMail | None:
        found.append(raw)
        return reader.read(parser, raw)

    monkeypatch.setattr(parallel, "read", noted)
    return found


def read_all(parser: ParallelParser, raws: list[bytes]) -> list[ParsedMail | None]:
    with parser.ahead() as ahead:
        ahead.ask(raws)
        return ahead.take(len(raws))


def expected(raws: list[bytes]) -> list[ParsedMail | None]:
    return [None if raw == NOTHING else MimeParser().parse(raw) for raw in raws]


def readers() -> list[int]:
    """Process ids of the readers that this process started."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    name = reader.__name__.encode()
    return [int(pid) for pid in found if name in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_what_is_read_beside_is_what_would_be_read_here(
    parser: ParallelParser, here: list[bytes]
) -> None:
    assert read_all(parser, MANY) == expected(MANY)
    assert NOTHING in MANY
    assert here == []
    assert len(readers()) == 1


def test_more_is_asked_while_the_former_is_taken(parser: ParallelParser, here: list[bytes]) -> None:
    first, second, third = MANY, MANY[::-1], MANY[7:10]
    with parser.ahead() as ahead:
        ahead.ask(first)
        ahead.ask(second)
        found = ahead.take(len(first) - 3)
        ahead.ask(third)
        found += ahead.take(3 + len(second) + len(third))
    assert found == expected([*first, *second, *third])
    assert here == []


def test_a_large_mail_among_them_is_read_here(parser: ParallelParser, here: list[bytes]) -> None:
    mails = [*MANY[:15], LARGE, *MANY[15:]]
    assert read_all(parser, mails) == expected(mails)
    assert here == [LARGE]


def test_few_mails_start_no_process() -> None:
    few = MANY[: parallel.WORTH - 1]
    parser = ParallelParser()
    assert read_all(parser, few) == expected(few)
    assert readers() == []


def test_nobody_waits_for_its_start(monkeypatch: pytest.MonkeyPatch, here: list[bytes]) -> None:
    monkeypatch.setattr(parallel._Reader, "ready", lambda _: False)
    parser = ParallelParser()
    assert read_all(parser, MANY) == expected(MANY)
    assert here == MANY
    assert len(readers()) == 1
    parser.end()


def test_it_is_given_no_secret(parser: ParallelParser) -> None:
    [process] = readers()
    assert Path(f"/proc/{process}/environ").read_bytes() == b""


def test_a_reader_that_is_killed_takes_no_mail_along(
    parser: ParallelParser, here: list[bytes]
) -> None:
    [process] = readers()
    with parser.ahead() as ahead:
        ahead.ask(MANY)
        read = ahead.take(5)
        os.kill(process, signal.SIGKILL)
        read += ahead.take(len(MANY) - 5)
    assert read == expected(MANY)
    assert MANY[-1] in here
    assert read_all(parser, MANY) == expected(MANY)
    assert readers() != [process]


@pytest.mark.parametrize("mails", [MANY, [LARGE[: parallel.PIECE_BYTES], *MANY]])
def test_a_reader_that_stands_still_is_given_up(
    mails: list[bytes], monkeypatch: pytest.MonkeyPatch, here: list[bytes]
) -> None:
    """It takes no more questions either: the larger mail does not fit into the pipe."""
    monkeypatch.setattr(parallel, "PATIENCE_SECONDS", 0.2)
    parser = ParallelParser()
    wait_until(lambda: parser.reader() is not None, "the reader")
    [process] = readers()
    os.kill(process, signal.SIGSTOP)
    assert read_all(parser, mails) == expected(mails)
    assert here == mails
    assert readers() == []


@pytest.mark.parametrize("said", [pickle.dumps([None]), pickle.dumps(None), b"nonsense", b""])
def test_a_reader_that_answers_nonsense_is_given_up(
    parser: ParallelParser, here: list[bytes], said: bytes
) -> None:
    mine, theirs = Pipe()
    assert parser._reader is not None
    parser._reader.pipe = mine
    theirs.send_bytes(said)
    with theirs:
        assert read_all(parser, MANY) == expected(MANY)
    assert here == MANY
    assert readers() == []


def test_a_reader_of_another_version_is_never_asked(
    monkeypatch: pytest.MonkeyPatch, here: list[bytes]
) -> None:
    """The program was updated, and whoever starts the reader still runs the old one."""
    monkeypatch.setattr(reader, "READY", [("ParsedMail", "message_id")])
    parser = ParallelParser()
    with pytest.raises(OSError, match="another version"):
        wait_until(lambda: parser.reader() is not None, "the reader")
    assert read_all(parser, MANY) == expected(MANY)
    assert here == MANY
    parser.end()


def test_an_answer_that_nobody_took_is_not_taken_for_another(parser: ParallelParser) -> None:
    with parser.ahead() as ahead:
        ahead.ask(MANY)
        ahead.take(1)
    turned = MANY[::-1]
    assert read_all(parser, turned) == expected(turned)


def test_while_it_serves_one_thread_the_others_read_by_themselves(
    parser: ParallelParser, here: list[bytes]
) -> None:
    found: list[ParsedMail | None] = []
    with parser.ahead() as ahead:
        ahead.ask(MANY)
        other = threading.Thread(target=lambda: found.extend(read_all(parser, MANY)))
        other.start()
        other.join()
        assert here == MANY
        assert found == ahead.take(len(MANY)) == expected(MANY)
    assert here == MANY


def test_it_ends_with_whoever_started_it() -> None:
    program = (
        "import os, signal, sys\n"
        "from bridge.mail.reading.parallel import ParallelParser\n"
        "parser = ParallelParser()\n"
        "while parser.reader() is None:\n"
        "    pass\n"
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

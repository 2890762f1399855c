"""Threads that write at once share a commit, and each still gets what is its own."""

import contextvars
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from bridge.domain.errors import Clash
from bridge.store.people import Requester, RequesterAddress
from bridge.store.session import Database, Transaction
from bridge.store.shared_commit import SharedCommit

DEADLINE = 20
NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Ledger:
    """Stands for a database: what is written counts when its block ends without an error."""

    def __init__(self) -> None:
        self.commits: list[list[str]] = []
        self.open = threading.Event()
        self.open.set()

    @contextmanager
    def begin(self) -> Iterator[list[str]]:
        assert self.open.wait(DEADLINE)
        written: list[str] = []
        yield written
        self.commits.append(written)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def shared(ledger: Ledger) -> SharedCommit[list[str]]:
    return SharedCommit(ledger.begin)


def at_once(
    ledger: Ledger, shared: SharedCommit[list[str]], works: list[Callable[[list[str]], object]]
) -> list[Future[object]]:
    """Runs all of `works` in threads that find the database closed until all of them wait."""
    ledger.open.clear()
    with ThreadPoolExecutor(len(works)) as threads:
        ended = [threads.submit(shared.run, work) for work in works]
        waiting = threading.Event()
        while len(shared._waiting) < len(works):
            waiting.wait(0.001)
        ledger.open.set()
    return ended


def test_what_waits_together_is_committed_together(ledger, shared):
    ended = at_once(ledger, shared, [lambda unit, n=n: unit.append(f"row {n}") for n in range(5)])
    assert [one.result(DEADLINE) for one in ended] == [None] * 5
    assert len(ledger.commits) == 1
    assert sorted(ledger.commits[0]) == [f"row {n}" for n in range(5)]


def test_one_that_fails_spoils_no_other(ledger, shared):
    def fail(_unit: list[str]) -> None:
        raise Clash("taken")

    works = [lambda unit, n=n: unit.append(f"row {n}") or n for n in range(3)]
    ended = at_once(ledger, shared, [works[0], fail, works[1], works[2]])
    assert [ended[n].result(DEADLINE) for n in (0, 2, 3)] == [0, 1, 2]
    with pytest.raises(Clash):
        ended[1].result(DEADLINE)
    assert sorted(row for commit in ledger.commits for row in commit) == [
        f"row {n}" for n in range(3)
    ]


def test_work_runs_with_the_context_of_its_own_thread(ledger, shared):
    who: contextvars.ContextVar[str] = contextvars.ContextVar("who", default="nobody")

    def named(name: str) -> Callable[[list[str]], object]:
        return lambda _unit: f"{name} {who.get()}"

    def run(name: str) -> str:
        who.set(name)
        return str(shared.run(named(name)))

    ledger.open.clear()
    with ThreadPoolExecutor(3) as threads:
        ended = [threads.submit(run, name) for name in "abc"]
        pause = threading.Event()
        while len(shared._waiting) < 3:
            pause.wait(0.001)
        ledger.open.set()
    assert sorted(one.result(DEADLINE) for one in ended) == ["a a", "b b", "c c"]


def test_a_database_that_cannot_be_opened_is_told_to_each():
    def broken():
        raise OSError("no disk")

    shared = SharedCommit(broken)
    for _ in range(2):
        with pytest.raises(OSError, match="no disk"):
            shared.run(lambda unit: unit)


def test_many_threads_write_each_row_once_and_see_their_own(migrated_database):
    database = Database(migrated_database)

    def write(number: int) -> Callable[[Transaction], int]:
        def work(tx: Transaction) -> int:
            person = Requester(name=f"P{number}", locale="en", blocked=False, created_at=NOW)
            tx.people.add(person)
            tx.flush()
            email = f"{number % 20}@example.test"
            tx.insert(RequesterAddress, requester_id=person.id, email=email)
            return person.id

        return work

    def run(number: int) -> int | None:
        try:
            return database.share(write(number))
        except Clash:
            return None

    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(run, range(40)))
    with database.reading() as tx:
        owners = [tx.people.requester_by_email(f"{number}@example.test") for number in range(20)]
    assert sorted(owner.id for owner in owners) == sorted(id_ for id_ in ids if id_ is not None)
    assert len({owner.id for owner in owners}) == 20
    database.dispose()

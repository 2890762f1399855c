"""Redis loses everything, is away, full or slow, or holds old jobs (F10, F11, F12)."""

import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from rq import Queue

from tests.faults.processes import role, supervised
from tests.servers import valkey
from tests.servers.run import Kept, Run, free_port, wait_until
from tests.support.desk import Desk
from workers.queues import RqQueue, SpacedHints, queue


def arrived(bridge: Desk, address: str) -> None:
    wait_until(lambda: bool(bridge.mails(address)), f"the mail to {address}")


@dataclass
class OwnValkey:
    """One that a test may stop; it comes back on its address with nothing in it."""

    run: Run
    folder: Path
    port: int
    server: Kept | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = valkey.command(self.port, self.folder)
        self.server = self.run.keep(f"own-{self.port}", command, ending=signal.SIGKILL)
        self.server.wait_until_ready(lambda: valkey.answers(self.url))

    def stop(self) -> None:
        if self.server:
            self.server.stop()
        self.server = None
        for left in self.folder.iterdir():
            left.unlink()


@pytest.fixture
def own_valkey(server_run: Run, tmp_path: Path) -> Iterator[OwnValkey]:
    folder = tmp_path / "valkey"
    folder.mkdir()
    own = OwnValkey(server_run, folder, free_port())
    own.start()
    yield own
    own.stop()


def test_work_goes_on_when_a_redis_that_was_away_comes_back_empty(
    bridge: Desk, own_valkey: OwnValkey
) -> None:
    bridge.real_time()
    with supervised(bridge, own_valkey.url, "worker", "scheduler"):
        bridge.pushed()
        arrived(bridge, "ann@example.org")
        own_valkey.stop()
        bridge.real_time()
        bridge.pushed(fields=bridge.fields(email="bob@example.org"))
        RqQueue(own_valkey.url).nudge("replies")  # no error for the one who pushes
        own_valkey.start()
        arrived(bridge, "bob@example.org")
    assert len(bridge.mails()) == 2


def test_a_full_redis_refuses_hints_and_loses_no_work(bridge: Desk, own_valkey: OwnValkey) -> None:
    bridge.real_time()
    with redis.Redis.from_url(own_valkey.url) as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", 1)
        with pytest.raises(redis.exceptions.OutOfMemoryError):
            client.set("anything", 1)
        bridge.pushed()
        hints = RqQueue(own_valkey.url)
        hints.nudge("replies")
        assert hints.ping()
        with supervised(bridge, own_valkey.url, "worker", "scheduler"):
            client.config_set("maxmemory", 0)
            arrived(bridge, "ann@example.org")
    assert len(bridge.mails()) == 1


def test_jobs_of_another_version_are_refused_and_hold_up_nothing(
    bridge: Desk, valkey_url: str
) -> None:
    bridge.real_time()
    bridge.pushed()
    with redis.Redis.from_url(valkey_url) as client:
        ours = queue(client, "replies")
        ours.enqueue_call("workers.jobs.send_mail", args=(7,), result_ttl=0)  # no such function
        ours.enqueue_call("workers.jobs.drain", args=("replies", 50), result_ttl=0)  # one too many
        ours.enqueue_call("workers.jobs.drain", args=("letters",), result_ttl=0)  # no such queue
        Queue("replies", connection=client).enqueue("workers.jobs.drain", "replies")  # pickled
        RqQueue(valkey_url).nudge("replies")
        with supervised(bridge, valkey_url, "worker"):
            arrived(bridge, "ann@example.org")
    assert len(bridge.mails()) == 1


def test_an_emptied_redis_loses_no_work(bridge: Desk, valkey_url: str) -> None:
    bridge.real_time()
    bridge.pushed()
    RqQueue(valkey_url).nudge("replies")
    with redis.Redis.from_url(valkey_url) as client:
        client.flushall()
        with role(bridge, "worker", valkey_url), role(bridge, "scheduler", valkey_url):
            arrived(bridge, "ann@example.org")
            client.flushall()
            bridge.real_time()
            bridge.pushed(fields=bridge.fields(email="bob@example.org"))
            arrived(bridge, "bob@example.org")
    assert len(bridge.mails()) == 2


def test_work_waits_while_redis_is_away(bridge: Desk) -> None:
    """A hint that can't be given is no error for the one who pushes."""
    nowhere = RqQueue("redis://127.0.0.1:1/0")
    nowhere.nudge("replies")
    assert nowhere.ping() is False


class HangingQueue:
    """Takes each hint only when it is told to go on, as a Redis that hangs."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.nudged: list[str] = []

    def nudge(self, queue: str) -> None:
        self.goes_on.wait(30)
        self.nudged.append(queue)

    def ping(self) -> bool:
        return True


def test_a_slow_redis_holds_no_request_up_and_gets_many_hints_as_one() -> None:
    slow = HangingQueue()
    hints = SpacedHints(slow)
    for _ in range(100):
        hints.nudge("replies")  # would wait for ever if it waited
    hints.nudge("vendors")
    slow.goes_on.set()
    wait_until(lambda: "vendors" in slow.nudged, "the hint that came last")
    assert slow.nudged.count("replies") <= 2  # the one that hung, and one for all the others

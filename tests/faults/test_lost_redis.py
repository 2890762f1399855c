"""Redis loses everything or is slow; the sweeper finds the rows (F10)."""

import threading

import redis

from tests.faults.processes import role
from tests.servers.run import wait_until
from tests.support.desk import Desk
from workers.queues import RqQueue, SpacedHints


def arrived(bridge: Desk, address: str) -> None:
    wait_until(lambda: bool(bridge.mails(address)), f"the mail to {address}")


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

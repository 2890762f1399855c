"""Redis loses everything; the sweeper finds the rows (F10)."""

import redis

from tests.faults.processes import role
from tests.servers.run import wait_until
from tests.support.desk import Desk
from workers.queues import RqQueue


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

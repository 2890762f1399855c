"""Of several schedulers one leads; one that was frozen comes back as the second (F09)."""

import signal
from datetime import timedelta

from bridge.services.outgoing.outbox import SCHEDULER_DUTY
from tests.faults.processes import role, stands_still
from tests.faults.test_lost_redis import arrived
from tests.servers.run import wait_until
from tests.support.desk import Desk


def leader(bridge: Desk) -> str:
    with bridge.ctx.reading() as tx:
        row = tx.leadership.leader(SCHEDULER_DUTY)
        return row.holder if row else ""


def end_the_term(bridge: Desk) -> None:
    with bridge.ctx.transaction() as tx:
        row = tx.leadership.leader(SCHEDULER_DUTY)
        assert row is not None
        row.until -= timedelta(hours=1)


def test_a_leader_that_was_frozen_finds_another_one_and_stands_by(
    bridge: Desk, valkey_url: str
) -> None:
    """Nobody hints in this test: what is sent, a scheduler found."""
    bridge.real_time()
    with role(bridge, "worker", valkey_url), role(bridge, "scheduler", valkey_url) as first:
        wait_until(lambda: leader(bridge) != "", "the first to lead")
        before = leader(bridge)
        first.send_signal(signal.SIGSTOP)
        wait_until(lambda: stands_still(first), "the first to stand still")
        with role(bridge, "scheduler", valkey_url):
            end_the_term(bridge)
            wait_until(lambda: leader(bridge) != before, "the second to lead")
            after = leader(bridge)
            bridge.pushed()
            arrived(bridge, "ann@example.org")
            first.send_signal(signal.SIGCONT)
            bridge.real_time()
            bridge.pushed(fields=bridge.fields(email="bob@example.org"))
            arrived(bridge, "bob@example.org")
            assert leader(bridge) == after
            first.terminate()
            assert first.wait(30) == 0  # it was awake and ended well
    assert len(bridge.mails()) == 2

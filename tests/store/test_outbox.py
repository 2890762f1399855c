"""The outbox: who gets which effect, and when it comes back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import select

from bridge.store.effects import Effect
from bridge.store.session import Database
from tests.store.conftest import NOW

MINUTE = timedelta(minutes=1)


def add(store: Database, count: int = 1, queue: str = "replies", *, later: int = 0) -> list[int]:
    """`later`: seconds until they are due."""
    with store.transaction() as tx:
        due = NOW + timedelta(seconds=later)
        for number in range(count):
            tx.outbox.add_effect("auto_response", queue, number, now=NOW, due_at=due)
        tx.session.flush()
        newest = select(Effect.id).order_by(Effect.id.desc()).limit(count)
        return sorted(tx.session.scalars(newest))


def claim(store: Database, lease: str, *, seconds: int = 0, limit: int = 50) -> list[int]:
    with store.transaction() as tx:
        now = NOW + timedelta(seconds=seconds)
        return [row.id for row in tx.outbox.claim("replies", lease, now, MINUTE, limit)]


def test_what_is_claimed_is_nobody_elses(store: Database) -> None:
    ids = add(store, 5)
    assert claim(store, "a", limit=3) == ids[:3]
    assert claim(store, "b") == ids[3:]
    assert claim(store, "c") == []


def test_claimants_at_once_share_nothing(store: Database) -> None:
    ids = add(store, 60)
    start = Barrier(4)

    def take(lease: str) -> list[int]:
        start.wait(20)
        found: list[int] = []
        while taken := claim(store, lease, limit=5):
            found += taken
        return found

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(take, "abcd"))
    assert sorted(effect for share in shares for effect in share) == ids


def test_nothing_is_claimed_before_its_time_or_from_another_queue(store: Database) -> None:
    later = add(store, later=10)
    add(store, queue="vendors")
    assert claim(store, "a", seconds=9) == []
    assert claim(store, "a", seconds=10) == later


def test_the_oldest_comes_first(store: Database) -> None:
    second, first = add(store, later=5), add(store, later=1)
    assert claim(store, "a", seconds=9) == first + second


def test_a_lease_that_ran_out_is_claimed_again_and_its_old_holder_holds_nothing(
    store: Database,
) -> None:
    ids = add(store)
    assert claim(store, "a") == ids
    assert claim(store, "b", seconds=60) == []
    assert claim(store, "b", seconds=61) == ids
    with store.transaction() as tx:
        assert not tx.outbox.holds(ids[0], "a")
        assert tx.outbox.finish(ids, "a") == 0
        assert tx.outbox.renew(ids, "a", NOW + 9 * MINUTE) == 0
        assert tx.outbox.postpone(ids[0], "a", NOW, None) == 0
        assert tx.outbox.bury(ids[0], "a", "why") == 0
        assert tx.outbox.finish(ids, "b") == 1


def test_a_renewed_lease_holds_longer(store: Database) -> None:
    ids = add(store)
    claim(store, "a")
    with store.transaction() as tx:
        assert tx.outbox.renew(ids, "a", NOW + 3 * MINUTE) == 1
    assert claim(store, "b", seconds=120) == []


def test_what_did_not_end_comes_after_the_healthy_and_alone(store: Database) -> None:
    doubtful = add(store, 2)
    claim(store, "a")
    healthy = add(store, 2)
    assert claim(store, "b", seconds=61) == healthy
    assert claim(store, "c", seconds=61) == doubtful[:1]
    assert claim(store, "d", seconds=61) == doubtful[1:]


def test_what_is_suspect_is_handed_out_alone_and_what_is_fresh_in_company(store: Database) -> None:
    ids = add(store, 4)
    claim(store, "a")
    with store.transaction() as tx:
        for effect in ids[:2]:
            tx.outbox.postpone(effect, "a", NOW, "why", suspect=True)
        for effect in ids[2:]:
            tx.outbox.postpone(effect, "a", NOW, "why", fresh=True)
    assert claim(store, "b") == ids[2:]
    assert claim(store, "c") == ids[:1]


def test_what_ended_or_was_buried_is_claimed_no_more(store: Database) -> None:
    done, dead = add(store, 2)
    claim(store, "a")
    with store.transaction() as tx:
        tx.outbox.finish([done], "a")
        tx.outbox.bury(dead, "a", "poison")
    assert claim(store, "b", seconds=9_999) == []
    with store.transaction() as tx:
        row = tx.session.get_one(Effect, dead)
        assert (row.state, row.last_error) == ("dead", "poison")
        state = tx.outbox.state_of_queues(NOW)["replies"]
        assert (state.due, state.dead) == (0, 1)


def test_the_sweeper_sees_what_is_due_and_what_lost_its_holder(store: Database) -> None:
    def due(seconds: int) -> list[str]:
        with store.reading() as tx:
            return tx.outbox.due_queues(NOW + timedelta(seconds=seconds))

    add(store)
    assert due(0) == ["replies"]
    claim(store, "a")
    assert due(60) == []
    assert due(61) == ["replies"]


def test_one_leads_until_its_term_ends(store: Database) -> None:
    def lead(holder: str, seconds: int) -> bool:
        with store.transaction() as tx:
            now = NOW + timedelta(seconds=seconds)
            return tx.leadership.lead("scheduler", holder, now, timedelta(seconds=15))

    assert lead("a", 0)
    assert not lead("b", 14)
    assert lead("a", 14)
    assert not lead("b", 28)
    assert lead("b", 29)
    assert not lead("a", 30)


def test_an_effect_names_its_queue_only_when_it_is_due(store: Database) -> None:
    with store.transaction() as tx:
        tx.outbox.add_effect("auto_response", "replies", 1, now=NOW, due_at=NOW + MINUTE)
        assert tx.outbox.queues == set()
        tx.outbox.add_effect("deliver", "vendors", 1, now=NOW)
        assert tx.outbox.queues == {"vendors"}


def test_nothing_stays_of_a_transaction_that_broke(store: Database) -> None:
    try:
        with store.transaction() as tx:
            tx.outbox.add_effect("auto_response", "replies", 1, now=NOW)
            tx.session.flush()
            raise LookupError
    except LookupError:
        pass
    assert claim(store, "a") == []

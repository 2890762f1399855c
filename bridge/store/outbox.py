"""The outbox: effects are added, taken in hand, ended, put off and set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    func,
    or_,
    select,
    update,
)

from bridge.domain.words import EffectKind, EffectState
from bridge.store import direct
from bridge.store.effects import NOT_DONE, Effect
from bridge.store.unit import Aggregate, Unit


@dataclass(frozen=True, slots=True)
class QueueState:
    due: int
    oldest_due_at: datetime | None
    dead: int


class Outbox(Aggregate):
    """`queues` collects the queues that got work in this transaction."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.queues: set[str] = set()

    def add_effect(
        self,
        kind: str,
        queue: str,
        subject_id: int,
        *,
        now: datetime,
        due_at: datetime | None = None,
    ) -> None:
        """Asks for something to happen, at once or at `due_at`."""
        due = due_at or now
        values = {
            "kind": kind,
            "queue": queue,
            "subject_id": subject_id,
            "state": EffectState.DUE,
            "due_at": due,
            "claims": 0,
            "created_at": now,
        }
        direct.insert(self.connection, Effect, values)
        if due <= now:
            self.queues.add(queue)

    def claim(
        self, queue: str, lease: str, now: datetime, lease_for: timedelta, limit: int
    ) -> list[Effect]:
        """Take due effects of a queue in hand, oldest first. A lease that ran out is due again.

        An effect that was in hand before and did not end is handed out alone, and after the
        others: it may be what breaks its worker.
        """
        healthy = self._claim(queue, lease, now, lease_for, limit, Effect.claims == 0)
        return healthy or self._claim(queue, lease, now, lease_for, 1, Effect.claims > 0)

    def _claim(
        self,
        queue: str,
        lease: str,
        now: datetime,
        lease_for: timedelta,
        limit: int,
        which: ColumnElement[bool],
    ) -> list[Effect]:
        due = or_(
            and_(Effect.state == EffectState.DUE, Effect.due_at <= now),
            and_(Effect.state == EffectState.LEASED, Effect.lease_until < now),
        )
        ids = (
            select(Effect.id)
            .where(NOT_DONE, Effect.queue == queue, due, which)
            .order_by(Effect.due_at, Effect.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claimed = self.session.scalars(
            update(Effect)
            .where(Effect.id.in_(ids.scalar_subquery()))
            .values(
                state=EffectState.LEASED,
                lease=lease,
                lease_until=now + lease_for,
                claims=Effect.claims + 1,
            )
            .returning(Effect)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        return sorted(claimed, key=lambda effect: (effect.due_at, effect.id))

    def renew(self, effect_ids: Sequence[int], lease: str, until: datetime) -> int:
        """How many are still ours; the others were taken over."""
        return self._still_ours(effect_ids, lease, {"lease_until": until})

    def finish(self, effect_ids: Sequence[int], lease: str) -> int:
        return self._still_ours(
            effect_ids, lease, {"state": EffectState.DONE, "lease": None, "lease_until": None}
        )

    def postpone(
        self,
        effect_id: int,
        lease: str,
        due_at: datetime,
        error: str | None,
        *,
        fresh: bool = False,
        suspect: bool = False,
    ) -> int:
        """Try again later. `fresh` forgets earlier claims, as after a periodic run that ended.

        `suspect` counts them as one: it is handed out alone, and is not set aside for their number.
        """
        values: dict[str, Any] = {
            "state": EffectState.DUE,
            "lease": None,
            "lease_until": None,
            "due_at": due_at,
            "last_error": error,
        }
        if fresh or suspect:
            values["claims"] = int(suspect)
        return self._still_ours([effect_id], lease, values)

    def bury(self, effect_id: int, lease: str, error: str) -> int:
        """Set aside: no more tries until a person asks for one."""
        return self._still_ours(
            [effect_id],
            lease,
            {"state": EffectState.DEAD, "lease": None, "lease_until": None, "last_error": error},
        )

    def dead(self, about: Mapping[str, Sequence[int]]) -> list[Effect]:
        """What was set aside of these rows, by kind of effect; oldest first."""
        which = or_(
            *(
                and_(Effect.kind == kind, Effect.subject_id.in_(ids))
                for kind, ids in about.items()
                if ids
            )
        )
        return list(
            self.session.scalars(
                select(Effect).where(Effect.state == EffectState.DEAD, which).order_by(Effect.id)
            )
        )

    def all_dead(self, limit: int) -> list[Effect]:
        """Whatever was set aside, oldest first."""
        query = select(Effect).where(NOT_DONE, Effect.state == EffectState.DEAD)
        return list(self.session.scalars(query.order_by(Effect.id).limit(limit)))

    def effect_locked(self, effect_id: int) -> Effect | None:
        return self.session.get(Effect, effect_id, with_for_update=True, populate_existing=True)

    def revive(self, effect: Effect, now: datetime) -> None:
        """Due again after it was set aside. One claim stays counted: it is handed out alone."""
        effect.state, effect.due_at, effect.claims = EffectState.DUE, now, 1
        self.queues.add(effect.queue)

    def _still_ours(self, effect_ids: Sequence[int], lease: str, values: dict[str, Any]) -> int:
        result = self.session.execute(
            update(Effect)
            .where(Effect.id.in_(effect_ids), Effect.lease == lease)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        return int(result.rowcount)  # type: ignore[attr-defined]

    def effect_for(self, kind: str, subject_id: int) -> Effect | None:
        """The latest effect of a kind about a row."""
        return self.session.scalar(
            select(Effect)
            .where(Effect.kind == kind, Effect.subject_id == subject_id)
            .order_by(Effect.id.desc())
            .limit(1)
        )

    def due_queues(self, now: datetime) -> list[str]:
        """Queues that hold work nobody has in hand."""
        due = or_(
            and_(Effect.state == EffectState.DUE, Effect.due_at <= now),
            and_(Effect.state == EffectState.LEASED, Effect.lease_until < now),
        )
        return list(self.session.scalars(select(Effect.queue).where(NOT_DONE, due).distinct()))

    def state_of_queues(self, now: datetime) -> dict[str, QueueState]:
        due = and_(Effect.state == EffectState.DUE, Effect.due_at <= now)
        rows = self.session.execute(
            select(
                Effect.queue,
                func.count().filter(due),
                func.min(Effect.due_at).filter(due),
                func.count().filter(Effect.state == EffectState.DEAD),
            )
            .where(NOT_DONE)
            .group_by(Effect.queue)
        )
        return {queue: QueueState(count, oldest, dead) for queue, count, oldest, dead in rows}

    def holds(self, effect_id: int, lease: str) -> bool:
        return bool(
            self.session.scalar(
                select(Effect.id).where(Effect.id == effect_id, Effect.lease == lease)
            )
        )

    def hurry(self, kind: str, queue: str, subject_id: int, now: datetime) -> None:
        """Due at once: a waiting effect about a row is brought forward, else one is added.

        One in hand is left alone: whoever runs it looks again before it ends.
        """
        found = self.effect_for(kind, subject_id)
        if found is None or found.state == EffectState.DONE:
            self.add_effect(kind, queue, subject_id, now=now)
        elif found.state != EffectState.LEASED:
            found.state, found.due_at, found.claims = EffectState.DUE, now, 0
            self.queues.add(queue)

    def cancel(self, kind: str, subject_id: int) -> None:
        """Whatever still waits of a kind about a row, waits no more."""
        self.session.execute(
            update(Effect)
            .where(
                Effect.kind == kind,
                Effect.subject_id == subject_id,
                Effect.state.in_([EffectState.DUE, EffectState.DEAD]),
            )
            .values(state=EffectState.DONE)
            .execution_options(synchronize_session=False)
        )

    def hold_back(self, delivery_ids: Sequence[int]) -> int:
        """Ends the effects that would send these, where no worker has them; returns how many."""
        result = self.session.execute(
            update(Effect)
            .where(
                Effect.kind == EffectKind.DELIVER,
                Effect.subject_id.in_(delivery_ids),
                Effect.state == EffectState.DUE,
            )
            .values(state=EffectState.DONE)
            .execution_options(synchronize_session=False)
        )
        return int(result.rowcount)  # type: ignore[attr-defined]

    def due_times(self, delivery_ids: Sequence[int]) -> dict[int, datetime]:
        """When those that wait are due, by delivery."""
        if not delivery_ids:
            return {}
        rows = self.session.execute(
            select(Effect.subject_id, Effect.due_at).where(
                Effect.kind == EffectKind.DELIVER,
                Effect.subject_id.in_(delivery_ids),
                Effect.state == EffectState.DUE,
            )
        )
        return {row[0]: row[1] for row in rows}

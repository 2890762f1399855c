"""What happens once per mail sent: few statements, made once, past the unit of work."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, or_, update

from bridge.domain.words import DeliveryStatus, EffectState
from bridge.store import direct
from bridge.store.deliveries import Attempt, Delivery
from bridge.store.effects import Effect
from bridge.store.unit import Aggregate

_deliveries = cast(Table, Delivery.__table__)
_attempts = cast(Table, Attempt.__table__)
_effects = cast(Table, Effect.__table__)

_HOLD = (
    update(_effects)
    .where(_effects.c.id == bindparam("effect"), _effects.c.lease == bindparam("held_by"))
    .values(lease=bindparam("held_by"))
)
_FINISH = (
    update(_effects)
    .where(_effects.c.id == bindparam("effect"), _effects.c.lease == bindparam("held_by"))
    .values(state=EffectState.DONE, lease=None, lease_until=None)
)
_SENDING = (
    update(_deliveries)
    .where(
        _deliveries.c.id == bindparam("delivery"),
        or_(*(_deliveries.c.status == status for status in DeliveryStatus.waiting())),
    )
    .values(status=DeliveryStatus.SENDING, tries=_deliveries.c.tries + 1)
)
_SENT = (
    update(_deliveries)
    .where(_deliveries.c.id == bindparam("delivery"))
    .values(status=DeliveryStatus.SENT, sent_at=bindparam("at"), last_answer=bindparam("said"))
)
_ENDED = (
    update(_attempts)
    .where(_attempts.c.id == bindparam("attempt"))
    .values(outcome=DeliveryStatus.SENT, ended_at=bindparam("at"), answer=bindparam("said"))
)


class Tries(Aggregate):
    def hold(self, effect_id: int, lease: str) -> bool:
        """Whether the effect is still ours; locks it until the transaction ends."""
        return direct.change(self.connection, _HOLD, effect=effect_id, held_by=lease) == 1

    def finish(self, effect_id: int, lease: str) -> bool:
        return direct.change(self.connection, _FINISH, effect=effect_id, held_by=lease) == 1

    def sending(self, delivery_id: int) -> bool:
        """Counts a try of a delivery that still waits for one; False when it does not."""
        return direct.change(self.connection, _SENDING, delivery=delivery_id) == 1

    def sent(self, delivery_id: int, attempt_id: int, answer: str, at: datetime) -> None:
        """The receiver took it."""
        direct.change(self.connection, _SENT, delivery=delivery_id, said=answer, at=at)
        direct.change(self.connection, _ENDED, attempt=attempt_id, said=answer, at=at)

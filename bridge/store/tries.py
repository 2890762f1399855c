"""What happens once per mail sent: few statements, made once, past the unit of work."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, bindparam, update
from sqlalchemy.orm import Session

from bridge.domain.words import DeliveryStatus, EffectState
from bridge.store.outbox import Attempt, Delivery, Effect

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
        _deliveries.c.status.in_(bindparam("open", expanding=True)),
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


class Tries:
    def __init__(self, session: Session) -> None:
        self.session = session

    def hold(self, effect_id: int, lease: str) -> bool:
        """Whether the effect is still ours; locks it until the transaction ends."""
        return self._changes(_HOLD, {"effect": effect_id, "held_by": lease})

    def finish(self, effect_id: int, lease: str) -> bool:
        return self._changes(_FINISH, {"effect": effect_id, "held_by": lease})

    def sending(self, delivery_id: int, open_statuses: tuple[str, ...]) -> bool:
        """Counts a try of a delivery that still waits for one; False when it does not."""
        return self._changes(_SENDING, {"delivery": delivery_id, "open": list(open_statuses)})

    def sent(self, delivery_id: int, attempt_id: int, answer: str, at: datetime) -> None:
        """The receiver took it."""
        self._changes(_SENT, {"delivery": delivery_id, "said": answer, "at": at})
        self._changes(_ENDED, {"attempt": attempt_id, "said": answer, "at": at})

    def _changes(self, statement: Any, values: dict[str, Any]) -> bool:
        result = cast(CursorResult[Any], self.session.connection().execute(statement, values))
        return result.rowcount == 1

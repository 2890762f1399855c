"""The ledger of arrivals: whatever came in by any door, with its one outcome."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    UniqueConstraint,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bridge.domain.words import Door, Outcome
from bridge.store import direct
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.unit import Aggregate

_QUARANTINED = text("outcome = 'quarantined'")
_UNDECIDED = text("outcome IS NULL")
# Forms by far outnumber the rest, and each would pay for these two at its intake.
_UNUSUAL = text("outcome <> 'ticket'")
_NO_FORM = text("door NOT IN ('push', 'feed')")


def _partial(name: str, where: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Arrival(Base):
    """`source` is the site, mailbox or vendor; `key` makes a repeat recognisable."""

    __tablename__ = "arrivals"
    __table_args__ = (
        UniqueConstraint("door", "source", "key"),
        # what waits in quarantine, or was cut off: a few rows of very many
        _partial("ix_arrivals_quarantined", str(_QUARANTINED), "id"),
        _partial("ix_arrivals_undecided", str(_UNDECIDED), "id"),
        # the ledger's page: one outcome, one door, newest first
        _partial("ix_arrivals_unusual", str(_UNUSUAL), "outcome", "id"),
        _partial("ix_arrivals_no_form", str(_NO_FORM), "door", "id"),
    )

    id: Mapped[Id]
    door: Mapped[Word]
    source: Mapped[Line]
    key: Mapped[Line]
    outcome: Mapped[Word | None]
    """None while the raw form is stored and its outcome is still being worked out."""
    reason: Mapped[Line | None]
    """Why, in one sentence of the catalogue; `detail` holds what differs from case to case."""
    detail: Mapped[Line | None]
    ticket_id: Mapped[int | None]
    digest: Mapped[Word | None]
    """SHA-256 of what came, where the sender chooses `key`: tells a repeat from another body."""
    raw_key: Mapped[Line | None]
    """Where the raw bytes lie in the file store, see services/raw_mail; small mails lie here."""
    sender: Mapped[Line | None]
    """Whom a mail is from, in lower case."""
    title: Mapped[Line | None]
    size: Mapped[int | None]
    """Bytes of the mail as it came."""
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often its outcome was sought again after the process that worked it out died."""
    repeats: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[Time]
    last_seen_at: Mapped[Time]


class RawMail(Base):
    """A mail as it came, compressed: beside its arrival, so that one commit keeps both."""

    __tablename__ = "raw_mails"

    arrival_id: Mapped[int] = mapped_column(
        ForeignKey("arrivals.id"), primary_key=True, autoincrement=False
    )
    body: Mapped[bytes] = mapped_column(LargeBinary)


_BY_KEY = select(Arrival.id, Arrival.outcome, Arrival.ticket_id).where(
    Arrival.door == bindparam("door"),
    Arrival.source == bindparam("source"),
    Arrival.key == bindparam("key"),
)
_UNDECIDED_ONE = select(Arrival.id).where(Arrival.id == bindparam("arrival"), _UNDECIDED)
_UNDECIDED_LOCKED = _UNDECIDED_ONE.with_for_update()
_DECIDE = (
    update(Arrival)
    .where(Arrival.id == bindparam("arrival"), _UNDECIDED)
    .values(
        outcome=bindparam("new_outcome"),
        ticket_id=bindparam("new_ticket"),
        reason=bindparam("new_reason"),
        detail=bindparam("new_detail"),
        sender=bindparam("new_sender"),
        title=bindparam("new_title"),
    )
)
_REPEAT = (
    update(Arrival)
    .where(Arrival.id == bindparam("arrival"))
    .values(repeats=Arrival.repeats + 1, last_seen_at=bindparam("at"))
)


class Audit(Aggregate):
    def add(self, arrival: Arrival) -> None:
        self.session.add(arrival)

    def arrival(self, door: str, source: str, key: str) -> Arrival | None:
        return self.session.scalar(
            select(Arrival).where(
                Arrival.door == door, Arrival.source == source, Arrival.key == key
            )
        )

    def known(self, door: str, source: str, key: str) -> tuple[int, str | None, int | None] | None:
        """(id, outcome, ticket) of an arrival."""
        return direct.first(self.connection, _BY_KEY, door=door, source=source, key=key)

    def get(self, arrival_id: int) -> Arrival | None:
        return self.session.get(Arrival, arrival_id)

    def locked(self, arrival_id: int) -> Arrival | None:
        return self.session.get(Arrival, arrival_id, with_for_update=True, populate_existing=True)

    def raw(self, arrival_id: int) -> bytes | None:
        return self.session.scalar(select(RawMail.body).where(RawMail.arrival_id == arrival_id))

    def repeat(self, arrival: Arrival, at: datetime) -> None:
        """Counted by the database: repeats may come at once."""
        arrival.repeats = Arrival.repeats + 1
        arrival.last_seen_at = at

    def seen_again(self, arrival_id: int, at: datetime) -> None:
        direct.change(self.connection, _REPEAT, arrival=arrival_id, at=at)

    def claim(self, arrival_id: int) -> bool:
        """Keeps others from giving it an outcome until our end; False when it has one."""
        if self.connection.dialect.name == "sqlite":  # one writer at a time anyway
            found = direct.first(self.connection, _UNDECIDED_ONE, arrival=arrival_id)
        else:
            found = direct.first(self.connection, _UNDECIDED_LOCKED, arrival=arrival_id)
        return found is not None

    def decide(
        self,
        arrival_id: int,
        outcome: str,
        ticket_id: int | None,
        reason: str | None,
        detail: str | None,
        sender: str | None,
        title: str | None,
    ) -> bool:
        """Gives an arrival its one outcome; False when it has one already."""
        changed = direct.change(
            self.connection,
            _DECIDE,
            arrival=arrival_id,
            new_outcome=outcome,
            new_ticket=ticket_id,
            new_reason=reason,
            new_detail=detail,
            new_sender=sender,
            new_title=title,
        )
        return changed == 1

    def undecided(self, seen_by: datetime, limit: int, mailbox: str | None = None) -> list[Arrival]:
        """Mails kept, and cut off before their outcome was known; oldest first."""
        query = select(Arrival).where(
            _UNDECIDED, Arrival.door == Door.MAIL, Arrival.last_seen_at <= seen_by
        )
        if mailbox:
            query = query.where(Arrival.source == mailbox)
        return list(self.session.scalars(query.order_by(Arrival.id).limit(limit)))

    def tried(self, arrival_id: int, at: datetime) -> None:
        self.session.execute(
            update(Arrival)
            .where(Arrival.id == arrival_id)
            .values(tries=Arrival.tries + 1, last_seen_at=at)
            .execution_options(synchronize_session=False)
        )

    def page(
        self, doors: Sequence[str], outcome: str | None, before: int | None, limit: int
    ) -> list[Arrival]:
        """Newest first, of these doors (all when empty) and this outcome (any when None).

        A site's test entries are listed only where they are asked for.
        """
        query: Select[tuple[Arrival]] = select(Arrival)
        if doors:
            query = query.where(Arrival.door.in_(doors))
            if not {Door.PUSH, Door.FEED} & set(doors):
                query = query.where(_NO_FORM)
        if outcome:
            query = query.where(Arrival.outcome == outcome)
            if outcome == Outcome.QUARANTINED:
                query = query.where(_QUARANTINED)
            elif outcome != Outcome.TICKET:
                query = query.where(_UNUSUAL)
        else:
            query = query.where(Arrival.outcome.is_distinct_from(Outcome.CANARY))
        if before is not None:
            query = query.where(Arrival.id < before)
        return list(self.session.scalars(query.order_by(Arrival.id.desc()).limit(limit)))

    def count_quarantined(self) -> int:
        query = select(func.count()).select_from(Arrival).where(_QUARANTINED)
        return self.session.scalar(query) or 0

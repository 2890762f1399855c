"""The ledger of arrivals: whatever came in by any door, with its one outcome."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.unit import Aggregate

_QUARANTINED = text("outcome = 'quarantined'")


class Arrival(Base):
    """`source` is the site, mailbox or vendor; `key` makes a repeat recognisable."""

    __tablename__ = "arrivals"
    __table_args__ = (
        UniqueConstraint("door", "source", "key"),
        # what waits in quarantine: a few rows of very many
        Index(
            "ix_arrivals_quarantined",
            "id",
            sqlite_where=_QUARANTINED,
            postgresql_where=_QUARANTINED,
        ),
    )

    id: Mapped[Id]
    door: Mapped[Word]
    source: Mapped[Line]
    key: Mapped[Line]
    outcome: Mapped[Word | None]
    """None while the raw form is stored and its outcome is still being worked out."""
    reason: Mapped[Line | None]
    ticket_id: Mapped[int | None]
    digest: Mapped[Word | None]
    """SHA-256 of what came, where the sender chooses `key`: tells a repeat from another body."""
    raw_key: Mapped[Line | None]
    """Where the raw bytes lie in the file store, for mails and for whatever is quarantined."""
    repeats: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[Time]
    last_seen_at: Mapped[Time]


class Audit(Aggregate):
    def add(self, arrival: Arrival) -> None:
        self.session.add(arrival)

    def arrival(self, door: str, source: str, key: str) -> Arrival | None:
        return self.session.scalar(
            select(Arrival).where(
                Arrival.door == door, Arrival.source == source, Arrival.key == key
            )
        )

    def get(self, arrival_id: int) -> Arrival | None:
        return self.session.get(Arrival, arrival_id)

    def locked(self, arrival_id: int) -> Arrival | None:
        return self.session.get(Arrival, arrival_id, with_for_update=True, populate_existing=True)

    def repeat(self, arrival: Arrival, at: datetime) -> None:
        """Counted by the database: repeats may come at once."""
        arrival.repeats = Arrival.repeats + 1
        arrival.last_seen_at = at

    def quarantined(self, before: int | None = None, limit: int = 50) -> list[Arrival]:
        query = select(Arrival).where(_QUARANTINED)
        if before is not None:
            query = query.where(Arrival.id < before)
        return list(self.session.scalars(query.order_by(Arrival.id.desc()).limit(limit)))

    def count_quarantined(self) -> int:
        query = select(func.count()).select_from(Arrival).where(_QUARANTINED)
        return self.session.scalar(query) or 0

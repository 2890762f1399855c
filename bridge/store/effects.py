"""What must happen, when, and who has it in hand."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from bridge.store.base import Base, Id, Line, Time, Word

NOT_DONE = text("state <> 'done'")


class Effect(Base):
    """A row of the outbox."""

    __tablename__ = "effects"
    __table_args__ = (
        # the claim: what is due in one queue, and leases that ran out
        Index(
            "ix_effects_claim",
            "queue",
            "state",
            "due_at",
            sqlite_where=NOT_DONE,
            postgresql_where=NOT_DONE,
        ),
        Index("ix_effects_subject", "kind", "subject_id"),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    queue: Mapped[Word]
    subject_id: Mapped[int]
    """Row that it is about: a ticket, a delivery, an attachment or a site, by kind."""
    state: Mapped[Word]
    due_at: Mapped[Time]
    lease: Mapped[Word | None]
    lease_until: Mapped[Time | None]
    claims: Mapped[int]
    """How often it was taken in hand and did not end; a poison effect is set aside."""
    last_error: Mapped[Line | None]
    created_at: Mapped[Time]

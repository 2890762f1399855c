"""Deliveries to receivers, and each try of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bridge.domain.words import DeliveryStatus
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.unit import Aggregate


class Delivery(Base):
    """One outbound message to one receiver."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_ticket_id", "ticket_id"),)

    id: Mapped[Id]
    channel: Mapped[Word]
    external_id: Mapped[Line] = mapped_column(unique=True)
    """Message-ID or webhook-id: fixed before the first try, the same over all tries."""
    receiver: Mapped[Line]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    escalation_id: Mapped[int | None] = mapped_column(ForeignKey("escalations.id"))
    mailbox: Mapped[Word | None]
    """Slug of the mailbox as which a mail leaves."""
    for_agent: Mapped[bool | None]
    """Whether it tells an agent what happened; then `message_id` is the newest that it tells of."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The message but for its attachments' bytes, see services/delivery."""
    status: Mapped[Word]
    tries: Mapped[int]
    last_answer: Mapped[Line | None]
    created_at: Mapped[Time]
    sent_at: Mapped[Time | None]


class Attempt(Base):
    """One try of a delivery. Without an end it was cut off: whether it arrived is unknown."""

    __tablename__ = "attempts"

    id: Mapped[Id]
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), index=True)
    number: Mapped[int]
    started_at: Mapped[Time]
    ended_at: Mapped[Time | None]
    outcome: Mapped[Word | None]
    answer: Mapped[Line | None]


class Deliveries(Aggregate):
    def add(self, delivery: Delivery) -> None:
        self.session.add(delivery)

    def of_message(self, message_id: int) -> list[Delivery]:
        return self._to_people(Delivery.message_id == message_id)

    def get(self, delivery_id: int) -> Delivery | None:
        return self.session.get(Delivery, delivery_id)

    def locked(self, delivery_id: int) -> Delivery | None:
        return self.session.get(Delivery, delivery_id, with_for_update=True)

    def add_attempt(self, attempt: Attempt) -> None:
        self.session.add(attempt)

    def attempt(self, attempt_id: int) -> Attempt | None:
        return self.session.get(Attempt, attempt_id)

    def by_ids(self, ids: Sequence[int]) -> dict[int, Delivery]:
        rows = self.session.scalars(select(Delivery).where(Delivery.id.in_(ids)))
        return {delivery.id: delivery for delivery in rows}

    def never_tried(self, limit: int) -> list[dict[str, Any]]:
        """Payloads of deliveries that were never tried, newest first."""
        return list(
            self.session.scalars(
                select(Delivery.payload)
                .where(Delivery.tries == 0)
                .order_by(Delivery.id.desc())
                .limit(limit)
            )
        )

    def of_ticket(self, ticket_id: int) -> list[Delivery]:
        return self._to_people(Delivery.ticket_id == ticket_id)

    def _to_people(self, which: ColumnElement[bool]) -> list[Delivery]:
        """Without the mails that tell agents of it."""
        return list(
            self.session.scalars(
                select(Delivery).where(which, Delivery.for_agent.is_(None)).order_by(Delivery.id)
            )
        )

    def mailed_as(self, ids: Sequence[str]) -> Delivery | None:
        """The mail that bears the first known of these Message-IDs."""
        found = {
            delivery.external_id: delivery
            for delivery in self.session.scalars(
                select(Delivery).where(Delivery.external_id.in_(ids))
            )
        }
        return next((found[one] for one in ids if one in found), None)

    def of_escalation(self, escalation_id: int) -> list[Delivery]:
        return list(
            self.session.scalars(
                select(Delivery)
                .where(Delivery.escalation_id == escalation_id)
                .order_by(Delivery.id)
            )
        )

    def call_off(self, escalation_id: int) -> list[int]:
        """Cancels what nobody has tried of a case; which.

        The row itself decides against a worker that begins a try in this moment.
        """
        return list(
            self.session.scalars(
                update(Delivery)
                .where(
                    Delivery.escalation_id == escalation_id,
                    Delivery.status == DeliveryStatus.QUEUED,
                    Delivery.tries == 0,
                )
                .values(status=DeliveryStatus.CANCELLED)
                .returning(Delivery.id)
                .execution_options(synchronize_session=False)
            )
        )

    def attempts(self, delivery_ids: Sequence[int]) -> list[Attempt]:
        return list(
            self.session.scalars(
                select(Attempt).where(Attempt.delivery_id.in_(delivery_ids)).order_by(Attempt.id)
            )
        )

    def open_attempts(self, delivery_ids: Sequence[int]) -> dict[int, Attempt]:
        """Tries that began and never ended: their worker was cut off."""
        rows = self.session.scalars(
            select(Attempt).where(Attempt.delivery_id.in_(delivery_ids), Attempt.ended_at.is_(None))
        )
        return {attempt.delivery_id: attempt for attempt in rows}

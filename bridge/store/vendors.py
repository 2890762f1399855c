"""Vendors, the cases handed to them, and what they said."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store.base import Base, Id, JsonList, Line, Time, Word
from bridge.store.unit import Aggregate


class Vendor(Base):
    __tablename__ = "vendors"

    id: Mapped[Id]
    slug: Mapped[Word] = mapped_column(unique=True)
    name: Mapped[Line]
    channel: Mapped[Word]
    address: Mapped[Line]
    """E-mail address or webhook URL, by channel."""
    domains: Mapped[JsonList]
    """Domains that its mail may come from."""
    secrets_sealed: Mapped[Line]
    """Live `whsec_` secrets, newest first, separated by blanks; signs both ways."""
    redaction: Mapped[dict[str, Any]] = mapped_column(JSON)
    product: Mapped[Line]
    language: Mapped[Word]
    respond_hours: Mapped[int | None]
    resolve_hours: Mapped[int | None]
    enabled: Mapped[bool]
    disabled_reason: Mapped[Line | None]
    created_at: Mapped[Time]


class Escalation(Base):
    """One case handed to one vendor."""

    __tablename__ = "escalations"
    __table_args__ = (Index("ix_escalations_ticket_id", "ticket_id"),)

    id: Mapped[Id]
    token: Mapped[Word] = mapped_column(unique=True)
    """128 bits, URL-safe: the key to the vendor's page `/v/{token}`."""
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"), index=True)
    status: Mapped[Word]
    ask: Mapped[Line]
    vendor_reference: Mapped[Line | None]
    created_by: Mapped[Line]
    created_at: Mapped[Time]
    sent_at: Mapped[Time | None]
    acknowledged_at: Mapped[Time | None]
    answered_at: Mapped[Time | None]
    ended_at: Mapped[Time | None]
    respond_by: Mapped[Time | None]
    resolve_by: Mapped[Time | None]


class VendorUpdate(Base):
    """What a vendor said on a case; its text is the message it points at."""

    __tablename__ = "vendor_updates"

    id: Mapped[Id]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalations.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    type: Mapped[Word]
    author: Mapped[Line]
    occurred_at: Mapped[Time]
    received_at: Mapped[Time]


class Vendors(Aggregate):
    def add(self, row: Vendor | Escalation | VendorUpdate) -> None:
        self.session.add(row)

    def by_slug(self, slug: str) -> Vendor | None:
        return self.session.scalar(select(Vendor).where(Vendor.slug == slug))

    def get(self, vendor_id: int) -> Vendor:
        return self.session.get_one(Vendor, vendor_id)

    def all(self) -> list[Vendor]:
        return list(self.session.scalars(select(Vendor).order_by(Vendor.name)))

    def escalation(self, escalation_id: int) -> Escalation | None:
        return self.session.get(Escalation, escalation_id)

    def escalation_locked(self, escalation_id: int) -> Escalation | None:
        return self.session.get(
            Escalation, escalation_id, with_for_update=True, populate_existing=True
        )

    def escalation_by_token(self, token: str) -> Escalation | None:
        return self.session.scalar(select(Escalation).where(Escalation.token == token))

    def escalations(self, ticket_id: int) -> list[tuple[Escalation, Vendor]]:
        rows = self.session.execute(
            select(Escalation, Vendor)
            .join(Vendor, Vendor.id == Escalation.vendor_id)
            .where(Escalation.ticket_id == ticket_id)
            .order_by(Escalation.id)
        )
        return [(escalation, vendor) for escalation, vendor in rows]

    def updates(self, escalation_id: int) -> list[VendorUpdate]:
        return list(
            self.session.scalars(
                select(VendorUpdate)
                .where(VendorUpdate.escalation_id == escalation_id)
                .order_by(VendorUpdate.id)
            )
        )

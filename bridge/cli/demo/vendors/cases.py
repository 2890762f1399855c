"""A case as the webhook vendor sees it: built from the deliveries it took and its answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from bridge.cli.demo.vendors.ledger import Delivery, Ledger, VendorAnswer

T = TypeVar("T")

_STATES = {
    "acknowledged": "acknowledged",
    "resolved": "resolved",
    "rejected": "rejected",
    "escalation.cancelled": "cancelled",
}


@dataclass(frozen=True, slots=True)
class Case:
    """`deliveries` and `answers` are in order of time; there is at least one delivery."""

    escalation: str
    deliveries: tuple[Delivery, ...]
    answers: tuple[VendorAnswer, ...]

    @property
    def ticket(self) -> dict[str, Any]:
        """The newest known ticket: reference, subject, priority, category, product."""
        return self._newest("ticket", dict) or {}

    @property
    def sla(self) -> dict[str, Any]:
        """respond_by and resolve_by, as they came."""
        return self._newest("sla", dict) or {}

    @property
    def reply_url(self) -> str:
        return self._newest("reply_url", str) or ""

    @property
    def vendor_reference(self) -> str:
        """The vendor's own number, as last told to the bridge."""
        told = (answer.content.get("vendor_reference") for answer in reversed(self.answers))
        return next((str(number) for number in told if number), "")

    @property
    def state(self) -> str:
        """`new` until something that was taken says otherwise."""
        said = (_STATES.get(_type(entry)) for entry in reversed(self.timeline) if _counts(entry))
        return next((state for state in said if state), "new")

    @property
    def timeline(self) -> list[Delivery | VendorAnswer]:
        return sorted((*self.deliveries, *self.answers), key=_moment_of)

    @property
    def last_change(self) -> datetime:
        return _moment_of(self.timeline[-1])

    def _newest(self, name: str, kind: type[T]) -> T | None:
        found = (delivery.content.get(name) for delivery in reversed(self.deliveries))
        return next((value for value in found if value and isinstance(value, kind)), None)


def all_cases(ledger: Ledger) -> list[Case]:
    """Newest change first. Only signed deliveries that the vendor took make a case."""
    by_reference: dict[str, list[Delivery]] = {}
    for delivery in ledger.deliveries():
        escalation = delivery.content.get("escalation")
        if delivery.verified and delivery.taken and isinstance(escalation, str):
            by_reference.setdefault(escalation, []).append(delivery)
    cases = [
        Case(escalation, tuple(deliveries), tuple(ledger.answers(escalation)))
        for escalation, deliveries in by_reference.items()
    ]
    return sorted(cases, key=lambda case: case.last_change, reverse=True)


def find_case(ledger: Ledger, escalation: str) -> Case | None:
    return next((case for case in all_cases(ledger) if case.escalation == escalation), None)


def _type(entry: Delivery | VendorAnswer) -> str:
    return str(entry.content.get("type", ""))


def _counts(entry: Delivery | VendorAnswer) -> bool:
    return isinstance(entry, Delivery) or bool(entry.answer and entry.answer.taken)


def _moment_of(entry: Delivery | VendorAnswer) -> datetime:
    return entry.first.at if isinstance(entry, Delivery) else entry.at

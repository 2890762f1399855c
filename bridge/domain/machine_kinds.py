"""Kinds of mails that machines write."""

from dataclasses import dataclass
from enum import StrEnum


class MachineKind(StrEnum):
    BOUNCE = "bounce"
    DELAY = "delay"
    DELIVERED = "delivered"
    READ_RECEIPT = "read_receipt"
    FEEDBACK = "feedback_report"
    AUTO_REPLY = "auto_reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    CHALLENGE = "challenge"
    NOTIFICATION = "notification"
    """Any other mail that a program sent: newsletters, alerts, receipts."""


REPORTS = frozenset(
    {
        MachineKind.BOUNCE,
        MachineKind.DELAY,
        MachineKind.DELIVERED,
        MachineKind.READ_RECEIPT,
        MachineKind.FEEDBACK,
    }
)
"""Kinds that speak of a mail that was sent, and are no message to anyone."""

ANSWERS = frozenset({MachineKind.AUTO_REPLY, MachineKind.ACKNOWLEDGEMENT, MachineKind.CHALLENGE})
"""Kinds that answer a mail without anyone having read it."""


@dataclass(frozen=True)
class MachineMail:
    """`findings`: what gave it away, for logs and tests. `certain`: headers or form say so."""

    kind: MachineKind
    findings: tuple[str, ...]
    certain: bool

    @property
    def is_report(self) -> bool:
        return self.kind in REPORTS

"""Kinds of mails that machines write."""

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

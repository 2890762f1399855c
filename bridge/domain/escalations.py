"""Rules of a case at a vendor."""

from bridge.domain.words import EscalationStatus, VendorUpdateType

LIVE = (
    EscalationStatus.QUEUED,
    EscalationStatus.SENT,
    EscalationStatus.ACKNOWLEDGED,
    EscalationStatus.ANSWERED,
    EscalationStatus.FAILED,
)

_AFTER = {
    VendorUpdateType.ACKNOWLEDGED: EscalationStatus.ACKNOWLEDGED,
    VendorUpdateType.COMMENT: EscalationStatus.ANSWERED,
    VendorUpdateType.RESOLVED: EscalationStatus.RESOLVED,
    VendorUpdateType.REJECTED: EscalationStatus.REJECTED,
}
_BEFORE_ACKNOWLEDGED = (EscalationStatus.QUEUED, EscalationStatus.SENT, EscalationStatus.FAILED)


def after_update(status: str, update: VendorUpdateType) -> EscalationStatus:
    """A late acknowledgement takes nothing back; an ended case stays as it ended."""
    if status not in LIVE:
        return EscalationStatus(status)
    if update is VendorUpdateType.ACKNOWLEDGED and status not in _BEFORE_ACKNOWLEDGED:
        return EscalationStatus(status)
    return _AFTER[update]


def brings_ticket_back(update: VendorUpdateType) -> bool:
    """An acknowledgement is no answer: the ticket goes on waiting."""
    return update is not VendorUpdateType.ACKNOWLEDGED

"""What the pages of a token hold: a visitor's `/t/…`, a vendor's `/v/…`."""

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.words import EscalationStatus, TicketStatus, VendorUpdateType
from bridge.services.tickets.message_view import FileView


@dataclass(frozen=True, slots=True)
class PortalMessage:
    """`mine`: written by whoever looks at the page."""

    mine: bool
    author: str
    body: str
    at: datetime
    files: tuple[FileView, ...]
    automatic: bool = False
    update: VendorUpdateType | None = None
    """What a vendor said with it."""


@dataclass(frozen=True, slots=True)
class VisitorPage:
    ticket_id: int
    reference: str
    subject: str
    status: TicketStatus
    language: str
    company: str
    requester: str
    created_at: datetime
    messages: tuple[PortalMessage, ...]
    can_reply: bool
    can_solve: bool


@dataclass(frozen=True, slots=True)
class VendorPage:
    escalation_id: int
    reference: str
    ticket: str
    subject: str
    status: EscalationStatus
    vendor: str
    vendor_reference: str | None
    company: str
    ask: str
    language: str
    created_at: datetime
    respond_by: datetime | None
    resolve_by: datetime | None
    acknowledged: bool
    answered: bool
    messages: tuple[PortalMessage, ...]
    exchanged: int
    """How many messages followed the case's first: the answer's form says so, see `repeats`."""
    can_answer: bool

"""Signed calls to vendors and their updates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bridge.domain.ports.composing import VendorCase
from bridge.domain.ports.mail import FileContent
from bridge.domain.ports.sending import Receipt
from bridge.domain.words import VendorUpdateType


@dataclass(frozen=True, slots=True)
class OutgoingWebhook:
    """One signed call. `webhook_id` stays the same over every try."""

    url: str
    webhook_id: str
    secret: str
    payload: Mapping[str, Any]
    attachments: tuple[FileContent, ...] = ()
    """Joined to the payload's `attachments` at the try: the outbox keeps no bytes."""


class WebhookSender(Protocol):
    def post(self, call: OutgoingWebhook) -> Receipt:
        """Raises DeliveryFailed (2xx is the only success) or DeliveryUncertain."""
        ...

    def payload(self, case: VendorCase) -> dict[str, Any]:
        """The body of CONTRACT, "To a vendor by webhook", but for the attachments."""
        ...


class SignatureCheck(Protocol):
    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: tuple[str, ...], now: datetime
    ) -> None:
        """Standard Webhooks, tolerance 5 minutes. Raises NotAuthentic with the reason."""
        ...

    def new_secret(self) -> str:
        """`whsec_…`, 256 random bits."""
        ...


@dataclass(frozen=True, slots=True)
class VendorUpdateIn:
    """What a vendor says by webhook, shapes checked; whether the case exists is not known here.

    `escalation` is the reference, `ESC-31`. Texts hold no NUL and no lone surrogate.
    """

    escalation: str
    type: VendorUpdateType
    vendor_reference: str | None
    body: str
    author: str | None
    attachments: tuple[FileContent, ...]
    occurred_at: datetime | None


class VendorUpdateReader(Protocol):
    def read(self, body: bytes) -> VendorUpdateIn:
        """The JSON of CONTRACT, `POST /hooks/vendors/{vendor}`. Raises Invalid."""
        ...

"""What cases, deliveries and vendors look like on the wire."""

from marshmallow import fields

from bridge.domain.words import EscalationStatus, Level
from bridge.web.api.fields import Moment, Shown, Strict, Text, about, word

LONGEST_REASON = 20_000
_REASON = about("What the next level shall do.", "Please look into the failed payment.")


class EscalateIn(Strict):
    level = word(
        (Level.L2, Level.L3, Level.L4), required=True, metadata=about("L4 goes to a vendor.", "L4")
    )
    vendor = Text(
        longest=64,
        allow_none=True,
        load_default=None,
        metadata=about("The vendor's slug; needed for L4, and only there.", "acme"),
    )
    reason = Text(longest=LONGEST_REASON, shortest=1, required=True, metadata=_REASON)


class CaseIn(Strict):
    vendor = Text(longest=64, shortest=1, required=True, metadata=about("Slug.", "acme"))
    reason = Text(longest=LONGEST_REASON, shortest=1, required=True, metadata=_REASON)


class EscalatedShown(Shown):
    ticket = fields.String(metadata=about("The ticket's name.", "HB-1042"))
    level = word(Level)
    escalation = fields.String(
        allow_none=True, metadata=about("The case at the vendor; null below L4.", "ESC-31")
    )


class CaseShown(Shown):
    reference = fields.String(metadata=about("The case's name.", "ESC-31"))
    ticket = fields.String(metadata=about("The ticket's name.", "HB-1042"))
    vendor = fields.String(attribute="vendor_slug", metadata=about("Slug.", "acme"))
    vendor_name = fields.String(attribute="vendor")
    channel = fields.String(metadata=about("`email` or `webhook`."))
    status = word(EscalationStatus)
    reason = fields.String(attribute="ask", metadata=_REASON)
    vendor_reference = fields.String(
        allow_none=True, metadata=about("The vendor's own number.", "INC0012")
    )
    created_by = fields.String()
    created_at = Moment()
    sent_at = Moment(allow_none=True)
    acknowledged_at = Moment(allow_none=True)
    answered_at = Moment(allow_none=True)
    ended_at = Moment(allow_none=True)
    respond_by = Moment(allow_none=True)
    resolve_by = Moment(allow_none=True)


class CaseList(Shown):
    items = fields.List(fields.Nested(CaseShown))


class AttemptShown(Shown):
    number = fields.Integer()
    started_at = Moment()
    ended_at = Moment(allow_none=True, metadata=about("null: under way, or cut off."))
    outcome = fields.String(allow_none=True)
    answer = fields.String(allow_none=True, metadata=about("What the other side said."))


class DeliveryShown(Shown):
    id = fields.Integer()
    channel = fields.String(metadata=about("`mail` or `webhook`."))
    receiver = fields.String()
    status = fields.String()
    external_id = fields.String(
        metadata=about("Message-ID or webhook-id; the same over all tries.")
    )
    last_answer = fields.String(allow_none=True)
    sent_at = Moment(allow_none=True)
    can_retry = fields.Boolean()
    attempts = fields.List(fields.Nested(AttemptShown))


class DeliveryList(Shown):
    items = fields.List(fields.Nested(DeliveryShown))


class VendorShown(Shown):
    slug = fields.String(metadata=about("The vendor's name in this API.", "acme"))
    name = fields.String()
    channel = fields.String(metadata=about("`email` or `webhook`."))
    product = fields.String()
    language = fields.String()
    respond_hours = fields.Integer(allow_none=True, metadata=about("Promised first answer."))
    resolve_hours = fields.Integer(allow_none=True, metadata=about("Promised solution."))
    enabled = fields.Boolean(metadata=about("Whether it takes cases now."))
    disabled_reason = fields.String(allow_none=True)


class VendorList(Shown):
    items = fields.List(fields.Nested(VendorShown))

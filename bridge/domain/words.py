"""The field's words as enums. Values are what the database, the API and the logs hold."""

from enum import StrEnum


class TicketStatus(StrEnum):
    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    SOLVED = "solved"
    CLOSED = "closed"
    SPAM = "spam"
    MERGED = "merged"


class Level(StrEnum):
    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Channel(StrEnum):
    """How a ticket or a message reached us."""

    FORM = "form"
    EMAIL = "email"
    CHAT = "chat"
    PHONE = "phone"
    API = "api"
    WEB = "web"


class MessageKind(StrEnum):
    REQUEST = "request"
    REPLY = "reply"
    NOTE = "note"
    AUTO_RESPONSE = "auto_response"
    VENDOR_OUT = "vendor_out"
    VENDOR_IN = "vendor_in"
    SYSTEM = "system"


class ActorKind(StrEnum):
    """Who did something: stands beside every message and every event."""

    REQUESTER = "requester"
    AGENT = "agent"
    VENDOR = "vendor"
    SYSTEM = "system"
    API = "api"


class EscalationStatus(StrEnum):
    DRAFT = "draft"
    QUEUED = "queued"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"


class VendorChannel(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"


class VendorUpdateType(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    COMMENT = "comment"
    RESOLVED = "resolved"
    REJECTED = "rejected"


class DeliveryStatus(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    RETRYING = "retrying"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @classmethod
    def waiting(cls) -> tuple["DeliveryStatus", ...]:
        """Those that another try may follow."""
        return cls.QUEUED, cls.RETRYING, cls.UNCERTAIN


class DeliveryChannel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class EffectKind(StrEnum):
    """What an outbox row asks for."""

    AUTO_RESPONSE = "auto_response"
    DELIVER = "deliver"
    FETCH_FILE = "fetch_file"
    PULL_SUBMISSIONS = "pull_submissions"
    PULL_ARTICLES = "pull_articles"
    PUBLISH_DRAFT = "publish_draft"
    NOTIFY = "notify"


class EffectState(StrEnum):
    DUE = "due"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


class QueueName(StrEnum):
    """Queues are split by purpose, so that a slow vendor never delays an auto-response."""

    REPLIES = "replies"
    VENDORS = "vendors"
    SYNC = "sync"
    BULK = "bulk"


class Door(StrEnum):
    """The ways in; every arrival names one."""

    PUSH = "push"
    FEED = "feed"
    MAIL = "mail"
    VENDOR = "vendor"
    API = "api"
    PORTAL = "portal"


class Outcome(StrEnum):
    """The one outcome of an arrival."""

    TICKET = "ticket"
    MESSAGE = "message"
    VENDOR_UPDATE = "vendor_update"
    ACKNOWLEDGEMENT = "acknowledgement"
    BOUNCE = "bounce"
    SUPPRESSED = "suppressed"
    CANARY = "canary"
    """A site's test entry."""
    QUARANTINED = "quarantined"


class SubmissionStatus(StrEnum):
    OK = "ok"
    MAIL_FAILED = "mail_failed"
    SPAM = "spam"


class Role(StrEnum):
    ADMIN = "admin"
    LEAD = "lead"
    AGENT = "agent"
    EDITOR = "editor"
    VIEWER = "viewer"

    @classmethod
    def acting(cls) -> frozenset["Role"]:
        """Those who work on tickets."""
        return frozenset({cls.AGENT, cls.LEAD, cls.ADMIN})


class MailNature(StrEnum):
    """What a mail of ours is, which decides the headers it carries (MAIL: "What ours carry")."""

    AUTO_RESPONSE = "auto_response"
    PERSON = "person"
    NOTICE = "notice"
    VENDOR = "vendor"

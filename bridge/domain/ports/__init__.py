"""What the services ask of the outside, as Protocols over plain dataclasses.

Adapters in `mail`, `vendors`, `wordpress` and `net` fulfil them; `wiring.py` binds them.
All times are aware datetimes in UTC.
"""

from bridge.domain.ports.machine import Clock, FileStore, PasswordHasher, SecretBox, WorkQueue
from bridge.domain.ports.mail import (
    Address,
    AgentReply,
    ArticleLink,
    AutoResponse,
    CaseMessage,
    ComposedMail,
    Composer,
    FileContent,
    Mailer,
    MailParser,
    MailSession,
    OutgoingMail,
    ParsedMail,
    Receipt,
    SolvedNotice,
    VendorCase,
    Wording,
)
from bridge.domain.ports.vendors import (
    OutgoingWebhook,
    SignatureCheck,
    VendorUpdateIn,
    VendorUpdateReader,
    WebhookSender,
)
from bridge.domain.ports.wordpress import (
    FeedPage,
    RemoteArticle,
    SiteAccess,
    SiteStatus,
    WordPress,
    WordPressSite,
)

__all__ = [
    "Address",
    "AgentReply",
    "ArticleLink",
    "AutoResponse",
    "CaseMessage",
    "Clock",
    "ComposedMail",
    "Composer",
    "FeedPage",
    "FileContent",
    "FileStore",
    "MailParser",
    "MailSession",
    "Mailer",
    "OutgoingMail",
    "OutgoingWebhook",
    "ParsedMail",
    "PasswordHasher",
    "Receipt",
    "RemoteArticle",
    "SecretBox",
    "SignatureCheck",
    "SiteAccess",
    "SiteStatus",
    "SolvedNotice",
    "VendorCase",
    "VendorUpdateIn",
    "VendorUpdateReader",
    "WebhookSender",
    "WordPress",
    "WordPressSite",
    "Wording",
    "WorkQueue",
]

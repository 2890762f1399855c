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
)
from bridge.domain.ports.publishing import (
    OutgoingArticle,
    Publisher,
    PublishingSite,
    RemoteDraft,
)
from bridge.domain.ports.site_check import SiteChecker
from bridge.domain.ports.vendors import (
    OutgoingWebhook,
    SignatureCheck,
    VendorUpdateIn,
    VendorUpdateReader,
    WebhookSender,
)
from bridge.domain.ports.wordpress import (
    FeedPage,
    Look,
    RemoteArticle,
    RemoteArticles,
    ScanStart,
    SiteAccess,
    SiteStatus,
    Stamps,
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
    "Look",
    "MailParser",
    "MailSession",
    "Mailer",
    "OutgoingArticle",
    "OutgoingMail",
    "OutgoingWebhook",
    "ParsedMail",
    "PasswordHasher",
    "Publisher",
    "PublishingSite",
    "Receipt",
    "RemoteArticle",
    "RemoteArticles",
    "RemoteDraft",
    "ScanStart",
    "SecretBox",
    "SignatureCheck",
    "SiteAccess",
    "SiteChecker",
    "SiteStatus",
    "SolvedNotice",
    "Stamps",
    "VendorCase",
    "VendorUpdateIn",
    "VendorUpdateReader",
    "WebhookSender",
    "WordPress",
    "WordPressSite",
    "WorkQueue",
]

"""What the services ask of the outside, as Protocols over plain dataclasses.

Adapters in `mail`, `vendors`, `wordpress` and `net` fulfil them; `wiring.py` binds them.
All times are aware datetimes in UTC.
"""

from bridge.domain.ports.inlets import (
    AccessTokens,
    Encryption,
    FolderState,
    InletAccess,
    InletPlace,
    Inlets,
    Listed,
    OpenInlet,
)
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
    "AccessTokens",
    "Address",
    "AgentReply",
    "ArticleLink",
    "AutoResponse",
    "CaseMessage",
    "Clock",
    "ComposedMail",
    "Composer",
    "Encryption",
    "FeedPage",
    "FileContent",
    "FileStore",
    "FolderState",
    "InletAccess",
    "InletPlace",
    "Inlets",
    "Listed",
    "MailParser",
    "MailSession",
    "Mailer",
    "OpenInlet",
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
    "WorkQueue",
]

"""What the services ask of the outside, as Protocols over plain dataclasses.

Adapters in `mail`, `vendors`, `wordpress` and `net` fulfil them; `wiring.py` binds them.
All times are aware datetimes in UTC.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bridge.domain.words import MailNature, VendorUpdateType

# ---- time, secrets, files, work


class Clock(Protocol):
    def now(self) -> datetime: ...


class SecretBox(Protocol):
    """Keeps secrets readable only with the process's key (MultiFernet)."""

    def seal(self, plain: str) -> str: ...

    def open(self, sealed: str) -> str: ...

    def sign(self, purpose: str, text: str) -> str:
        """Short URL-safe MAC of `text` under a key derived for `purpose`."""
        ...

    def verify(self, purpose: str, text: str, mac: str) -> bool:
        """Whether `mac` is a MAC of `text` under any live key; constant time."""
        ...


class FileStore(Protocol):
    """Bytes of attachments and raw mails under opaque keys."""

    def put(self, content: bytes) -> str: ...

    def get(self, key: str) -> bytes: ...


class WorkQueue(Protocol):
    """A hint that a queue has due effects. May fail silently: the sweeper finds the rows."""

    def nudge(self, queue: str) -> None: ...

    def ping(self) -> bool:
        """Whether it can be reached."""
        ...


class PasswordHasher(Protocol):
    def hash(self, password: str) -> str: ...

    def verify(self, hashed: str, password: str) -> bool: ...


# ---- mail


@dataclass(frozen=True, slots=True)
class Address:
    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class FileContent:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail, complete but for its encoding. The Message-ID is fixed before the first try.

    `message_id`, `in_reply_to`, `references` are without angle brackets.
    """

    message_id: str
    nature: MailNature
    sender: Address
    to: Address
    reply_to: Address
    envelope_from: str
    subject: str
    text: str
    html: str
    language: str
    date: datetime
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[FileContent, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiver said when it took the message: `250 2.0.0 queued`, `202`."""

    answer: str


class MailSession(Protocol):
    def send(self, mail: OutgoingMail) -> Receipt:
        """Raises DeliveryFailed or DeliveryUncertain."""
        ...


class Mailer(Protocol):
    def session(self) -> AbstractContextManager[MailSession]:
        """One kept connection for a batch; opened at the first send, reopened when it broke."""
        ...

    def probe(self) -> str:
        """Connects, says EHLO (and logs in); returns the greeting. Raises DeliveryFailed."""
        ...


@dataclass(frozen=True, slots=True)
class ComposedMail:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """An article as a mail shows it. `url` is the counted link `/s/{token}`."""

    title: str
    excerpt: str
    url: str
    solved_url: str


@dataclass(frozen=True, slots=True)
class AutoResponse:
    reference: str
    subject: str
    requester_name: str
    company: str
    language: str
    opening_hours: str
    answer_by: str
    status_url: str
    articles: tuple[ArticleLink, ...]
    sent_fields: tuple[tuple[str, str], ...]
    """What the visitor sent, shortened: (label, text of at most 120 characters)."""


@dataclass(frozen=True, slots=True)
class AgentReply:
    reference: str
    subject: str
    requester_name: str
    agent_name: str
    company: str
    language: str
    body_text: str
    status_url: str
    solved: bool


@dataclass(frozen=True, slots=True)
class SolvedNotice:
    reference: str
    subject: str
    requester_name: str
    company: str
    language: str
    status_url: str


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """One line of a case's history as the vendor may see it."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class VendorCase:
    """A case as it leaves for the vendor: everything here has passed the redaction."""

    type: str
    escalation: str
    reference: str
    subject: str
    priority: str
    category: str
    product: str
    ask: str
    asked_at: datetime
    vendor_name: str
    company: str
    agent_name: str
    language: str
    messages: tuple[CaseMessage, ...]
    attachments: tuple[str, ...]
    """Names of the files that go along."""
    respond_by: datetime | None
    resolve_by: datetime | None
    case_url: str
    reply_url: str
    reply_email: str


class Composer(Protocol):
    """Turns facts into subject, plain text and self-contained HTML, in `language` (en, fr)."""

    def auto_response(self, facts: AutoResponse) -> ComposedMail: ...

    def agent_reply(self, facts: AgentReply) -> ComposedMail: ...

    def solved_notice(self, facts: SolvedNotice) -> ComposedMail: ...

    def vendor_case(self, facts: VendorCase) -> ComposedMail: ...


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A raw message, understood as far as it can be. Never raises on odd mail.

    Ids are without angle brackets; addresses are lower-case in the domain.
    `new_text` is the text without quotes; `full_text` all of it; `html` is not sanitised.
    """

    message_id: str | None
    sender: Address | None
    envelope_from: str | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: Address | None
    subject: str
    date: datetime | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    new_text: str
    full_text: str
    html: str | None
    attachments: tuple[FileContent, ...]
    headers: Mapping[str, tuple[str, ...]]
    """All headers by lower-case name, decoded, unfolded."""
    content_type: str
    language: str | None
    defects: tuple[str, ...] = ()


class MailParser(Protocol):
    def parse(self, raw: bytes) -> ParsedMail:
        """Raises MalformedMail when nothing can be made of the bytes."""
        ...


# ---- vendors


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


# ---- WordPress


@dataclass(frozen=True, slots=True)
class SiteAccess:
    """How to reach one site: `url` is the site's address, the password an application password.

    `article_type` is the post type whose posts are the site's articles.
    """

    slug: str
    url: str
    user: str
    password: str
    transport: str = "auto"
    article_type: str = "post"


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of the plugin's feed: items are the submission JSON of CONTRACT, unchecked."""

    items: tuple[Any, ...]
    next_after: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class RemoteArticle:
    """A post as WordPress holds it; `html` is rendered and not sanitised."""

    wp_id: int
    wp_type: str
    status: str
    url: str
    slug: str
    title: str
    html: str
    excerpt: str
    language: str | None
    categories: tuple[str, ...]
    author: str | None
    published_at: datetime | None
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class SiteStatus:
    plugin_version: str | None
    wp_version: str | None
    pending_push: int | None
    clock: datetime | None
    raw: Mapping[str, Any] = field(default_factory=dict)


class WordPressSite(Protocol):
    """One site, one connection; every method raises SiteError. Counts its own requests."""

    @property
    def requests(self) -> int: ...

    def check_access(self) -> None:
        """Raises unless the password holds (a wrong one answers 200 with public data)."""
        ...

    def submissions(self, after: int, limit: int) -> FeedPage: ...

    def articles(self, modified_after: datetime | None) -> Iterator[list[RemoteArticle]]:
        """Pages of posts changed after a moment (exclusive, 1 s), oldest change first."""
        ...

    def article_ids(self) -> set[int]:
        """Ids of every post that exists, whatever its status but trash."""
        ...

    def file(self, url: str) -> FileContent: ...

    def status(self) -> SiteStatus: ...


class WordPress(Protocol):
    def connect(self, access: SiteAccess) -> WordPressSite: ...

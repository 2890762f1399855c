"""Mail out and in: what the services say to a mail server, and what they read of a mail."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.domain.words import MailNature


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
    `new_text` is the text without quotes and signature, `signature` what was folded away;
    `full_text` is all of it; `html` is not sanitised.
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
    signature: str = ""


class MailParser(Protocol):
    def parse(self, raw: bytes) -> ParsedMail:
        """Raises MalformedMail when nothing can be made of the bytes."""
        ...

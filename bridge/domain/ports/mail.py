"""Mail out and in: what the services say to a mail server, and what they read of a mail."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bridge.domain.mail_templates import TemplateKind
from bridge.domain.notifying import NotificationKind
from bridge.domain.words import MailNature


@dataclass(frozen=True, slots=True)
class Address:
    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class FileContent:
    """`content_id`: without angle brackets; a picture that the HTML shows (RFC 2392)."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class DkimKey:
    """`pem`: an RSA key. `domain` signs, `selector` names the key in its DNS (RFC 6376)."""

    selector: str
    domain: str
    pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailAccount:
    """By which server a mail leaves, and as whom. Without an address: the helpdesk's own.

    `access_token` takes the place of a password (XOAUTH2).
    """

    smtp_url: str | None = field(default=None, repr=False)
    user: str = ""
    access_token: str | None = field(default=None, repr=False)
    dkim: DkimKey | None = None


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """`url`: imaps://, imap+starttls:// or imap:// with user, password and folder."""

    url: str = field(repr=False)
    user: str = ""
    access_token: str | None = field(default=None, repr=False)


OWN_ACCOUNT = MailAccount()


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
    cc: tuple[Address, ...] = ()
    """Who else gets these words, in a mail of their own."""
    receiver: str = ""
    """Who gets this very mail; empty: the one in `to`."""
    copy_to: str = ""
    """A mailbox of ours that gets it too, as evidence that it left; a refusal there is no harm."""
    account: MailAccount = OWN_ACCOUNT


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiver said when it took the message: `250 2.0.0 queued`, `202`."""

    answer: str


class MailSession(Protocol):
    def begin(self, mail: OutgoingMail) -> None:
        """`send` gets it next: a kept connection tells the server whom it is from.

        Waits for nothing, raises nothing, hands nothing over; the mail need not be sent.
        """
        ...

    def send(self, mail: OutgoingMail) -> Receipt:
        """Raises DeliveryFailed or DeliveryUncertain."""
        ...


class Mailer(Protocol):
    def session(self) -> AbstractContextManager[MailSession]:
        """One kept connection for a batch; opened at the first send, reopened when it broke."""
        ...

    def probe(self, account: MailAccount) -> str:
        """Connects, says EHLO (and logs in); returns the greeting. Raises DeliveryFailed."""
        ...

    def check(self, account: MailAccount) -> None:
        """Raises ConfigError when its server's address or its key can't be read."""
        ...


class SentEvidence(Protocol):
    def find(self, account: ImapAccount, message_id: str) -> bool | None:
        """Whether a mail of ours lies in the account; None when nobody can tell just now."""
        ...

    def check(self, account: ImapAccount) -> None:
        """Raises ConfigError when its address can't be read."""
        ...


@dataclass(frozen=True, slots=True)
class ComposedMail:
    """`fault`: why the edited template was left aside and the built-in one served."""

    subject: str
    text: str
    html: str
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How a mailbox says things.

    `source`: an edited template, None for the built-in one. `signature`: empty for none.
    """

    source: str | None = None
    signature: str = ""


BUILT_IN = Wording()


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
    wording: Wording = BUILT_IN


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
    images: tuple[tuple[str, str], ...] = ()
    """Pictures that go along: (name, Content-ID). `[name]` in the text shows one there."""
    wording: Wording = BUILT_IN


@dataclass(frozen=True, slots=True)
class SolvedNotice:
    reference: str
    subject: str
    requester_name: str
    company: str
    language: str
    status_url: str
    wording: Wording = BUILT_IN


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
    wording: Wording = BUILT_IN


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """One thing that an agent is told.

    `text`: what was written, if it is about a message. `answer`: address that a mail to the
    requester goes to; empty where the agent can't answer. `receiver`: who did not get a message.
    """

    kind: NotificationKind
    actor: str
    at: datetime
    reference: str
    subject: str
    text: str
    url: str
    answer: str = ""
    receiver: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgentNotice:
    """What happened in an agent's tickets: oldest first. `left_out`: how many more there are.

    `answerable`: what a reply to the mail itself becomes, in its one ticket: `reply`, `note`, or
    nothing, which is empty.
    """

    agent_name: str
    company: str
    language: str
    entries: tuple[ToldEntry, ...]
    left_out: int
    answerable: str
    requester: str
    settings_url: str
    wording: Wording = BUILT_IN

    @property
    def tickets(self) -> int:
        return len({entry.reference for entry in self.entries})


class Composer(Protocol):
    """Turns facts into subject, plain text and self-contained HTML, in `language`."""

    def languages(self) -> dict[str, str]:
        """Names of the languages that it speaks, by code: `{"en": "English"}`."""
        ...

    def spoken(self, language: str) -> str:
        """The code of its language for `fr_CA` or `FR`; English for what it does not speak."""
        ...

    def built_in(self, kind: TemplateKind, language: str) -> str:
        """The source of a template as it came with the program."""
        ...

    def check(self, kind: TemplateKind, source: str) -> None:
        """Raises TemplateFault when an edited template can't be used."""
        ...

    def auto_response(self, facts: AutoResponse) -> ComposedMail: ...

    def agent_reply(self, facts: AgentReply) -> ComposedMail: ...

    def solved_notice(self, facts: SolvedNotice) -> ComposedMail: ...

    def vendor_case(self, facts: VendorCase) -> ComposedMail: ...

    def agent_notice(self, facts: AgentNotice) -> ComposedMail: ...


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

    def own_files(self, mail: ParsedMail) -> tuple[FileContent, ...]:
        """Its files, but for pictures that only its signature or what it quotes shows."""
        ...

"""What our own mails are made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.domain.mail_templates import TemplateKind
from bridge.domain.notifying import NotificationKind


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

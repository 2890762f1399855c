"""Mails from facts: one source per kind and language gives the subject, the text and the HTML.

`templates/` holds a folder per language: a source per kind, and `words.toml`. A further language
is a further folder. An edited source that can't be used gives way to the built-in one.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2.environment import Template

from bridge.domain.mail_templates import VARIABLES, TemplateFault, TemplateKind
from bridge.domain.ports import (
    AgentNotice,
    AgentReply,
    AutoResponse,
    ComposedMail,
    SolvedNotice,
    ToldEntry,
    VendorCase,
)
from bridge.domain.references import subject_tag
from bridge.domain.subjects import bare_subject
from bridge.mail.composing import sandbox
from bridge.mail.composing.html_pieces import FOLDER
from bridge.mail.composing.markup import Drawing
from bridge.mail.composing.moments import moment
from bridge.mail.composing.wording import one_line, salutation, shortened, without_links

DEFAULT = "en"
ECHO_LIMIT = 120
SUBJECT_LIMIT = 150
_Facts = AutoResponse | AgentReply | SolvedNotice | VendorCase | AgentNotice


@dataclass(frozen=True, slots=True)
class _Language:
    code: str
    words: dict[str, Any]
    sources: dict[TemplateKind, str]
    templates: dict[TemplateKind, Template]


class TemplateComposer:
    """Compiled templates are kept; one composer serves every thread."""

    def __init__(self, folder: Path = FOLDER) -> None:
        found = sorted(path.parent for path in folder.glob("*/words.toml"))
        self._languages = {path.name: _read(path) for path in found}

    def languages(self) -> dict[str, str]:
        return {code: str(one.words["name"]) for code, one in self._languages.items()}

    def spoken(self, language: str) -> str:
        code = language.replace("_", "-").partition("-")[0].lower()
        return code if code in self._languages else DEFAULT

    def built_in(self, kind: TemplateKind, language: str) -> str:
        return self._languages[self.spoken(language)].sources[kind]

    def check(self, kind: TemplateKind, source: str) -> None:
        """Compiles it; what a mail's own facts bring out is seen when they are filled in."""
        _compiled(kind, source)

    def auto_response(self, facts: AutoResponse) -> ComposedMail:
        """What the visitor typed is shortened and loses its links: anyone can have this mail
        sent to anyone, so it must be of no use to a spammer."""
        speech = self._speech(facts)
        sent = [
            (one_line(label), without_links(shortened(text, ECHO_LIMIT)))
            for label, text in facts.sent_fields
        ]
        return self._mail(
            TemplateKind.AUTO_RESPONSE,
            speech,
            facts,
            subject_tag(facts.reference),
            subject=without_links(_titled(facts.subject, speech.words["untitled"])),
            name=salutation(facts.requester_name),
            sent=sent,
            articles=[(a.title, a.excerpt, a.url, a.solved_url) for a in facts.articles],
        )

    def agent_reply(self, facts: AgentReply) -> ComposedMail:
        """The agent's words stand unchanged in the text part."""
        speech = self._speech(facts)
        return self._mail(
            TemplateKind.AGENT_REPLY,
            speech,
            facts,
            subject_tag(facts.reference),
            subject=_titled(facts.subject, speech.words["untitled"]),
            name=salutation(facts.requester_name),
            body=facts.body_text,
        )

    def solved_notice(self, facts: SolvedNotice) -> ComposedMail:
        speech = self._speech(facts)
        return self._mail(
            TemplateKind.SOLVED_NOTICE,
            speech,
            facts,
            subject_tag(facts.reference),
            name=salutation(facts.requester_name),
            subject=_titled(facts.subject, speech.words["untitled"]),
        )

    def vendor_case(self, facts: VendorCase) -> ComposedMail:
        """`facts.type` is `escalation.created`, `.comment` or `.cancelled`."""
        speech = self._speech(facts)
        words, pattern = speech.words, speech.words["moment"]
        return self._mail(
            TemplateKind.VENDOR_CASE,
            speech,
            facts,
            subject_tag(facts.escalation),
            kind=facts.type.rpartition(".")[2],
            subject=_titled(facts.subject, words["untitled_case"]),
            priority=words["priority"].get(facts.priority, facts.priority),
            history=[
                (entry.author, moment(entry.at, speech.code, pattern), entry.text)
                for entry in facts.messages
            ],
            files=", ".join(facts.attachments),
            respond_by=moment(facts.respond_by, speech.code, pattern),
            resolve_by=moment(facts.resolve_by, speech.code, pattern),
        )

    def agent_notice(self, facts: AgentNotice) -> ComposedMail:
        """One mail for all that an agent is told; of one ticket, it bears the ticket's tag."""
        speech, one = self._speech(facts), facts.tickets == 1
        words, newest = speech.words, facts.entries[-1]
        return self._mail(
            TemplateKind.NOTIFICATION,
            speech,
            facts,
            subject_tag(newest.reference) if one else "",
            reference=newest.reference,
            subject=_titled(newest.subject, words["untitled"]),
            headline=_sentence(speech, newest),
            more=len(facts.entries) - 1 + facts.left_out,
            tickets=facts.tickets,
            ticket_url=newest.url,
            requester=salutation(facts.requester) or words["somebody"],
            told=[
                (
                    _sentence(speech, entry) if one else _about(speech, entry),
                    entry.reference,
                    moment(entry.at, speech.code, words["moment"]),
                    entry.text,
                    entry.url,
                    entry.answer,
                )
                for entry in facts.entries
            ],
        )

    def _speech(self, facts: _Facts) -> _Language:
        return self._languages[self.spoken(facts.language)]

    def _mail(
        self, template: TemplateKind, speech: _Language, facts: _Facts, tag: str, **ready: Any
    ) -> ComposedMail:
        values = {field.name: getattr(facts, field.name) for field in fields(facts)} | ready
        values["signature"] = facts.wording.signature.strip() or facts.company
        values = {name: values[name] for name in VARIABLES[template]}
        images = dict(facts.images) if isinstance(facts, AgentReply) else {}
        fault = None
        if facts.wording.source is not None:
            try:
                edited = _compiled(template, facts.wording.source)
                return _drawn(edited, values, images, speech, tag, bounded=True)
            except TemplateFault as broken:
                fault = str(broken)
        mail = _drawn(speech.templates[template], values, images, speech, tag, bounded=False)
        return ComposedMail(mail.subject, mail.text, mail.html, fault)


def _drawn(
    template: Template,
    values: dict[str, Any],
    images: dict[str, str],
    speech: _Language,
    tag: str,
    *,
    bounded: bool,
) -> ComposedMail:
    """Raises TemplateFault."""
    marked, texts = sandbox.rendered(template, values, bounded=bounded)
    drawing = Drawing(texts, images, speech.words["colon"])
    parsed = drawing.parsed(marked)
    if not parsed.blocks:
        raise TemplateFault("it says nothing")
    bare = one_line(parsed.subject or f"Re: {values['subject']}")
    title = f"{tag} {bare.removeprefix(tag).strip()}".strip()
    return ComposedMail(
        subject=title,
        text=drawing.text(parsed.blocks).strip("\n") + "\n",
        html=drawing.html(parsed.blocks, title=title, preview=parsed.preview, language=speech.code),
    )


@lru_cache(maxsize=256)
def _compiled(kind: TemplateKind, source: str) -> Template:
    """Raises TemplateFault, which is not kept: a broken source is read anew each time."""
    return sandbox.compiled(kind, source)


def _read(folder: Path) -> _Language:
    words = tomllib.loads((folder / "words.toml").read_text("utf-8"))
    sources = {kind: (folder / f"{kind}.txt").read_text("utf-8") for kind in TemplateKind}
    templates = {kind: _compiled(kind, source) for kind, source in sources.items()}
    return _Language(folder.name, words, sources, templates)


def _titled(subject: str, otherwise: str) -> str:
    return shortened(bare_subject(one_line(subject)), SUBJECT_LIMIT) or otherwise


def _sentence(speech: _Language, entry: ToldEntry) -> str:
    """What happened: "Ann wrote"."""
    due = moment(entry.due_at, speech.code, speech.words["moment"])
    pattern: str = speech.words["told"][entry.kind]
    return one_line(pattern.format(actor=entry.actor, receiver=entry.receiver, due=due))


def _about(speech: _Language, entry: ToldEntry) -> str:
    subject = _titled(entry.subject, speech.words["untitled"])
    return f"{entry.reference} {subject} · {_sentence(speech, entry)}"

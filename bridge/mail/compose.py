"""Mails from facts: Jinja2 templates, one folder per language, text and HTML beside each other.

A template gets the facts' fields and the few ready values made here as plain variables (the
sandbox makes each attribute look-up dear); layout.html.j2 and
parts.html.j2 hold the look. Styles stand on the elements, as Outlook and Gmail want them, so
nothing is inlined per mail.
"""

from dataclasses import fields
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from bridge.domain.ports import AgentReply, AutoResponse, ComposedMail, SolvedNotice, VendorCase
from bridge.domain.references import subject_tag
from bridge.domain.subjects import bare_subject
from bridge.mail.moments import moment
from bridge.mail.wording import as_html, one_line, salutation, shortened, without_links

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("en", "fr")
ECHO_LIMIT = 120
SUBJECT_LIMIT = 150
_Facts = AutoResponse | AgentReply | SolvedNotice | VendorCase
_UNTITLED = {"en": "Your request", "fr": "Votre demande"}
_PRIORITY = {
    "en": {"low": "Low", "normal": "Normal", "high": "High", "urgent": "Urgent"},
    "fr": {"low": "Basse", "normal": "Normale", "high": "Haute", "urgent": "Urgente"},
}
_UNTITLED_CASE = {"en": "New case", "fr": "Nouveau dossier"}


class TemplateComposer:
    """Compiled templates are kept; one composer serves every thread."""

    def __init__(self, templates: Path = TEMPLATES) -> None:
        self._environment = SandboxedEnvironment(
            loader=FileSystemLoader(templates),
            autoescape=lambda name: name is not None and name.endswith(".html.j2"),
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def auto_response(self, facts: AutoResponse) -> ComposedMail:
        """What the visitor typed is shortened and loses its links: anyone can have this mail
        sent to anyone, so it must be of no use to a spammer."""
        language = _language(facts.language)
        sent = [
            (one_line(label), without_links(shortened(text, ECHO_LIMIT)))
            for label, text in facts.sent_fields
        ]
        subject = without_links(_titled(facts.subject, _UNTITLED[language]))
        return self._mail(
            "auto_response",
            language,
            f"{subject_tag(facts.reference)} Re: {subject}",
            facts,
            name=salutation(facts.requester_name),
            sent=sent,
            articles=[(a.title, a.excerpt, a.url, a.solved_url) for a in facts.articles],
        )

    def agent_reply(self, facts: AgentReply) -> ComposedMail:
        """The agent's words stand unchanged at the head of the text part."""
        language = _language(facts.language)
        subject = _titled(facts.subject, _UNTITLED[language])
        return self._mail(
            "agent_reply",
            language,
            f"{subject_tag(facts.reference)} Re: {subject}",
            facts,
            body_html=as_html(facts.body_text),
        )

    def solved_notice(self, facts: SolvedNotice) -> ComposedMail:
        language = _language(facts.language)
        subject = _titled(facts.subject, _UNTITLED[language])
        return self._mail(
            "solved_notice",
            language,
            f"{subject_tag(facts.reference)} Re: {subject}",
            facts,
            name=salutation(facts.requester_name),
            subject=subject,
        )

    def vendor_case(self, facts: VendorCase) -> ComposedMail:
        """`facts.type` is `escalation.created`, `.comment` or `.cancelled`."""
        language = _language(facts.language)
        subject = _titled(facts.subject, _UNTITLED_CASE[language])
        history = [
            (entry.author, moment(entry.at, language), entry.text, as_html(entry.text))
            for entry in facts.messages
        ]
        return self._mail(
            "vendor_case",
            language,
            f"{subject_tag(facts.escalation)} {subject}",
            facts,
            kind=facts.type.rpartition(".")[2],
            subject=subject,
            priority=_PRIORITY[language].get(facts.priority, facts.priority),
            ask_html=as_html(facts.ask),
            history=history,
            files=", ".join(facts.attachments),
            respond_by=moment(facts.respond_by, language),
            resolve_by=moment(facts.resolve_by, language),
        )

    def _mail(
        self, template: str, language: str, title: str, facts: _Facts, **ready: Any
    ) -> ComposedMail:
        values = {field.name: getattr(facts, field.name) for field in fields(facts)}
        values.update(ready, lang=language, title=title)
        text = self._environment.get_template(f"{language}/{template}.txt.j2")
        html = self._environment.get_template(f"{language}/{template}.html.j2")
        return ComposedMail(subject=title, text=text.render(values), html=html.render(values))


def _language(wanted: str) -> str:
    """`fr_CA` and `FR` are French; whatever we don't speak becomes English."""
    code = wanted.replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else LANGUAGES[0]


def _titled(subject: str, otherwise: str) -> str:
    return shortened(bare_subject(one_line(subject)), SUBJECT_LIMIT) or otherwise

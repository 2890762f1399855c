"""What people read in our mails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from markupsafe import escape

from bridge.domain.ports import (
    AgentReply,
    ArticleLink,
    AutoResponse,
    CaseMessage,
    ComposedMail,
    SolvedNotice,
    VendorCase,
)
from bridge.mail.composing.compose import TemplateComposer
from tests.mail.mail_servers import AWKWARD

COMPOSER = TemplateComposer()
AUTO = AutoResponse(
    reference="HB-1042",
    subject="Printer offline",
    requester_name="Ann Doe",
    company="Kestrel Instruments",
    language="en",
    opening_hours="Monday to Friday, 9:00 to 17:00",
    answer_by="Tuesday 24 November, 10:00",
    status_url="https://help.example.test/t/abc?x=1&y=2",
    articles=(
        ArticleLink(
            "Wake <the> printer",
            "Hold the button & wait.",
            "https://help.example.test/s/one",
            "https://help.example.test/s/one?solved=1",
        ),
    ),
    sent_fields=(("Topic", "Hardware"), ("Message", AWKWARD)),
)
REPLY = AgentReply(
    reference="HB-1042",
    subject="Printer offline",
    requester_name="Ann Doe",
    agent_name="Marc Petit",
    company="Kestrel Instruments",
    language="en",
    body_text=f"Hello Ann,\n\n{AWKWARD}\n  indented\nhttps://example.test/a?b=1&c=2.\n\nMarc",
    status_url="https://help.example.test/t/abc",
    solved=False,
)
SOLVED = SolvedNotice(
    reference="HB-1042",
    subject="Printer offline",
    requester_name="Ann Doe",
    company="Kestrel Instruments",
    language="en",
    status_url="https://help.example.test/t/abc",
)
CASE = VendorCase(
    type="escalation.created",
    escalation="ESC-31",
    reference="HB-1042",
    subject="Printer offline",
    priority="high",
    category="Hardware",
    product="Kestrel 200",
    ask=f"Why does it restart?\n\n{AWKWARD}",
    asked_at=datetime(2026, 11, 23, 11, 0, tzinfo=UTC),
    vendor_name="Acme Support",
    company="Kestrel Instruments",
    agent_name="Marc Petit",
    language="en",
    messages=(CaseMessage("Requester", datetime(2026, 11, 23, 9, 30, tzinfo=UTC), AWKWARD),),
    attachments=("log.txt",),
    respond_by=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    resolve_by=datetime(2026, 11, 27, 10, 0, tzinfo=UTC),
    case_url="https://help.example.test/v/abc",
    reply_url="https://help.example.test/hooks/vendors/acme",
    reply_email="support+e31.abc@help.example.test",
)
KINDS: list[tuple[Callable[..., ComposedMail], object]] = [
    (COMPOSER.auto_response, AUTO),
    (COMPOSER.agent_reply, REPLY),
    (COMPOSER.solved_notice, SOLVED),
    (COMPOSER.vendor_case, CASE),
]
EVERY_KIND = pytest.mark.parametrize(
    ("compose", "facts"), KINDS, ids=["auto_response", "agent_reply", "solved", "vendor_case"]
)


class Page(HTMLParser):
    """Collects what a reader sees, and what a browser would load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.text += data


@EVERY_KIND
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_mail_is_whole_html_that_loads_nothing(compose, facts, language):
    html = compose(replace(facts, language=language)).html
    page = Page(html)
    assert page.open == []
    assert not {"img", "script", "link", "iframe", "form"} & set(page.tags)
    assert f'<html lang="{language}"' in html
    assert "url(" not in html


@EVERY_KIND
def test_an_unknown_language_becomes_english(compose, facts):
    assert compose(replace(facts, language="pt_BR")) == compose(facts)


@EVERY_KIND
def test_a_regional_french_is_french(compose, facts):
    regional = compose(replace(facts, language="fr_CA"))
    assert regional == compose(replace(facts, language="fr"))
    assert regional != compose(facts)


@EVERY_KIND
def test_french_marks_have_their_narrow_blanks(compose, facts):
    french = compose(replace(facts, language="fr"))
    for text in (french.text, Page(french.html).text):
        assert "« " not in text
        assert " »" not in text
        assert not any(f" {mark}" in text for mark in ":;?!")


@EVERY_KIND
def test_a_subject_is_one_line_and_tagged_once(compose, facts):
    subject = compose(replace(facts, subject="RE: [HB-1042] TR : Printer\r\nBcc: x@y.test")).subject
    tag = "[ESC-31] " if facts is CASE else "[HB-1042] Re: "
    assert subject == f"{tag}Printer Bcc: x@y.test"


@EVERY_KIND
def test_an_empty_subject_gets_words(compose, facts):
    assert compose(replace(facts, subject=" \n")).subject.rstrip().endswith(("request", "case"))


@EVERY_KIND
def test_what_people_typed_stays_text(compose, facts):
    mail = compose(replace(facts, subject=AWKWARD))
    title = mail.html.partition("<title>")[2].partition("</title>")[0]
    assert mail.subject.endswith(AWKWARD)
    assert title == escape(mail.subject)
    assert "b" not in Page(mail.html).tags


def test_the_auto_response_says_what_a_visitor_wants_to_know():
    mail = COMPOSER.auto_response(AUTO)
    for part in (mail.text, Page(mail.html).text):
        for wanted in (
            "HB-1042",
            "Ann Doe",
            "Kestrel Instruments",
            "Tuesday 24 November, 10:00",
            "Monday to Friday, 9:00 to 17:00",
            "Wake <the> printer",
            "Hold the button & wait.",
            "This solved it",
            AWKWARD,
        ):
            assert wanted in part
    links = Page(mail.html).links
    assert {AUTO.status_url, AUTO.articles[0].url, AUTO.articles[0].solved_url} == set(links)
    assert all(link in mail.text for link in links)


def test_without_articles_hours_and_fields_no_empty_heading_stands():
    bare = replace(AUTO, articles=(), sent_fields=(), opening_hours="", answer_by="")
    mail = COMPOSER.auto_response(bare)
    for part in (mail.text.lower(), mail.html.lower()):
        assert "help right away" not in part
        assert "what you sent" not in part
        assert "opening hours" not in part


def test_the_auto_response_is_of_no_use_to_spammers():
    facts = replace(
        AUTO,
        requester_name="WIN NOW http://evil.test",
        subject="Click https://evil.test/now",
        sent_fields=(("Message", "Visit www.evil.test or https://evil.test/x. " + "more " * 200),),
    )
    mail = COMPOSER.auto_response(facts)
    assert "evil.test" not in mail.subject + mail.text + mail.html
    assert "WIN NOW" not in mail.text
    assert mail.text.count("more") < 30


def test_an_agents_words_lead_the_text_unchanged():
    assert COMPOSER.agent_reply(REPLY).text.startswith(f"{REPLY.body_text}\n\n-- \n")


def test_an_agents_words_keep_lines_indents_and_links_in_html():
    html = COMPOSER.agent_reply(REPLY).html
    assert f"{escape(AWKWARD)}<br>" in html
    assert "\N{NO-BREAK SPACE} indented<br>" in html
    assert 'href="https://example.test/a?b=1&amp;c=2"' in html
    assert "</a>.</p>" in html


def test_a_solving_reply_says_so_and_how_to_reopen():
    for language, word in (("en", "solved"), ("fr", "résolue")):
        facts = replace(REPLY, language=language)
        assert word not in COMPOSER.agent_reply(facts).text
        mail = COMPOSER.agent_reply(replace(facts, solved=True))
        assert word in mail.text
        assert word in mail.html


def test_a_vendor_case_is_complete_in_itself():
    mail = COMPOSER.vendor_case(CASE)
    assert mail.subject == "[ESC-31] Printer offline"
    for part in (mail.text, Page(mail.html).text):
        for wanted in (
            "Reply above this line",
            "Why does it restart?",
            AWKWARD,
            "Tuesday 24 November 2026, 10:00 UTC",
            "Friday 27 November 2026, 10:00 UTC",
            "Monday 23 November 2026, 09:30 UTC",
            "HB-1042",
            "Kestrel 200",
            "High",
            "log.txt",
            CASE.reply_email,
        ):
            assert wanted in part
    assert CASE.case_url in Page(mail.html).links
    assert CASE.case_url in mail.text


@pytest.mark.parametrize(
    ("kind", "words"), [("comment", "has added to case"), ("cancelled", "withdraws case")]
)
def test_later_mails_of_a_case_say_what_they_are(kind, words):
    mail = COMPOSER.vendor_case(replace(CASE, type=f"escalation.{kind}"))
    assert words in mail.text
    assert words in mail.html


def test_a_withdrawn_case_has_no_dates():
    mail = COMPOSER.vendor_case(replace(CASE, type="escalation.cancelled"))
    assert "First answer" not in mail.text + mail.html

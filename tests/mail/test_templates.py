"""Edited templates: what they may do, and what becomes of those that do more (RELIABILITY A28)."""

from dataclasses import replace

import pytest

from bridge.domain.mail_templates import TemplateFault, TemplateKind
from bridge.domain.ports import ArticleLink, Wording
from tests.mail.test_compose import AUTO, CASE, COMPOSER, REPLY, Page

KIND = TemplateKind.AGENT_REPLY
HOSTILE = [
    "{{ body.__class__.__mro__ }}",
    "{{ body['__class__'] }}",
    "{{ ''.__class__ }}",
    "{{ self }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ range(1000000000) }}",
    "{% for x in range(1000000000) %}x{% endfor %}",
    "{% for x in body %}x{% endfor %}",
    "{{ 9**9**9 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ body ~ body }}",
    "{{ body|center(1000000000) }}",
    "{{ body|replace('', body) }}",
    "{{ body|attr('upper') }}",
    "{{ body|format(body) }}",
    "{% include 'en/words.toml' %}",
    "{% extends 'layout.html' %}",
    "{% import 'x' as y %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% set x = body %}",
    "{% filter upper %}x{% endfilter %}",
    "{{ secret }}",
    "{{ body",
    "{% if %}",
    "{% if solved %}" * 400 + "x" + "{% endif %}" * 400,
    "{{ " + "(" * 3000 + "body" + ")" * 3000 + " }}",
    "x" * 20_001,
    "\ue000" + "0\ue001",
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_what_a_template_may_not_do_is_refused_and_the_built_in_one_serves(source):
    with pytest.raises(TemplateFault):
        COMPOSER.check(KIND, source)
    mail = COMPOSER.agent_reply(replace(REPLY, wording=Wording(source)))
    built_in = COMPOSER.agent_reply(REPLY)
    assert mail.fault
    assert (mail.subject, mail.text, mail.html) == (
        built_in.subject,
        built_in.text,
        built_in.html,
    )


def test_a_fault_names_its_line_and_what_there_is_instead():
    with pytest.raises(TemplateFault, match=r"line 3: there is no variable 'nmae'.*agent_name"):
        COMPOSER.check(KIND, "Hello\n\n{{ nmae }}")
    with pytest.raises(TemplateFault, match="name them all"):
        COMPOSER.check(TemplateKind.AUTO_RESPONSE, "{% for title in articles %}x{% endfor %}")


def test_loops_within_loops_end_after_a_number_of_steps():
    source = "{% for a, b, c, d in articles %}" * 8 + "{{ a }}" + "{% endfor %}" * 8
    articles = tuple(ArticleLink(f"A{n}", "", "https://x.test", "https://x.test") for n in range(9))
    facts = replace(AUTO, articles=articles, wording=Wording(source))
    mail = COMPOSER.auto_response(facts)
    assert mail.fault == "it writes more than a mail may hold"
    assert "HB-1042" in mail.text


def test_a_template_that_writes_too_much_gives_way():
    facts = replace(REPLY, body_text="x" * 100_000, wording=Wording("{{ body }}\n\n" * 30))
    mail = COMPOSER.agent_reply(facts)
    assert mail.fault == "it writes more than a mail may hold"
    assert mail.text.startswith("x" * 100_000)


def test_a_template_that_says_nothing_gives_way():
    assert COMPOSER.agent_reply(replace(REPLY, wording=Wording("Subject: x"))).fault
    assert COMPOSER.agent_reply(replace(REPLY, wording=Wording("{{ '' }}"))).fault


def test_one_edited_source_gives_subject_text_and_html():
    source = (
        "Subject: About {{ subject }}\n"
        "Preview: Look inside\n\n"
        "## Dear {{ name|upper }}\n\n"
        "{{ body }}\n\n"
        "**{{ agent_name }}** of [us]({{ status_url }})\n\n"
        "---\n{{ signature }}"
    )
    wording = Wording(source, "Kestrel Instruments\nRue Haute 1")
    mail = COMPOSER.agent_reply(replace(REPLY, body_text="One <b>\n\nTwo", wording=wording))
    assert mail.fault is None
    assert mail.subject == "[HB-1042] About Printer offline"
    assert mail.text == (
        "DEAR ANN DOE\n\nOne <b>\n\nTwo\n\n"
        "Marc Petit of us: https://help.example.test/t/abc\n\n"
        "-- \nKestrel Instruments\nRue Haute 1\n"
    )
    page = Page(mail.html)
    assert "Dear ANN DOE" in page.text
    assert "One <b>" in page.text
    assert "Kestrel Instruments" in page.text
    assert page.links == ["https://help.example.test/t/abc"]
    assert {"h2", "strong"} <= set(page.tags)


def test_what_people_typed_is_never_markup():
    evil = (
        "**bold** [click](https://evil.test) ## head\n> quote\n| a | b |\n=> [x](https://evil.test)"
    )
    mail = COMPOSER.agent_reply(
        replace(REPLY, body_text=evil, subject="**x** [y](https://evil.test)", agent_name=evil)
    )
    assert evil in mail.text
    page = Page(mail.html)
    assert set(page.links) == {"https://help.example.test/t/abc", "https://evil.test"}
    assert "**bold** [click](" in page.text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.test", ""])
def test_a_link_leads_to_the_web_or_to_a_mailbox(address):
    wording = Wording(f"[go]({address})\n\n=> [press]({address})\n\n{{{{ body }}}}")
    page = Page(COMPOSER.agent_reply(replace(REPLY, body_text="x", wording=wording)).html)
    assert set(page.links) <= {"about:blank"}


def test_a_subject_of_a_template_stays_one_line():
    wording = Wording("Subject: {{ agent_name }}\n\n{{ body }}")
    facts = replace(REPLY, agent_name="Marc\r\nBcc: all@x.test", wording=wording)
    assert COMPOSER.agent_reply(facts).subject == "[HB-1042] Marc Bcc: all@x.test"


def test_a_picture_that_goes_along_stands_where_the_text_names_it():
    facts = replace(REPLY, body_text="See [shot.png] here", images=(("shot.png", "i1@x.test"),))
    mail = COMPOSER.agent_reply(facts)
    assert "See [shot.png] here" in mail.text
    assert '<img class="picture" src="cid:i1@x.test" alt="shot.png"' in mail.html


def test_a_further_language_is_a_further_folder(tmp_path):
    import shutil

    from bridge.mail.composing.compose import TemplateComposer
    from bridge.mail.composing.html_pieces import FOLDER

    shutil.copytree(FOLDER / "en", tmp_path / "en")
    shutil.copytree(FOLDER / "en", tmp_path / "nl")
    words = tmp_path / "nl" / "words.toml"
    words.write_text(words.read_text().replace("English", "Nederlands").replace("High", "Hoog"))
    composer = TemplateComposer(tmp_path)
    assert composer.languages() == {"en": "English", "nl": "Nederlands"}
    assert "Hoog" in composer.vendor_case(replace(CASE, language="nl_BE")).text


@pytest.mark.parametrize("language", sorted(COMPOSER.languages()))
@pytest.mark.parametrize("kind", list(TemplateKind))
def test_every_built_in_template_passes_the_sandbox_of_the_edited_ones(kind, language):
    COMPOSER.check(kind, COMPOSER.built_in(kind, language))

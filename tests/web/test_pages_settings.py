"""`/settings`: mailboxes and mail templates, for those who set the helpdesk up."""

import pytest

from bridge.domain.mail_templates import VARIABLES
from bridge.services.mailboxes import mail_settings
from bridge.store.mailboxes import Mailbox
from bridge.web.settings.variables import SENTENCES
from tests.web.house import House, post

TEMPLATE = "/settings/templates/auto_response/en"


@pytest.fixture
def desk(house: House) -> House:
    with house.ctx.transaction() as tx:
        tx.mailboxes.add(
            Mailbox(
                slug="support",
                address="support@desk.test",
                token_hash="x",
                created_at=house.ctx.clock.now(),
            )
        )
    return house


@pytest.mark.parametrize(
    "path",
    [
        *("/settings", "/settings/mailboxes", "/settings/mailboxes/support"),
        *("/settings/templates", TEMPLATE, f"{TEMPLATE}/preview"),
    ],
)
def test_leads_and_administrators_open_the_settings_and_agents_do_not(desk: House, path: str):
    desk.submit()
    for role, status in [("admin", 200), ("lead", 200), ("agent", 403), ("viewer", 403)]:
        assert desk.logged_in(role).get(path).status_code == status, role


@pytest.mark.parametrize("role", ["agent", "viewer", "editor"])
def test_nobody_else_changes_a_mailbox_or_a_template(desk: House, role: str):
    client = desk.logged_in(role)
    for path in (
        "/settings/mailboxes/support",
        TEMPLATE,
        f"{TEMPLATE}/back",
        f"{TEMPLATE}/preview",
    ):
        assert post(client, path, name="x", source="x").status_code == 403


def test_the_rail_leads_to_the_settings_for_those_who_may(desk: House):
    assert 'href="/settings"' in desk.logged_in("lead").get("/inbox").text
    assert 'href="/settings"' not in desk.logged_in("agent").get("/inbox").text


def test_a_mailbox_is_refused_in_words_of_its_page(desk: House):
    client = desk.logged_in("admin", language="fr")
    path = "/settings/mailboxes/support"
    answer = post(client, path, smtp="nonsense")
    assert answer.status_code == 400
    assert "smtp must begin with smtp://" in answer.text
    assert "HELPDESK_" not in answer.text
    answer = post(client, path, per_minute="many")
    assert "Le nombre de messages par minute va de 0 à 100000." in answer.text


def test_a_mailbox_is_changed_and_its_secrets_are_never_shown(desk: House):
    client = desk.logged_in("admin")
    path = "/settings/mailboxes/support"
    secret = "smtp+starttls://user:hunter22@mail.example.org"
    answer = post(client, path, name="Kestrel", signature="K", per_minute="20", smtp=secret)
    assert answer.status_code == 302
    page = client.get(path).text
    assert 'value="Kestrel"' in page
    assert 'value="20"' in page
    assert "hunter22" not in page
    assert "leave this empty to keep it" in page
    post(client, path, name="Kestrel")
    assert mail_settings.mailbox(desk.ctx, "support").has_smtp
    post(client, path, name="Kestrel", no_smtp="on")
    assert not mail_settings.mailbox(desk.ctx, "support").has_smtp


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("smtp", "http://mail", "must begin with"),
        ("per_minute", "many", "from 0"),
        ("dkim_key", "no key", "selector"),
        ("language", "xx", "one of"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_typed_is_lost(desk: House, field, value, said):
    client = desk.logged_in("admin")
    path = "/settings/mailboxes/support"
    answer = post(client, path, **{"name": "Typed name", field: value})
    assert answer.status_code == 400
    assert said in answer.text
    assert "Typed name" in answer.text
    assert mail_settings.mailbox(desk.ctx, "support").name == ""


def test_an_unknown_mailbox_or_template_is_not_found(desk: House):
    client = desk.logged_in("admin")
    for path in (
        "/settings/mailboxes/none",
        "/settings/templates/none/en",
        "/settings/templates/auto_response/xx",
    ):
        assert client.get(path).status_code == 404


def test_a_template_is_edited_previewed_and_gone_back_on(desk: House):
    reference = desk.submit()
    client = desk.logged_in("admin")
    source = "Subject: Re: {{ subject }}\n\nGood day {{ name }}, this is {{ reference }}."
    tried = post(client, f"{TEMPLATE}/preview", source=source, ticket=reference, **{"as": "html"})
    assert f"Good day Ann Lee, this is {reference}." in tried.text
    assert "sandbox" in tried.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get(TEMPLATE).headers["Content-Security-Policy"]
    answer = post(client, TEMPLATE, source=source, note="friendlier", based_on="0")
    assert answer.status_code == 302
    page = client.get(TEMPLATE).text
    assert "Good day {{ name }}" in page
    assert "friendlier" in page
    desk.work()
    assert desk.post.mails[-1].text.startswith("Good day Ann Lee")
    assert post(client, f"{TEMPLATE}/back", version="0").status_code == 302
    assert "Good day" not in client.get(TEMPLATE).text.partition("<h2")[0]


def test_a_template_with_a_fault_is_refused_with_its_line_and_the_text_stays(desk: House):
    client = desk.logged_in("admin", language="fr")
    answer = post(client, TEMPLATE, source="Bonjour\n\n{{ nmae }}", based_on="0")
    assert answer.status_code == 400
    assert "{{ nmae }}" in answer.text
    assert "Ligne 3" in answer.text
    assert post(client, TEMPLATE, source="  ", based_on="0").status_code == 400


def test_who_saves_second_is_told_and_keeps_the_text(desk: House):
    client = desk.logged_in("admin")
    assert post(client, TEMPLATE, source="One {{ reference }}", based_on="0").status_code == 302
    answer = post(client, TEMPLATE, source="Two {{ reference }}", based_on="0")
    assert answer.status_code == 409
    assert "Two {{ reference }}" in answer.text


def test_a_preview_of_a_faulty_source_says_so_and_without_a_ticket_too(desk: House):
    client = desk.logged_in("admin")
    empty = client.get(f"{TEMPLATE}/preview")
    assert "no ticket yet" in empty.text
    desk.submit()
    faulty = post(client, f"{TEMPLATE}/preview", source="{{ secret }}")
    assert "there is no variable" in faulty.text
    assert "Your message has reached us" in faulty.text
    text = post(client, f"{TEMPLATE}/preview", source="<b>{{ reference }}", **{"as": "text"})
    assert "&lt;b&gt;HB-1001" in text.text
    assert post(client, f"{TEMPLATE}/preview", ticket="HB-9999").status_code == 200


def test_a_stored_template_that_broke_shows_on_the_settings_page(desk: House):
    from bridge.store.mail_templates import MailTemplate

    with desk.ctx.transaction() as tx:
        tx.mail_templates.add(
            MailTemplate(
                kind="auto_response",
                language="en",
                source="{{ gone }}",
                note="",
                edited_by="Ann",
                edited_at=desk.ctx.clock.now(),
            )
        )
    client = desk.logged_in("admin")
    assert "the built-in template is sent" in client.get("/settings/templates").text
    assert "there is no variable" in client.get(TEMPLATE).text


def test_every_variable_of_the_templates_is_explained():
    assert set(SENTENCES) == frozenset().union(*VARIABLES.values())

"""The plugin's own form, as a visitor without JavaScript uses it."""

import pytest
import requests

from tests.wordpress.visitor import SAMPLE, TIMEOUT, open_form, read_form


@pytest.mark.every_version
@pytest.mark.parametrize("page", ["support", "contact"])
def test_the_block_and_the_shortcode_take_a_submission_and_thank(site, submissions, page):
    form = open_form(f"{site.url}/{page}/")
    answer = form.post(form.filled())
    assert answer.status_code == requests.codes.see_other
    thanks = requests.get(answer.headers["Location"], timeout=TIMEOUT)
    assert "Thank you, your message has arrived." in thanks.text
    assert 'name="hb-message"' not in thanks.text
    (item,) = submissions()
    assert item["form"]["plugin"] == "helpdesk-bridge"
    assert item["form"]["id"] == page
    assert item["page"] == {"url": f"{site.url}/{page}/", "title": page.title()}


@pytest.mark.every_version
def test_text_survives_byte_for_byte(site, submissions):
    form = open_form(f"{site.url}/support/")
    form.post(form.filled(hb_name=SAMPLE, hb_message=f"{SAMPLE}\r\n\t{SAMPLE}  "))
    values = {field["name"]: field["value"] for field in submissions()[0]["fields"]}
    assert values["hb-name"] == SAMPLE
    assert values["hb-message"] == f"{SAMPLE}\r\n\t{SAMPLE}  "


def test_a_submission_holds_what_the_contract_names(site, submissions):
    form = open_form(f"{site.url}/support/")
    form.post(form.filled())
    (item,) = submissions()
    assert set(item) == {
        *("id", "cursor", "form", "submitted_at", "status", "locale", "page", "visitor"),
        *("fields", "files"),
    }
    assert item["status"] == "ok"
    assert item["locale"] == "en_US"
    assert item["visitor"] == {"user_id": 0, "ip": None, "user_agent": None}
    assert [field["name"] for field in item["fields"]] == [
        *("hb-name", "hb-email", "hb-topic", "hb-message", "hb-consent")
    ]
    assert item["fields"][2]["value"] == [form.topics[0]]


@pytest.mark.every_version
def test_the_french_page_speaks_french_and_says_so(site, submissions):
    url = f"{site.url}/assistance/"
    page = requests.get(url, timeout=TIMEOUT).text
    assert 'lang="fr-FR"' in page
    assert "Comment pouvons-nous vous aider" in page
    form = read_form(url, page)
    refused = form.post(form.filled(hb_email="nobody"))
    assert "Cela ne ressemble pas à une adresse e-mail" in refused.text
    form.post(form.filled())
    (item,) = submissions()
    assert item["locale"] == "fr_FR"
    assert item["form"]["title"] == "Demande d’assistance"
    assert item["fields"][0]["label"] == "Nom"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("hb-name", " ", "Please tell us your name."),
        ("hb-email", "ann", "This does not look like an e-mail address."),
        ("hb-email", "ann@example.test\r\nBcc: x@example.test", "does not look like an e-mail"),
        ("hb-topic", "", "Please choose a topic."),
        ("hb-message", "", "Please describe what you need."),
        ("hb-message", "x" * 20001, "Please keep this under 20,000 characters."),
        ("hb-consent", "", "Please agree, so that we may answer."),
    ],
)
def test_a_wrong_value_is_named_and_nothing_typed_is_lost(
    site, submissions, field, value, sentence
):
    form = open_form(f"{site.url}/support/")
    values = form.filled(**{"hb_message": 'Two\n"lines" & <b>', field.replace("-", "_"): value})
    answer = form.post(values)
    assert answer.status_code == requests.codes.unprocessable_entity
    assert sentence in answer.text
    assert f'aria-describedby="support-{field}-error"' in answer.text
    assert 'value="Ann Example"' in answer.text or field == "hb-name"
    assert "&quot;lines&quot; &amp; &lt;b&gt;" in answer.text or field == "hb-message"
    assert submissions() == []


def test_a_mended_form_can_be_sent_from_the_page_that_named_the_mistake(site, submissions):
    form = open_form(f"{site.url}/support/")
    refused = form.post(form.filled(hb_email="ann"))
    again = read_form(form.url, refused.text)
    assert again.post(again.filled()).status_code == requests.codes.see_other
    assert len(submissions()) == 1


def test_a_double_click_makes_one_submission(site, submissions):
    form = open_form(f"{site.url}/support/")
    values = form.filled()
    first, second = form.post(values), form.post(values)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(submissions()) == 1


def test_two_visitors_of_one_cached_page_make_two_submissions(site, submissions):
    cached = open_form(f"{site.url}/support/")
    cached.post(cached.filled(hb_email="ann@example.test"))
    cached.post(cached.filled(hb_email="bob@example.test"))
    assert len({item["id"] for item in submissions()}) == 2


def test_the_same_text_sent_again_from_a_new_page_is_a_new_submission(site, submissions):
    for _ in range(2):
        form = open_form(f"{site.url}/support/")
        form.post(form.filled())
    assert len(submissions()) == 2


def test_a_form_whose_login_cookie_and_salts_changed_still_works(site, submissions):
    form = open_form(f"{site.url}/support/")
    salts = site.settings["salts"]
    site.change(salts=dict.fromkeys(salts, "changed"))
    try:
        assert form.post(form.filled()).status_code == requests.codes.see_other
    finally:
        site.change(salts=salts)
    assert submissions()[0]["status"] == "ok"


def test_any_code_on_the_site_can_hand_over_a_submission(site, submissions):
    handed = {
        "form": {"plugin": "own-code", "id": 7, "title": "Call me"},
        "fields": [{"name": "t", "label": "Text", "type": "text", "value": SAMPLE}, "odd"],
    }
    site.evaluate("do_action( 'helpdesk_bridge_submit', $data );", handed)
    (item,) = submissions()
    assert item["form"] == {"plugin": "own-code", "id": "7", "title": "Call me"}
    assert item["fields"] == [handed["fields"][0]]

"""Robots: two traps that a person does not notice, and a door that never tells."""

import requests

from tests.wordpress.visitor import open_form


def test_a_filled_honeypot_is_kept_as_spam_and_thanked(site, submissions):
    form = open_form(f"{site.url}/support/")
    answer = form.post(form.filled(hb_website="https://spam.example/"))
    assert answer.status_code == requests.codes.see_other
    assert submissions()[0]["status"] == "spam"


def test_a_form_sent_quicker_than_a_person_can_is_kept_as_spam(site, submissions):
    site.evaluate("helpdesk_bridge_save_settings( array( 'minimum_seconds' => 60 ) );")
    form = open_form(f"{site.url}/support/")
    answer = form.post(form.filled())
    assert answer.status_code == requests.codes.see_other
    assert submissions()[0]["status"] == "spam"


def test_a_post_with_a_token_that_the_site_did_not_make_is_kept_as_spam(site, submissions):
    form = open_form(f"{site.url}/support/")
    for token in ("", "rubbish", "e30.0000", form.values["hb-token"] + "0"):
        answer = form.post(form.filled(hb_token=token))
        assert answer.status_code == requests.codes.see_other
    assert {item["status"] for item in submissions()} == {"spam"}


def test_a_post_without_any_of_our_fields_is_an_ordinary_page_view(site, submissions):
    answer = requests.post(f"{site.url}/support/", data={"x": "1"}, timeout=60)
    assert answer.status_code == requests.codes.ok
    assert submissions() == []


def test_fields_sent_as_lists_are_named_as_missing(site, submissions):
    form = open_form(f"{site.url}/support/")
    values = {f"{name}[]": value for name, value in form.filled().items() if name != "hb-form"}
    answer = form.post({**values, "hb-form": "support"})
    assert answer.status_code == requests.codes.unprocessable_entity
    assert submissions() == []

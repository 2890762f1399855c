"""Articles for what a visitor types, asked of the bridge by way of the site."""

import json

import pytest
import requests

from tests.wordpress.visitor import TIMEOUT


@pytest.fixture
def ask(site):
    def post(question, language="en"):
        url = f"{site.url}/wp-json/helpdesk-bridge/v1/suggest"
        return requests.post(url, json={"q": question, "lang": language}, timeout=TIMEOUT)

    return post


def test_the_question_goes_to_the_bridge_and_its_articles_come_back(connected, ask):
    article = {"title": "Wi-Fi & you", "url": "http://127.0.0.1/a/", "excerpt": "<b>Short</b>"}
    connected.status = 200
    connected.answer = json.dumps({"items": [{**article, "score": 3}]}).encode()
    assert ask("no Wi-Fi & no light", "fr").json() == {"items": [article]}
    (call,) = connected.calls
    assert call.path.startswith("/api/v1/articles/suggest?q=no%20Wi-Fi%20%26%20no%20light&lang=fr")
    assert call.path.endswith("&site=demo&key=public-key&limit=3")


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b'{"items": "x"}', b'{"items": [{"title": "x", "url": "javascript:alert(1)"}]}'],
)
def test_an_answer_that_makes_no_sense_is_an_empty_list(connected, ask, answer):
    connected.status = 200
    connected.answer = answer
    assert ask("no Wi-Fi").json() == {"items": []}


def test_a_bridge_in_trouble_is_an_empty_list_and_is_left_alone_for_a_while(connected, ask):
    connected.status = 500
    assert ask("no Wi-Fi").json() == {"items": []}
    assert ask("no Wi-Fi").json() == {"items": []}
    assert len(connected.calls) == 1


def test_a_site_without_a_bridge_suggests_nothing(ask):
    assert ask("no Wi-Fi").json() == {"items": []}


def test_one_address_may_not_ask_without_end(ask):
    answers = [ask("x").status_code for _ in range(80)]
    assert requests.codes.too_many_requests in answers

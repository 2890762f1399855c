"""Articles over the API, and suggestions for a site's visitors."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bridge.web import throttle
from tests.web.api.program import API, NO_ROWS, SITE_KEY, Program


def suggest(client: FlaskClient, **query: str) -> TestResponse:
    asked = {"q": "how do refunds work", "site": "main", "key": SITE_KEY, "lang": "en"} | query
    return client.get(f"{API}/articles/suggest", query_string=asked)


def test_a_visitor_is_shown_published_articles_that_fit(client: FlaskClient) -> None:
    answer = suggest(client, limit="3")
    assert answer.status_code == 200
    assert answer.json == {
        "items": [
            {
                "title": "How a refund works (publish)",
                "url": "https://site.test/refund-publish/",
                "excerpt": "Refunds take five days.",
            }
        ]
    }


@pytest.mark.parametrize("query", [{"q": "zebra"}, {"q": ""}, {"q": '"* NEAR('}, {"lang": "fr"}])
def test_nothing_is_shown_when_nothing_fits(client: FlaskClient, query: dict) -> None:
    answer = suggest(client, **query)
    assert (answer.status_code, answer.json) == (200, {"items": []})


@pytest.mark.parametrize("query", [{"key": "wrong"}, {"key": ""}, {"site": "x"}, {"key": "é"}])
def test_a_wrong_key_and_an_unknown_site_look_alike(client: FlaskClient, query: dict) -> None:
    answer = suggest(client, **query)
    assert answer.status_code == 401
    assert answer.json["title"] == "This site and key do not fit together."


@NO_ROWS
@pytest.mark.parametrize(
    ("query", "field"),
    [({"limit": "11"}, "limit"), ({"q": "x" * 501}, "q"), ({"q": "\0"}, "q"), ({"x": "1"}, "x")],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(
    client: FlaskClient, query: dict, field: str
) -> None:
    answer = suggest(client, **query)
    assert (answer.status_code, answer.json["field"]) == (422, field)


@NO_ROWS
def test_who_asks_too_often_is_told_to_wait(client: FlaskClient) -> None:
    often = int(throttle.SUGGEST_PER_SENDER.split()[0])
    with time_machine.travel(datetime(2026, 11, 23, 9, 30, tzinfo=UTC), tick=False):
        answers = [suggest(client, q="").status_code for _ in range(often + 1)]
    assert set(answers[:often]) == {200}
    assert answers[often] == 429


def test_a_program_reads_all_articles_in_pages(program: Program) -> None:
    first = program.call("GET", "/articles", query_string={"limit": 1}).json
    rest = program.call("GET", "/articles", query_string={"after": first["next"]}).json
    shown = [(item["site"], item["status"]) for item in first["items"] + rest["items"]]
    assert shown == [("main", "publish"), ("main", "draft")]
    assert rest["next"] is None

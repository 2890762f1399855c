"""`POST /hooks/wordpress/{site}/check`: the door by which a site asks whether both ways work."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bridge.app import create_app
from bridge.domain.site_findings import SiteCode, SiteFinding
from bridge.services.arrivals import arrivals
from bridge.vendors.signing import sign
from tests.web.house import House, configuration, open_house, submission

BODY = {
    "plugin_version": "0.1.0",
    "wp_version": "6.8",
    "clock": None,
    "url": "https://shop.test",
}


class Looker:
    """In the place of the site check: what it shall find, and how long it was given."""

    def __init__(self, *found: SiteFinding) -> None:
        self.found = list(found)
        self.patience = None

    def check(self, access, now, patience=None):
        self.patience = patience
        return self.found


CONNECTED = SiteFinding(
    SiteCode.CONNECTED, {"wordpress": "6.8", "plugin": "0.1.0", "pending": "0", "user": "bridge"}
)


def ask(house: House, body: Any = BODY, secret: str = "", **headers: str):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = sign(secret or house.site_secret, "check-1", house.ctx.clock.now(), raw)
    client = house.app.test_client()
    return client.post("/hooks/wordpress/main/check", data=raw, headers={**signed, **headers})


@pytest.fixture
def looker() -> Looker:
    return Looker(CONNECTED)


@pytest.fixture
def seen(tmp_path, looker):
    opened = open_house(tmp_path)
    ctx = replace(opened.ctx, site_checker=looker)
    yield House(create_app(configuration(tmp_path), ctx), ctx, opened.post, opened.site_secret)
    ctx.database.dispose()


def codes(answer) -> dict[str, bool]:
    return {one["code"]: one["ok"] for one in answer.json["findings"]}


def test_a_signed_question_is_answered_with_what_the_site_check_finds(seen, looker):
    answer = ask(seen)
    assert answer.status_code == 200
    assert answer.json["ok"] is True
    assert codes(answer) == {"connected": True}
    assert "lets us in as bridge" in answer.json["findings"][0]["says"]
    assert looker.patience.total_seconds() < 8


def test_it_answers_in_the_language_that_is_asked_for(seen, looker):
    looker.found = [
        SiteFinding(SiteCode.UNREACHABLE, {"why": "shop.test:443 can't be reached."}),
        SiteFinding(SiteCode.TEXT_BEFORE_JSON, {"text": "Notice: 100% odd"}),
        SiteFinding(SiteCode.CLOCK_SKEW, {"seconds": "90", "direction": "behind"}),
    ]
    answer = ask(seen, **{"Accept-Language": "fr-FR"})
    said = [one["says"] for one in answer.json["findings"]]
    assert said == [
        "Le site est injoignable\u00a0: shop.test:443 est injoignable.",
        "Le site écrit du texte avant son JSON\u00a0: Notice: 100% odd",
        "L’horloge du site retarde sur la nôtre de 90 secondes.",
    ]
    assert answer.json["findings"][0]["todo"].startswith("Vérifiez l’adresse du site")


def test_forms_whose_fields_changed_are_told_at_their_plugin_and_id(seen):
    seen.submit("s-1")
    raw = submission("s-2")
    raw["fields"] = raw["fields"][:1]
    body = json.dumps(raw).encode()
    signed = sign(seen.site_secret, "s-2", seen.ctx.clock.now(), body)
    client = seen.app.test_client()
    assert client.post("/hooks/wordpress/main", data=body, headers=signed).status_code == 202
    [form] = ask(seen, **{"Accept-Language": "fr"}).json["forms"]
    assert (form["plugin"], form["id"], form["ok"]) == ("helpdesk-bridge", "1", False)
    assert "il manque your-email (Adresse e-mail), your-message (Message) depuis le" in form["says"]
    seen.submit("s-3")
    assert ask(seen).json["forms"] == []


def test_silence_is_told_as_the_one_process_that_the_page_itself_holds(seen, looker):
    looker.found = [SiteFinding(SiteCode.NO_ANSWER)]
    assert codes(ask(seen)) == {"no_free_process": False}


def test_what_the_plugin_says_of_itself_counts_too(seen, looker):
    looker.found = [SiteFinding(SiteCode.REST_OFF, {"why": "x"})]
    clock = seen.ctx.clock.now().replace(microsecond=0)
    body = BODY | {
        "plugin_version": "0.0.3",
        "clock": clock.replace(year=clock.year - 1).isoformat(),
        "url": "https://copy.test/",
    }
    assert codes(ask(seen, body)) == {
        "rest_off": False,
        "clock_skew": False,
        "plugin_old": False,
        "other_address": True,
    }


def test_the_same_address_under_http_is_no_other_address(seen):
    assert codes(ask(seen, BODY | {"url": "http://SHOP.test/"})) == {"connected": True}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"no json", None),
        (b"[]", None),
        (BODY | {"plugin_version": 7}, "plugin_version"),
        (BODY | {"url": None}, "url"),
        (BODY | {"clock": "noon"}, "clock"),
        (BODY | {"clock": "2026-11-24T18:00:00"}, "clock"),
        (BODY | {"clock": "0001-01-01T00:00:00+14:00"}, "clock"),
    ],
)
def test_a_signed_question_of_a_wrong_shape_names_its_fault_and_is_not_kept(seen, body, field):
    answer = ask(seen, body)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json.get("field") == field
    assert arrivals.quarantined(seen.ctx) == []


def test_a_wrong_secret_and_a_wrong_clock_are_told_apart(seen):
    assert ask(seen, secret="whsec_" + "QUJD" * 8).json["field"] == "webhook-signature"
    raw = json.dumps(BODY).encode()
    past = seen.ctx.clock.now().replace(year=2020)
    signed = sign(seen.site_secret, "check-1", past, raw)
    answer = seen.app.test_client().post("/hooks/wordpress/main/check", data=raw, headers=signed)
    assert (answer.status_code, answer.json["field"]) == (401, "webhook-timestamp")


def test_an_unknown_site_and_too_large_a_question(seen):
    client = seen.app.test_client()
    assert client.post("/hooks/wordpress/none/check", data=b"{}").status_code == 404
    large = client.post("/hooks/wordpress/main/check", data=b"x" * (1024 * 1024 + 1))
    assert large.status_code == 413

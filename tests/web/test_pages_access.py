"""Who may ask for which page: RELIABILITY A01, A09, A13."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from bridge.services.arrivals import arrivals
from bridge.services.tickets import ticket_view
from bridge.web.permissions import TABLE, Access
from bridge.web.problems import MACHINE_PATHS
from tests.web.house import House, csrf
from tests.web.scene import Scene

READING, ACTING = ("viewer", "editor"), ("agent", "lead", "admin")
WRITING = (*ACTING, "editor")
OWN = ("notifications.read", "notifications.choose", "notifications.let_all_hear")
"""What agents set for themselves, and leads for all; tried in test_pages_notifications."""
PAGES = sorted(name for name, access in TABLE.items() if access is Access.READ and name not in OWN)
ACTIONS = (
    "tickets.write",
    "tickets.change",
    "arrivals.make_ticket",
    "tickets.retry",
    "tickets.try_again",
    "cases.send",
    "cases.write",
    "cases.cancel",
)
MANAGED = ("mailboxes.save", "templates.save", "templates.back", "templates.preview")
MANAGED += ("forms.save",)  # tried in test_pages_forms
MANAGED += ("set_aside.try_again",)  # tried in test_pages_set_aside
"""Of those who set the helpdesk up; tried in test_pages_settings."""
TAKEN_BACK = "tickets.take_back"  # tried in test_undo_send
WRITINGS = (
    "drafts.blank",
    "drafts.begin",
    "drafts.save",
    "drafts.look",
    "drafts.anew",
    "drafts.settle",
)
TOKEN_ACTIONS = ("visitor.reply", "visitor.solve", "vendor.answer", "suggestion.solve")
FORMS = {
    "tickets.write": {"body": "Hello", "kind": "reply"},
    "tickets.change": {"status": "solved"},
    "cases.send": {"vendor": "acme", "ask": "Again", "then": "send"},
    "cases.write": {"body": "Hello"},
    "drafts.save": {
        "title": "A written title",
        "text": "Text",
        "language": "en",
        "site": "main",
        "seen": "1",
        "then": "save",
    },
    "drafts.settle": {"choice": "ours"},
    "visitor.reply": {"body": "Hello"},
    "vendor.answer": {"type": "comment", "body": "Hello"},
}


def path_of(scene: Scene, endpoint: str) -> str:
    rule = next(iter(scene.house.app.url_map.iter_rules(endpoint)))
    files = scene.files()
    tokens = {"visitor": scene.visitor, "vendor": scene.acme, "suggestion": scene.suggestion}
    values: dict[str, Any] = {
        "reference": scene.reference,
        "case": "ESC-1",
        "delivery_id": 1,
        "effect_id": 1,
        "arrival_id": arrivals.quarantined(scene.house.ctx)[0].id,
        "attachment_id": files["label.png"],
        "article_id": 1,
        "draft_id": scene.draft,
        "token": tokens.get(endpoint.partition(".")[0], ""),
    }
    wanted = {name: values[name] for name in rule.arguments}
    with scene.house.app.test_request_context():
        return scene.house.app.url_for(endpoint, **wanted)


def of_people(rule: Rule) -> bool:
    return not rule.rule.startswith(MACHINE_PATHS)


# ---- the table


def test_every_route_has_a_row_or_is_for_machines(house: House) -> None:
    rules = [rule for rule in house.app.url_map.iter_rules() if of_people(rule)]
    assert {rule.endpoint for rule in rules} == set(TABLE)


def test_every_action_is_among_those_that_are_tried_here(house: House) -> None:
    rules = house.app.url_map.iter_rules()
    posts = {rule.endpoint for rule in rules if of_people(rule) and "POST" in (rule.methods or ())}
    entrance = {"entrance.log_in", "entrance.log_out"}
    others = {*MANAGED, *OWN, TAKEN_BACK, *entrance}
    assert posts == {*ACTIONS, *WRITINGS, *TOKEN_ACTIONS} | others


def test_a_route_without_a_row_is_refused_even_to_an_administrator(house: House) -> None:
    house.app.add_url_rule("/forgotten", "forgotten", lambda: "secret", methods=["GET", "POST"])
    admin = house.logged_in("admin")
    assert admin.get("/forgotten").status_code == 403
    assert house.app.test_client().get("/forgotten").status_code == 302


# ---- nobody, viewers, agents


def test_every_page_sends_strangers_to_the_login_and_back(scene: Scene) -> None:
    for endpoint in (*PAGES, "cases.escalate"):
        path = path_of(scene, endpoint)
        answer = scene.house.app.test_client().get(f"{path}?a=1")
        target = urlsplit(answer.headers["Location"])
        assert (answer.status_code, target.path) == (302, "/login"), endpoint
        assert parse_qs(target.query)["next"] == [f"{path}?a=1"]


def test_every_action_of_a_stranger_is_refused(scene: Scene) -> None:
    stranger = scene.house.app.test_client()
    before = scene.counts()
    token = csrf(stranger)
    for endpoint in (*ACTIONS, *WRITINGS):
        form = {"csrf_token": token, **FORMS.get(endpoint, {})}
        answer = stranger.post(path_of(scene, endpoint), data=form)
        assert answer.status_code == 401, endpoint
        assert 'name="password"' in answer.text  # the way in stands there
    assert scene.counts() == before


@pytest.mark.parametrize("role", READING)
def test_who_only_reads_sees_every_page_and_can_do_nothing(scene: Scene, role: str) -> None:
    reader = scene.house.logged_in(role)
    before = scene.counts()
    for endpoint in PAGES:
        answer = reader.get(path_of(scene, endpoint), follow_redirects=True)
        assert answer.status_code == 200, endpoint
    token = csrf(reader)
    for endpoint in ACTIONS:
        form = {"csrf_token": token, **FORMS.get(endpoint, {})}
        assert reader.post(path_of(scene, endpoint), data=form).status_code == 403, endpoint
    assert reader.get(path_of(scene, "cases.escalate")).status_code == 403
    assert scene.counts() == before


def test_a_viewer_reads_drafts_and_can_write_none(scene: Scene) -> None:
    viewer = scene.house.logged_in("viewer")
    before = scene.counts()
    token = csrf(viewer)
    for endpoint in WRITINGS:
        form = {"csrf_token": token, **FORMS.get(endpoint, {})}
        assert viewer.post(path_of(scene, endpoint), data=form).status_code == 403, endpoint
    page = viewer.get(f"/kb/drafts/{scene.draft}").text
    assert 'method="post"' not in page.partition("<main")[2]
    assert scene.counts() == before


@pytest.mark.parametrize("role", WRITING)
def test_editors_and_who_works_on_tickets_may_write_articles(scene: Scene, role: str) -> None:
    writer = scene.house.logged_in(role)
    form = {"csrf_token": csrf(writer), **FORMS["drafts.save"]}
    assert writer.post(path_of(scene, "drafts.save"), data=form).status_code == 302
    assert writer.post(path_of(scene, "drafts.begin"), data=form).status_code == 302
    assert "A written title" in writer.get(path_of(scene, "drafts.one")).text


def test_who_only_reads_is_shown_no_form_to_act_with(scene: Scene) -> None:
    page = scene.house.logged_in("viewer").get(f"/tickets/{scene.reference}").text
    for action in ("messages", "escalate", "cases", "retry", "article"):
        assert f"/tickets/{scene.reference}/{action}" not in page


@pytest.mark.parametrize("role", ACTING)
def test_who_works_on_tickets_may_act(scene: Scene, role: str) -> None:
    agent = scene.house.logged_in(role)
    form = {"csrf_token": csrf(agent), "body": "Hello from me", "kind": "note"}
    assert agent.post(f"/tickets/{scene.reference}/messages", data=form).status_code == 302
    assert "Hello from me" in agent.get(f"/tickets/{scene.reference}").text
    assert agent.get(path_of(scene, "cases.escalate")).status_code == 200


# ---- what belongs to another ticket


def test_nothing_of_another_ticket_is_found_under_a_tickets_address(scene: Scene) -> None:
    agent = scene.house.logged_in()
    before = scene.counts()
    form = {"csrf_token": csrf(agent), "body": "Hello"}
    there = f"/tickets/{scene.other}"
    assert agent.get(f"{there}/files/{scene.files()['label.png']}").status_code == 404
    for path in (
        "cases/ESC-1/messages",
        "cases/ESC-1/cancel",
        "deliveries/1/retry",
        "set-aside/1/try-again",
    ):
        assert agent.post(f"{there}/{path}", data=form).status_code == 404, path
    assert scene.counts() == before


# ---- CSRF


def test_every_action_without_its_forms_token_is_refused(scene: Scene) -> None:
    agent = scene.house.logged_in()
    own, foreign = csrf(agent), csrf(scene.house.app.test_client())
    before = scene.counts()
    for endpoint in (*ACTIONS, *WRITINGS, *TOKEN_ACTIONS):
        path, form = path_of(scene, endpoint), FORMS.get(endpoint, {})
        for token in ({}, {"csrf_token": ""}, {"csrf_token": "wrong"}, {"csrf_token": foreign}):
            assert agent.post(path, data={**form, **token}).status_code == 400, endpoint
        assert agent.post(path, json={**form, "csrf_token": own}).status_code == 400, endpoint
    assert scene.counts() == before


def test_logging_in_and_out_needs_the_forms_token(house: House) -> None:
    agent = house.logged_in()
    foreign = csrf(house.app.test_client())
    for token in ({}, {"csrf_token": "wrong"}, {"csrf_token": foreign}):
        assert agent.post("/logout", data=token).status_code == 400
    assert agent.get("/inbox").status_code == 200
    assert house.app.test_client().post("/login", data={}).status_code == 400
    assert agent.get("/logout").status_code == 405


def test_the_right_token_does_what_the_form_says(scene: Scene) -> None:
    agent: FlaskClient = scene.house.logged_in()
    form = {"csrf_token": csrf(agent), "status": "solved"}
    assert agent.post(path_of(scene, "tickets.change"), data=form).status_code == 302
    assert ticket_view.show(scene.house.ctx, scene.reference).status == "solved"

"""A form sent twice, by a double click or a page reloaded, is one message. Another one is not."""

import io

import pytest
from flask.testing import FlaskClient

from bridge.services.tickets import ticket_view
from tests.web.house import csrf
from tests.web.scene import Scene


def value(page: str, name: str) -> str:
    """What a hidden field of a page's form holds."""
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def said(scene: Scene, kind: str, body: str) -> int:
    ticket = ticket_view.show(scene.house.ctx, scene.reference)
    return sum((message.kind, message.body) == (kind, body) for message in ticket.messages)


def twice(client: FlaskClient, path: str, form: dict[str, str]) -> None:
    for _ in range(2):
        assert client.post(path, data=form).status_code == 302


@pytest.mark.parametrize("kind", ["note", "reply"])
def test_an_agents_text_sent_twice_is_there_once(scene: Scene, kind: str) -> None:
    agent = scene.house.logged_in()
    page = agent.get(f"/tickets/{scene.reference}").text
    form = {"csrf_token": csrf(agent), "kind": kind, "body": "Done.\r\nLou", "seen": ""}
    twice(agent, f"/tickets/{scene.reference}/messages", form | {"seen": value(page, "seen")})
    assert said(scene, kind, "Done.\nLou") == 1


def test_the_same_note_from_a_page_that_shows_the_first_is_another_one(scene: Scene) -> None:
    agent = scene.house.logged_in()
    form = {"csrf_token": csrf(agent), "kind": "note", "body": "Rang again, nobody there."}
    for _ in range(2):
        page = agent.get(f"/tickets/{scene.reference}").text
        form["seen"] = value(page, "seen")
        agent.post(f"/tickets/{scene.reference}/messages", data=form)
    assert said(scene, "note", form["body"]) == 2


def test_the_same_note_with_another_file_or_by_somebody_else_is_not_dropped(scene: Scene) -> None:
    agent, lead = scene.house.logged_in(), scene.house.logged_in("lead")
    page = agent.get(f"/tickets/{scene.reference}").text
    form = {"kind": "note", "body": "See the file.", "seen": value(page, "seen")}
    path = f"/tickets/{scene.reference}/messages"
    for content in (b"one", b"two", b"two"):
        files = {"files": (io.BytesIO(content), "log.txt"), "csrf_token": csrf(agent)}
        assert agent.post(path, data=form | files).status_code == 302
    lead.post(path, data=form | {"csrf_token": csrf(lead)})
    assert said(scene, "note", "See the file.") == 3


def test_a_word_to_a_vendor_sent_twice_leaves_once(scene: Scene) -> None:
    agent = scene.house.logged_in()
    page = agent.get(f"/tickets/{scene.reference}").text
    form = {"csrf_token": csrf(agent), "body": "Any news?", "seen": value(page, "seen")}
    twice(agent, f"/tickets/{scene.reference}/cases/ESC-1/messages", form)
    assert said(scene, "vendor_out", "Any news?") == 1


def test_a_visitors_answer_sent_twice_is_there_once(scene: Scene) -> None:
    visitor, path = scene.house.app.test_client(), f"/t/{scene.visitor}"
    page = visitor.get(path).text
    form = {"csrf_token": csrf(visitor, path), "body": "It is back.", "shown": value(page, "shown")}
    twice(visitor, f"{path}/reply", form)
    assert said(scene, "request", "It is back.") == 1
    form["shown"] = value(visitor.get(path).text, "shown")
    visitor.post(f"{path}/reply", data=form)
    assert said(scene, "request", "It is back.") == 2


@pytest.mark.parametrize(("type_", "body"), [("acknowledged", ""), ("resolved", "Mended.")])
def test_a_vendors_answer_sent_twice_counts_once(scene: Scene, type_: str, body: str) -> None:
    vendor, path = scene.house.app.test_client(), f"/v/{scene.acme}"
    page = vendor.get(path).text
    before = said(scene, "vendor_in", body)
    form = {"csrf_token": csrf(vendor, path), "type": type_, "body": body}
    twice(vendor, path, form | {"shown": value(page, "shown")})
    assert said(scene, "vendor_in", body) == before + 1


def test_a_comment_after_the_same_words_with_another_meaning_is_kept(scene: Scene) -> None:
    vendor, path = scene.house.app.test_client(), f"/v/{scene.acme}"
    page = vendor.get(path).text
    form = {"csrf_token": csrf(vendor, path), "body": "Hello", "shown": value(page, "shown")}
    for type_ in ("comment", "acknowledged"):
        assert vendor.post(path, data=form | {"type": type_}).status_code == 302
    assert said(scene, "vendor_in", "Hello") == 2

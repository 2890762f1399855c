"""The agents' pages: odd input, odd text, and what somebody else did meanwhile."""

from html import escape

import pytest
from flask.testing import FlaskClient

from bridge.services.agents import accounts
from bridge.services.tickets import properties, ticket_view
from bridge.services.vendors import escalation
from bridge.services.visitors import portal, vendor_portal
from tests.web.house import AWKWARD, House, csrf
from tests.web.scene import Scene

SCRIPT = "<script>document.title='broken'</script><img src=x onerror=alert(1)>"
PAYLOADS = (
    SCRIPT,
    "\"'><svg onload=alert(1)>",
    "{{ 7*7 }}{% for x in 'a' %}%(name)s %s javascript:alert(1)",
    "</textarea></title></script><b>bold</b>",
    AWKWARD,
)


def shown(text: str) -> str:
    """As the templates write it."""
    return escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def everywhere(house: House, text: str) -> dict[str, str]:
    """Path → page of all that show a ticket in which every field that people fill is `text`."""
    ctx = house.ctx
    who = house.agent(email="maya@desk.test")
    who = accounts.add_agent(ctx, who.email, text, "agent", "correct horse battery staple")
    reference = house.submit(name=text, subject=text, message=text, label=text)
    house.vendor("acme", name=text, product=text, redaction={"hide_names": False})
    house.work()
    client = house.app.test_client()
    form = {"csrf_token": csrf(client), "email": who.email}
    client.post("/login", data={**form, "password": "correct horse battery staple"})
    token = csrf(client)
    ticket = f"/tickets/{reference}"
    for path, sent in (
        (f"{ticket}/messages", {"kind": "note", "body": text}),
        (f"{ticket}/messages", {"kind": "reply", "body": text}),
        (f"{ticket}/properties", {"category": text}),
        (f"{ticket}/escalate", {"vendor": "acme", "ask": text, "then": "send"}),
    ):
        answer = client.post(path, data={"csrf_token": token, **sent})
        assert answer.status_code == 302, (path, answer.text)
    house.work()
    vendor = f"/v/{house.case_token()}"
    vendor_portal.answer(ctx, house.case_token(), "comment", text, text[:200])
    paths = ("/inbox", ticket, f"/t/{house.ticket_token(reference)}", vendor)
    paths += (f"{ticket}/escalate?vendor=acme",)
    return {path: client.get(path).text for path in paths}


@pytest.mark.parametrize("text", PAYLOADS)
def test_whatever_people_write_is_shown_as_they_wrote_it(house: House, text: str) -> None:
    for path, page in everywhere(house, text).items():
        assert shown(text) in page, path
        for markup in ("<img src=x", "<svg onload", "<b>bold", "<b>html", "title='broken'"):
            assert markup not in page, path


def test_a_search_shows_what_was_sought_as_text(house: House) -> None:
    reference = house.submit(subject=SCRIPT)
    page = house.logged_in().get("/inbox", query_string={"q": "<script>"}).text
    assert reference in page
    assert "<mark>&lt;script&gt;</mark>" in page
    assert "<script>document" not in page


def test_odd_addresses_are_answered_without_a_fault(scene: Scene) -> None:
    agent = scene.house.logged_in()
    huge = "9" * 40
    for path in (
        "/tickets/HB-0",
        "/tickets/HB-1000",
        f"/tickets/HB-{huge}",
        "/tickets/%00",
        "/tickets/HB-1001%0d%0a",
        f"/tickets/{scene.reference}/files/{huge}",
        f"/arrivals/{huge}",
        "/arrivals?before=x",
        f"/arrivals?before={huge}",
        "/inbox?view=nonsense",
        "/inbox?after=%00%ff",
        "/inbox?after=e30",
        f"/tickets/{scene.reference}/escalate?vendor=%00",
        f"/tickets/{scene.reference}/escalate?vendor=nobody",
    ):
        assert agent.get(path).status_code in (400, 404), path
    for query in ("'", '"', "%", "_", "NEAR(", "\x00", "*", "ü" * 10_000, "HB-" + huge):
        assert agent.get("/inbox", query_string={"q": query}).status_code == 200, query


def test_odd_forms_are_refused_and_nothing_changes(scene: Scene) -> None:
    agent = scene.house.logged_in()
    token, before = csrf(agent), scene.counts()
    ticket = f"/tickets/{scene.reference}"
    huge = "9" * 5000
    for path, form in (
        ("messages", {"body": ""}),
        ("messages", {"body": "\r\n \t"}),
        ("messages", {"body": "x" * 100_001}),
        ("messages", {"body": "", "kind": "note"}),
        ("properties", {"status": "merged"}),
        ("properties", {"status": "nonsense"}),
        ("properties", {"level": "L9"}),
        ("properties", {"priority": "\x00"}),
        ("properties", {"assignee": "999999999999999"}),
        ("escalate", {"vendor": "acme", "ask": "Again", "then": "send"}),
        ("escalate", {"vendor": "acme", "ask": " ", "then": "send", "file": [huge, "x", "-1"]}),
        ("cases/ESC-1/messages", {"body": " "}),
    ):
        answer = agent.post(f"{ticket}/{path}", data={"csrf_token": token, **form})
        assert answer.status_code == 400, (path, form)
        assert 'role="alert"' in answer.text
    assert scene.counts() == before


def test_a_refused_text_comes_back_to_be_mended(scene: Scene) -> None:
    agent = scene.house.logged_in()
    form = {"csrf_token": csrf(agent), "vendor": "acme", "ask": "Words I typed", "then": "send"}
    page = agent.post(f"/tickets/{scene.reference}/escalate", data=form)
    assert page.status_code == 400
    assert ">Words I typed</textarea>" in page.text


def test_a_reply_that_crossed_a_message_shows_it_and_keeps_the_text(scene: Scene) -> None:
    agent = scene.house.logged_in()
    seen = ticket_view.show(scene.house.ctx, scene.reference).newest_message
    portal.visitor_reply(scene.house.ctx, scene.visitor, "It works again!")
    before = scene.counts()
    form = {"csrf_token": csrf(agent), "kind": "reply", "body": "My answer", "seen": str(seen)}
    page = agent.post(f"/tickets/{scene.reference}/messages", data=form)
    assert page.status_code == 409
    missed = page.text.partition('class="missed"')[2].partition("</div>")[0]
    assert "It works again!" in missed
    assert "label.png" not in missed
    assert ">My answer</textarea>" in page.text
    assert scene.counts() == before
    form["seen"] = page.text.partition('name="seen" value="')[2].partition('"')[0]
    assert agent.post(f"/tickets/{scene.reference}/messages", data=form).status_code == 302


def test_properties_that_somebody_changed_meanwhile_are_not_overwritten(scene: Scene) -> None:
    agent = scene.house.logged_in()
    version = ticket_view.show(scene.house.ctx, scene.reference).version
    form = {"csrf_token": csrf(agent), "priority": "urgent", "version": str(version)}
    properties.change(
        scene.house.ctx, scene.agent, scene.reference, properties.Change(category="Lamps")
    )
    page = agent.post(f"/tickets/{scene.reference}/properties", data=form)
    assert page.status_code == 409
    assert "Somebody changed this ticket" in page.text
    now = ticket_view.show(scene.house.ctx, scene.reference)
    assert (now.category, now.priority) == ("Lamps", "normal")


def test_a_preview_lets_nothing_out(scene: Scene) -> None:
    agent: FlaskClient = scene.house.logged_in()
    scene.house.vendor("third", address="cases@third.test")
    before, mails = scene.counts(), len(scene.house.post.mails)
    form = {"csrf_token": csrf(agent), "vendor": "third", "ask": "Ann Lee (ann@visitor.test)?"}
    page = agent.post(f"/tickets/{scene.reference}/escalate", data={**form, "then": "preview"})
    assert page.status_code == 200
    leaving = page.text.partition('id="leaving"')[2]
    assert "ann@visitor.test" not in leaving
    assert "Ann" not in leaving
    scene.house.work()
    assert (scene.counts(), len(scene.house.post.mails)) == (before, mails)
    assert escalation.preview(scene.house.ctx, scene.reference, "third", "x", ()).messages

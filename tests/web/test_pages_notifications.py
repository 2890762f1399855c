"""`/notifications`: the bell, what it counts, reading it, and the switches."""

import re

from flask.testing import FlaskClient

from bridge.domain.actor import Actor
from bridge.domain.words import ActorKind
from bridge.services.agents import notification_choices
from bridge.services.tickets import conversation, properties
from bridge.services.tickets.properties import Change
from tests.web.house import House, csrf, post


def bell(client: FlaskClient) -> int:
    """The count beside every page; 0 where none shows."""
    found = re.search(r'class="badge">(\d+)', client.get("/inbox").text)
    return int(found[1]) if found else 0


def given(house: House, *uids: str) -> list[str]:
    """Tickets that Lou gives to the agent."""
    lou = house.agent("lead", "lou@desk.test")
    agent = house.agent()
    references = [house.submit(uid) for uid in uids]
    for reference in references:
        actor = Actor(ActorKind.AGENT, lou.name, lou.id)
        properties.change(house.ctx, actor, reference, Change(assignee_id=agent.id))
    return references


def test_the_bell_counts_what_is_unread_and_opening_the_ticket_reads_it(any_house: House) -> None:
    first, second = given(any_house, "s-1", "s-2")
    client = any_house.logged_in()
    assert bell(client) == 2
    page = client.get("/notifications").text
    assert page.count("Lou gave you this ticket") >= 2
    client.get(f"/tickets/{first}")
    assert bell(client) == 1
    assert client.get("/tickets/HB-99999").status_code == 404
    client.get(f"/tickets/{second}")
    assert bell(client) == 0


def test_one_or_all_are_marked_as_read_but_not_what_came_later(any_house: House) -> None:
    given(any_house, "s-1", "s-2", "s-3")
    client = any_house.logged_in()
    page = client.get("/notifications").text
    newest = int(re.findall(r'name="up_to" value="(\d+)"', page)[0])
    assert post(client, "/notifications/read", id=newest).status_code == 302
    assert bell(client) == 2
    lou = any_house.agent("lead", "lou@desk.test")
    actor = Actor(ActorKind.AGENT, lou.name, lou.id)
    conversation.note(any_house.ctx, actor, "HB-1001", "@agent, this came later")
    assert post(client, "/notifications/read", up_to=newest).status_code == 302
    assert bell(client) == 1
    assert "this came later" in client.get("/notifications").text


def test_nobody_reads_or_marks_what_another_agent_was_told(house: House) -> None:
    given(house, "s-1")
    other = house.logged_in("agent", "other@desk.test")
    assert "gave you" not in other.get("/notifications").text
    post(other, "/notifications/read", id=1)
    post(other, "/notifications/read", up_to=99)
    other.get("/tickets/HB-1001")
    assert bell(house.logged_in()) == 1


def test_what_is_no_number_is_refused_by_name(house: House) -> None:
    client = house.logged_in()
    for form in ({"id": "x"}, {"up_to": "-1"}, {}):
        assert post(client, "/notifications/read", **form).status_code == 400
    assert client.get("/notifications?before=x").status_code == 400


def test_the_switches_hold_what_was_ticked(house: House) -> None:
    client = house.logged_in()
    post(client, "/notifications/settings", page=["assigned", "nonsense"], mail="mentioned")
    who = house.ctx
    with who.reading() as tx:
        agent = tx.people.agent_by_email("agent@desk.test")
    assert agent is not None
    held = {one.kind: (one.in_page, one.by_mail) for one in notification_choices.of(who, agent.id)}
    assert held == dict.fromkeys(held, (False, False)) | {
        "assigned": (True, False),
        "mentioned": (False, True),
    }
    page = client.get("/notifications/settings").text
    assert re.findall(r'value="(\w+)" checked', page) == ["assigned", "mentioned"]


def test_leads_and_administrators_alone_decide_whether_all_hear(house: House) -> None:
    agent, lead = house.logged_in(), house.logged_in("lead")
    path = "/notifications/settings/all"
    assert post(agent, path, all_hear="on").status_code == 403
    assert not notification_choices.do_all_hear(house.ctx)
    assert "all_hear" not in agent.get("/notifications/settings").text
    assert post(lead, path, all_hear="on").status_code == 302
    assert notification_choices.do_all_hear(house.ctx)
    post(lead, path)
    assert not notification_choices.do_all_hear(house.ctx)


def test_marking_needs_the_forms_token(house: House) -> None:
    given(house, "s-1")
    client = house.logged_in()
    foreign = csrf(house.app.test_client())
    for form in ({}, {"csrf_token": foreign}):
        assert client.post("/notifications/read", data={"up_to": "9", **form}).status_code == 400
        assert client.post("/notifications/settings", data=form).status_code == 400
    assert bell(client) == 1


def test_a_french_agent_reads_it_in_french(house: House) -> None:
    given(house, "s-1")
    client = house.logged_in(language="fr")
    assert "Lou vous a confié ce ticket" in client.get("/notifications").text
    assert "Un ticket vous est confié" in client.get("/notifications/settings").text

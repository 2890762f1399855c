"""Tickets over the API: opened once, changed without overwriting, listed in pages."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from bridge.services.agents import accounts
from bridge.services.context import Context
from tests.web.api.program import NO_ROWS, Program, ticket


def key(text: str) -> dict[str, str]:
    return {"Idempotency-Key": text}


def test_a_new_ticket_holds_what_was_sent(program: Program) -> None:
    reference = program.opens(
        channel="chat", category="Billing", priority="high", language="fr", body="Où ?\n\n😀"
    )
    shown = program.call("GET", f"/tickets/{reference}").json
    assert shown["subject"] == "My invoice is wrong"
    assert shown["requester"] == {"name": "Ann Lee", "email": "ann@example.org"}
    assert (shown["channel"], shown["category"]) == ("chat", "Billing")
    assert (shown["priority"], shown["language"]) == ("high", "fr")
    assert [message["body"] for message in shown["messages"]] == ["Où ?\n\n😀"]
    assert shown["created_at"].endswith("Z")


def test_a_call_on_the_telephone_needs_no_address(program: Program) -> None:
    reference = program.opens(channel="phone", requester={"name": "Ann Lee"})
    shown = program.call("GET", f"/tickets/{reference}").json
    assert shown["requester"] == {"name": "Ann Lee", "email": None}


@NO_ROWS
@pytest.mark.parametrize(
    ("requester", "field"),
    [
        ({}, "requester"),
        ({"name": " "}, "requester"),
        ({"email": "ann"}, "requester.email"),
        ({"email": "ann@example.org\r\nBcc: x@example.org"}, "requester.email"),
        ({"email": 5}, "requester.email"),
        ({"name": "Ann", "role": "admin"}, "requester.role"),
        ("ann@example.org", "requester"),
        (None, "requester"),
    ],
)
def test_a_requester_that_makes_no_sense_is_refused_by_name(
    program: Program, requester: object, field: str
) -> None:
    answer = program.call("POST", "/tickets", json=ticket(requester=requester))
    assert answer.status_code == 422
    assert answer.json["field"] == field
    assert program.call("GET", "/tickets").json["items"] == []


def test_all_faults_are_named_at_once(program: Program) -> None:
    answer = program.call("POST", "/tickets", json={"subject": "", "channel": "web", "x": 1})
    assert {error["field"] for error in answer.json["errors"]} == {
        "subject",
        "channel",
        "x",
        "body",
        "requester",
    }


def test_a_repeated_key_returns_the_first_ticket(program: Program) -> None:
    first = program.call("POST", "/tickets", json=ticket(), headers=key("order 7"))
    again = program.call("POST", "/tickets", json=ticket(), headers=key("order 7"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == {"ticket": again.json["ticket"], "duplicate": False}
    assert again.json["duplicate"] is True
    assert len(program.call("GET", "/tickets").json["items"]) == 1


def test_a_key_with_another_body_is_refused(program: Program) -> None:
    program.call("POST", "/tickets", json=ticket(), headers=key("order 7"))
    answer = program.call("POST", "/tickets", json=ticket(subject="Other"), headers=key("order 7"))
    assert answer.status_code == 422
    assert answer.json["field"] == "Idempotency-Key"
    assert len(program.call("GET", "/tickets").json["items"]) == 1


def test_two_programs_may_use_the_same_key(program: Program, program_with) -> None:
    other = program_with("tickets:write")
    first = program.call("POST", "/tickets", json=ticket(), headers=key("1"))
    second = other.call("POST", "/tickets", json=ticket(), headers=key("1"))
    assert first.json["ticket"] != second.json["ticket"]


def test_the_same_key_at_the_same_time_opens_one_ticket(app: Flask, program: Program) -> None:
    def send(_: int) -> str:
        caller = Program(app.test_client(), program.token)
        return caller.call("POST", "/tickets", json=ticket(), headers=key("k")).json["ticket"]

    with ThreadPoolExecutor(4) as pool:
        references = set(pool.map(send, range(8)))
    assert len(references) == 1


def test_without_a_key_each_request_opens_a_ticket(program: Program) -> None:
    assert program.opens() != program.opens()


def test_every_ticket_of_a_program_stands_in_the_ledger(program: Program, context: Context) -> None:
    program.call("POST", "/tickets", json=ticket(), headers=key("order 7"))
    program.call("POST", "/tickets", json=ticket(), headers=key("order 7"))
    name = program.call("GET", "/tickets/HB-1001").json["events"][0]["data"]["token"]
    with context.reading() as tx:
        arrival = tx.audit.arrival("api", name, "order 7")
    assert arrival is not None
    assert (arrival.outcome, arrival.ticket_id, arrival.repeats) == ("ticket", 1, 1)


def test_a_change_returns_the_new_state_and_tag(program: Program) -> None:
    reference = program.opens()
    tag = program.call("GET", f"/tickets/{reference}").headers["ETag"]
    answer = program.call(
        "PATCH",
        f"/tickets/{reference}",
        json={"priority": "urgent", "category": "Billing"},
        headers={"If-Match": tag},
    )
    assert answer.status_code == 200
    assert (answer.json["priority"], answer.json["category"]) == ("urgent", "Billing")
    assert answer.headers["ETag"] != tag


@pytest.mark.parametrize("tag", ['"1"', '"0"', "2", 'W/"2"', '"x"', '"²"', '""', '"' + "9" * 50])
def test_a_lost_race_changes_nothing(program: Program, tag: str) -> None:
    reference = program.opens()
    program.call("PATCH", f"/tickets/{reference}", json={"priority": "high"})
    answer = program.call(
        "PATCH",
        f"/tickets/{reference}",
        json={"priority": "low"},
        headers={"If-Match": tag},
    )
    assert answer.status_code == 412
    assert answer.json["field"] == "If-Match"
    assert program.call("GET", f"/tickets/{reference}").json["priority"] == "high"


def test_of_many_changes_with_one_tag_one_wins(app: Flask, program: Program) -> None:
    reference = program.opens()
    tag = program.call("GET", f"/tickets/{reference}").headers["ETag"]

    def change(number: int) -> int:
        caller = Program(app.test_client(), program.token)
        return caller.call(
            "PATCH",
            f"/tickets/{reference}",
            json={"category": f"category {number}"},
            headers={"If-Match": tag},
        ).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(change, range(6))) == [200] + [412] * 5


@NO_ROWS
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "closed"),
        ("status", "merged"),
        ("status", 1),
        ("level", "L9"),
        ("priority", None),
        ("assignee", "nobody@example.org"),
        ("category", ["a"]),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_by_name(
    program: Program, field: str, value: object
) -> None:
    reference = program.opens()
    answer = program.call("PATCH", f"/tickets/{reference}", json={field: value})
    assert answer.status_code == 422
    assert answer.json["field"] == field


def test_a_ticket_is_given_to_an_agent_and_taken_away(program: Program, context: Context) -> None:
    accounts.add_agent(context, "bo@example.org", "Bo", "agent", "a long password")
    reference = program.opens()
    path = f"/tickets/{reference}"
    assert program.call("PATCH", path, json={"assignee": "Bo@example.org"}).json["assignee"] == "Bo"
    found = program.call("GET", "/tickets", query_string={"assignee": "bo@example.org"}).json
    assert [item["reference"] for item in found["items"]] == [reference]
    assert program.call("PATCH", path, json={"assignee": None}).json["assignee"] is None


def test_a_reply_is_queued_for_the_requester(program: Program, context: Context) -> None:
    reference = program.opens()
    answer = program.call(
        "POST",
        f"/tickets/{reference}/messages",
        json={"kind": "reply", "body": "It is on its way.", "solve": True},
    )
    assert answer.status_code == 201
    assert answer.json["deliveries"][0]["receiver"] == "ann@example.org"
    assert program.call("GET", f"/tickets/{reference}").json["status"] == "solved"
    assert "replies" in context.queue.nudged


def test_a_note_goes_to_nobody(program: Program) -> None:
    reference = program.opens()
    answer = program.call(
        "POST", f"/tickets/{reference}/messages", json={"kind": "note", "body": "Careful."}
    )
    assert (answer.json["public"], answer.json["deliveries"]) == (False, [])


@NO_ROWS
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "request", "body": "x"}, "kind"),
        ({"kind": "note", "body": " \n"}, "body"),
        ({"kind": "note", "body": "x", "solve": True}, "solve"),
        ({"kind": "note", "body": "x", "solve": "yes"}, "solve"),
        ({"kind": "reply", "body": "x" * 100_001}, "body"),
        ({"kind": "reply"}, "body"),
    ],
)
def test_a_message_that_makes_no_sense_is_refused_by_name(
    program: Program, body: dict, field: str
) -> None:
    reference = program.opens()
    answer = program.call("POST", f"/tickets/{reference}/messages", json=body)
    assert answer.status_code == 422
    assert answer.json["field"] == field


def test_a_reply_without_an_address_says_what_to_do(program: Program) -> None:
    reference = program.opens(requester={"name": "Ann"}, channel="phone")
    answer = program.call(
        "POST", f"/tickets/{reference}/messages", json={"kind": "reply", "body": "x"}
    )
    assert answer.status_code == 422
    assert "note" in answer.json["title"]


def test_pages_hold_every_ticket_once(program: Program) -> None:
    opened = {program.opens(subject=f"Number {number}") for number in range(7)}
    seen: list[str] = []
    after = ""
    while after is not None:
        query = {"limit": 3} | ({"after": after} if after else {})
        page = program.call("GET", "/tickets", query_string=query).json
        seen += [item["reference"] for item in page["items"]]
        after = page["next"]
    assert len(seen) == len(opened)
    assert set(seen) == opened


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@NO_ROWS
@pytest.mark.parametrize(
    "after",
    [
        "x",
        "é",
        cursor("2026-11-24T00:00:00|1"),
        cursor("2026-11-24T00:00:00+00:00|" + "9" * 25),
        cursor("2026-11-24T00:00:00+00:00|-1"),
        cursor("0001-01-01T00:00:00+14:00|1"),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(program: Program, after: str) -> None:
    answer = program.call("GET", "/tickets", query_string={"after": after})
    assert answer.status_code == 422
    assert answer.json["field"] == "after"


@NO_ROWS
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "x"),
        ("level", "l1"),
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "ten"),
        ("limit", "9" * 5000),
        ("vendor", "nobody"),
        ("assignee", "nobody@example.org"),
        ("q", "a\0b"),
        ("team", "x"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(
    program: Program, name: str, value: str
) -> None:
    answer = program.call("GET", "/tickets", query_string={name: value})
    assert answer.status_code == 422
    assert answer.json["field"] == name

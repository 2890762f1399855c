"""Escalations, deliveries and vendors over the API."""

import pytest

from bridge.services.context import Context
from tests.web.api.program import NO_ROWS, VENDOR_URL, Program


def escalated(program: Program, vendor: str = "acme") -> tuple[str, str]:
    """(ticket, case)"""
    reference = program.opens()
    body = {"level": "L4", "vendor": vendor, "reason": "Please look."}
    answer = program.call("POST", f"/tickets/{reference}/escalate", json=body)
    assert answer.status_code == 201, answer.text
    return reference, answer.json["escalation"]


def first_delivery(program: Program, case: str) -> dict:
    [found] = program.call("GET", f"/escalations/{case}/deliveries").json["items"]
    return found


@pytest.mark.parametrize("vendor", ["acme", "mailco"])
def test_a_case_goes_to_a_vendor_and_puts_the_ticket_on_hold(
    program: Program, context: Context, vendor: str
) -> None:
    reference, case = escalated(program, vendor)
    shown = program.call("GET", f"/tickets/{reference}").json
    assert (shown["status"], shown["level"], shown["escalations"]) == ("on_hold", "L4", [case])
    found = program.call("GET", f"/escalations/{case}").json
    assert (found["ticket"], found["vendor"]) == (reference, vendor)
    assert (found["status"], found["reason"]) == ("queued", "Please look.")
    assert program.call("GET", f"/tickets/{reference}/escalations").json["items"] == [found]
    assert first_delivery(program, case)["status"] == "queued"
    assert "vendors" in context.queue.nudged


def test_a_second_live_case_at_the_same_vendor_is_refused(program: Program) -> None:
    reference, case = escalated(program)
    again = {"vendor": "acme", "reason": "Please look."}
    answer = program.call("POST", f"/tickets/{reference}/escalations", json=again)
    assert answer.status_code == 422
    assert case in answer.json["title"]
    other = program.call(
        "POST", f"/tickets/{reference}/escalations", json=again | {"vendor": "mailco"}
    )
    assert (other.status_code, other.json["vendor"]) == (201, "mailco")


def test_a_level_within_the_house_leaves_a_note(program: Program) -> None:
    reference = program.opens()
    body = {"level": "L2", "reason": "Needs the database."}
    answer = program.call("POST", f"/tickets/{reference}/escalate", json=body)
    assert answer.json == {"ticket": reference, "level": "L2", "escalation": None}
    shown = program.call("GET", f"/tickets/{reference}").json
    assert shown["level"] == "L2"
    assert (shown["messages"][-1]["kind"], shown["messages"][-1]["body"]) == (
        "note",
        "Needs the database.",
    )


@NO_ROWS
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"level": "L4", "reason": "x"}, "vendor"),
        ({"level": "L4", "reason": "x", "vendor": "nobody"}, "vendor"),
        ({"level": "L2", "reason": "x", "vendor": "acme"}, "vendor"),
        ({"level": "L1", "reason": "x"}, "level"),
        ({"level": "L4", "reason": " ", "vendor": "acme"}, "reason"),
        ({"level": "L3", "reason": " "}, "reason"),
        ({"level": "L4", "vendor": "acme"}, "reason"),
    ],
)
def test_an_escalation_that_makes_no_sense_is_refused_by_name(
    program: Program, body: dict, field: str
) -> None:
    reference = program.opens()
    answer = program.call("POST", f"/tickets/{reference}/escalate", json=body)
    assert answer.status_code == 422
    assert answer.json["field"] == field


def test_a_ticket_goes_up_only(program: Program) -> None:
    reference = program.opens()
    up = {"level": "L3", "reason": "x"}
    assert program.call("POST", f"/tickets/{reference}/escalate", json=up).status_code == 201
    answer = program.call("POST", f"/tickets/{reference}/escalate", json=up | {"level": "L2"})
    assert (answer.status_code, answer.json["field"]) == (422, "level")


def test_a_failed_delivery_is_sent_again_under_its_own_id(
    program: Program, context: Context
) -> None:
    _, case = escalated(program)
    before = first_delivery(program, case)
    with context.transaction() as tx:
        row = tx.deliveries.get(before["id"])
        assert row is not None
        row.status = "failed"
    assert first_delivery(program, case)["can_retry"] is True
    answer = program.call("POST", f"/deliveries/{before['id']}/retry")
    assert answer.status_code == 202
    assert (answer.json["status"], answer.json["external_id"]) == ("queued", before["external_id"])


def test_a_delivery_that_waits_for_its_first_try_is_not_sent_again(program: Program) -> None:
    _, case = escalated(program)
    delivery = first_delivery(program, case)
    answer = program.call("POST", f"/deliveries/{delivery['id']}/retry")
    assert answer.status_code == 409


@pytest.mark.parametrize("number", ["7", "0", "-1", "x", "9" * 18, "9" * 40])
def test_a_delivery_that_is_not_there_is_not_found(program: Program, number: str) -> None:
    assert program.call("POST", f"/deliveries/{number}/retry").status_code == 404


@pytest.mark.parametrize("reference", ["ESC-1", "ESC-0", "HB-1001", "ESC-999999999999", "x"])
def test_a_case_that_is_not_there_is_not_found(program: Program, reference: str) -> None:
    assert program.call("GET", f"/escalations/{reference}").status_code == 404
    assert program.call("GET", f"/escalations/{reference}/deliveries").status_code == 404


def test_vendors_are_listed_without_address_or_secret(program: Program) -> None:
    answer = program.call("GET", "/vendors")
    assert [vendor["slug"] for vendor in answer.json["items"]] == ["acme", "mailco"]
    assert VENDOR_URL not in answer.text
    assert "whsec" not in answer.text

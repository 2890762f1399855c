"""The vendor sandbox over real HTTP; its e-mail vendor over real SMTP."""

import json
from html import escape
from pathlib import Path

import pytest
import requests
from standardwebhooks import Webhook

from bridge.cli.demo.vendors.ledger import Ledger
from tests.demo.parts import SECRET, TRICKY, Receiver, Sink, Vendors, escalation, mail

OTHER_SECRET = "whsec_bm90IHRoZSBzZWNyZXQ="


def test_a_signed_case_arrives_whole(vendors: Vendors, receiver: Receiver) -> None:
    assert vendors.deliver(escalation(receiver)).status_code == 202
    (case,) = vendors.get("/api/cases")["cases"]
    assert (case["escalation"], case["state"]) == ("ESC-31", "new")
    assert case["ticket"]["subject"] == TRICKY
    (delivery,) = case["deliveries"]
    assert delivery["verified"] is True
    assert delivery["webhook_id"] == "msg_1"
    assert delivery["body"] == escalation(receiver)


def test_a_case_signed_with_another_secret_is_shown_but_not_believed(
    vendors: Vendors, receiver: Receiver
) -> None:
    forged = vendors.deliver(escalation(receiver), secret=OTHER_SECRET)
    assert forged.status_code == 401
    (delivery,) = vendors.get("/api/deliveries")["deliveries"]
    assert delivery["verified"] is False
    assert delivery["fault"] == "No matching signature found"
    assert vendors.get("/api/cases")["cases"] == []
    assert "Signature not accepted" in requests.get(f"{vendors.url}/deliveries", timeout=20).text


@pytest.mark.parametrize("signature", ["", "v1", "v1,???", "v1,a b", "\xff"])
def test_a_malformed_signature_is_refused(vendors: Vendors, signature: str) -> None:
    headers = {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": signature}
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    response = requests.post(f"{vendors.url}/webhook", b"\xff", headers=encoded, timeout=20)
    assert response.status_code == 401


def test_a_repeat_is_counted_and_makes_no_second_case(vendors: Vendors, receiver: Receiver) -> None:
    for _ in range(3):
        vendors.deliver(escalation(receiver))
    (delivery,) = vendors.get("/api/deliveries")["deliveries"]
    assert (delivery["repeats"], delivery["same_body"]) == (2, True)
    assert vendors.get("/api/cases")["count"] == 1


def test_an_answer_is_signed_and_goes_to_the_reply_url(
    vendors: Vendors, receiver: Receiver
) -> None:
    vendors.deliver(escalation(receiver))
    asked = {"type": "acknowledged", "body": TRICKY, "vendor_reference": "INC0012"}
    response = vendors.post("/api/cases/ESC-31/answer", asked)
    assert response.status_code == 201
    (call,) = receiver.calls
    assert call.path == "/hooks/vendors/acme"
    sent = Webhook(SECRET).verify(call.body, call.headers)
    assert sent["escalation"] == "ESC-31"
    assert (sent["type"], sent["body"]) == ("acknowledged", TRICKY)
    assert (sent["vendor_reference"], sent["author"]) == ("INC0012", "Acme")
    assert sent["occurred_at"].endswith("Z")
    case = vendors.get("/api/cases/ESC-31")
    assert (case["state"], case["vendor_reference"]) == ("acknowledged", "INC0012")


def test_an_answer_that_was_refused_is_repeated_under_the_same_id(
    vendors: Vendors, receiver: Receiver
) -> None:
    vendors.deliver(escalation(receiver))
    receiver.status = 503
    refused = vendors.post("/api/cases/ESC-31/answer", {"type": "resolved", "body": "Done"})
    assert refused.status_code == 502
    assert vendors.get("/api/cases/ESC-31")["state"] == "new"
    receiver.status = 202
    again = vendors.post(f"/api/answers/{refused.json()['webhook_id']}/repeat", {})
    assert again.status_code == 201
    first, second = receiver.calls
    assert first.body == second.body
    assert first.headers["Webhook-Id"] == second.headers["Webhook-Id"]
    case = vendors.get("/api/cases/ESC-31")
    assert (case["state"], len(case["answers"])) == ("resolved", 1)


@pytest.mark.parametrize(
    "asked", [{}, {"type": "odd"}, {"type": "comment"}, {"type": "comment", "body": 1}]
)
def test_a_wrong_answer_is_refused_in_plain_words(
    vendors: Vendors, receiver: Receiver, asked: dict[str, object]
) -> None:
    vendors.deliver(escalation(receiver))
    response = vendors.post("/api/cases/ESC-31/answer", asked)
    assert response.status_code == 400
    assert response.json()["detail"]
    assert receiver.calls == []


def test_a_failing_vendor_says_when_to_come_back_and_then_takes_the_case(
    vendors: Vendors, receiver: Receiver
) -> None:
    vendors.post("/api/faults", {"status": 429, "retry_after": 7, "count": 1})
    refused = vendors.deliver(escalation(receiver))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")
    assert vendors.get("/api/cases")["count"] == 0
    assert vendors.deliver(escalation(receiver)).status_code == 202
    (delivery,) = vendors.get("/api/deliveries")["deliveries"]
    assert [attempt["status"] for attempt in delivery["attempts"]] == [429, 202]
    assert vendors.get("/api/cases")["count"] == 1


def test_a_hanging_vendor_has_the_case_although_the_caller_gave_up(
    vendors: Vendors, receiver: Receiver
) -> None:
    vendors.post("/api/faults", {"hang": 600, "count": 1})
    with pytest.raises(requests.Timeout):
        requests.post(f"{vendors.url}/webhook", b"{}", timeout=(20, 0.5))
    assert vendors.get("/api/deliveries")["count"] == 1
    assert vendors.deliver(escalation(receiver)).status_code == 202


def test_a_restart_finds_deliveries_and_answers(
    vendors: Vendors, receiver: Receiver, tmp_path: Path
) -> None:
    vendors.deliver(escalation(receiver))
    vendors.post("/api/cases/ESC-31/answer", {"type": "comment", "body": TRICKY})
    again = Ledger(tmp_path / "vendors.jsonl")
    assert [delivery.content for delivery in again.deliveries()] == [escalation(receiver)]
    (answer,) = again.answers("ESC-31")
    assert answer.content["body"] == TRICKY
    assert answer.answer is not None
    assert answer.answer.taken


def test_the_page_shows_what_arrived_with_nothing_interpreted(
    vendors: Vendors, receiver: Receiver
) -> None:
    vendors.deliver(escalation(receiver))
    page = requests.get(f"{vendors.url}/cases/ESC-31", timeout=20)
    assert page.status_code == 200
    assert "<b>html</b>" not in page.text
    assert str(escape(TRICKY)).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in page.text
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]


def test_odd_payloads_never_break_the_pages(vendors: Vendors) -> None:
    odd = {"escalation": "ESC-9", "ticket": "x", "messages": ["plain", 3], "sla": "x", "type": []}
    assert vendors.deliver(odd).status_code == 202
    odder = {"escalation": "ESC-9", "messages": 3, "attachments": {"a": 1}, "reply_url": 5}
    assert vendors.deliver(odder, "msg_2").status_code == 202
    assert vendors.deliver({"escalation": 3}, "msg_3").status_code == 202
    for path in ("/", "/cases/ESC-9", "/deliveries", "/api/cases"):
        assert requests.get(vendors.url + path, timeout=20).status_code == 200


def test_the_mail_vendor_sees_its_mail_and_answers_by_mail(
    vendors: Vendors, sink: Sink, receiver: Receiver
) -> None:
    raw = mail(f"[HB-1042] ESC-31: {TRICKY}", Reply_To="vendor+sig@helpdesk.test")
    sink.send(raw, "support@helpdesk.test", "vendor@printers.test")
    assert "ESC-31" in requests.get(f"{vendors.url}/mail", timeout=20).text
    answered = requests.post(
        f"{vendors.url}/mail/ESC-31/answer", data={"text": "We look into it."}, timeout=20
    )
    assert answered.status_code == 200
    assert "The bridge took it" in answered.text
    (call,) = receiver.calls
    assert b"To: vendor+sig@helpdesk.test\r\n" in call.body
    assert b"From: vendor@printers.test\r\n" in call.body
    assert b"We look into it." in call.body


def test_an_answer_form_posts_signed_json(vendors: Vendors, receiver: Receiver) -> None:
    vendors.deliver(escalation(receiver))
    form = {"type": "resolved", "body": f"{TRICKY}\r\nDone", "vendor_reference": "INC0012"}
    page = requests.post(f"{vendors.url}/cases/ESC-31/answer", data=form, timeout=20)
    assert "✓ The bridge took it: HB-1042." in page.text
    assert json.loads(receiver.calls[0].body)["body"] == f"{TRICKY}\nDone"


def test_another_site_cannot_use_the_forms(vendors: Vendors, receiver: Receiver) -> None:
    vendors.deliver(escalation(receiver))
    response = requests.post(
        f"{vendors.url}/cases/ESC-31/answer",
        data={"type": "acknowledged"},
        headers={"Sec-Fetch-Site": "cross-site"},
        timeout=20,
    )
    assert response.status_code == 400
    assert receiver.calls == []

"""`POST /hooks/vendors/{vendor}`: a vendor's word on its case, by requests."""

import base64
import json
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from bridge.domain.words import VendorChannel
from bridge.services.arrivals import arrivals
from bridge.services.tickets import ticket_view
from bridge.services.vendors import escalation
from bridge.store.vendors import VendorUpdate
from bridge.vendors.signing import new_secret
from tests.support.desk import HOOK_VENDOR, MAIL_VENDOR, Desk
from tests.support.letters import TRICKY


@pytest.fixture
def case(bridge: Desk) -> str:
    """The reference of a ticket that lies with the webhook vendor as ESC-1."""
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    bridge.drain()
    return reference


def says(type_: str, **more: Any) -> dict[str, Any]:
    return {"escalation": "ESC-1", "type": type_, "body": f"We {type_}.", **more}


def the_case(bridge: Desk, reference: str) -> ticket_view.EscalationView:
    return bridge.ticket(reference).escalations[0]


def test_the_vendor_gets_a_signed_case(bridge: Desk, case: str) -> None:
    [call] = bridge.vendor.calls
    Webhook(bridge.vendor_secret).verify(call.body, call.headers)
    assert call.json["type"] == "escalation.created"
    assert call.json["escalation"] == "ESC-1"
    assert call.json["ticket"]["reference"] == case
    assert call.json["reply_url"].endswith(f"/hooks/vendors/{HOOK_VENDOR}")
    assert the_case(bridge, case).status == "sent"
    assert bridge.ticket(case).status == "on_hold"


def test_every_kind_of_answer_moves_the_case(bridge: Desk, case: str) -> None:
    steps = [
        (says("acknowledged", vendor_reference="INC0012"), "acknowledged", "on_hold"),
        (says("comment"), "answered", "open"),
        (says("resolved"), "resolved", "open"),
    ]
    for number, (body, status, ticket_status) in enumerate(steps):
        answer = bridge.vendor_says(body, f"msg_{number}")
        assert answer.status_code == 202, answer.text
        assert answer.get_json() == {"escalation": "ESC-1", "ticket": case, "duplicate": False}
        assert the_case(bridge, case).status == status
        assert bridge.ticket(case).status == ticket_status
    assert the_case(bridge, case).vendor_reference == "INC0012"
    assert [m.body for m in bridge.messages(case, "vendor_in")] == [
        "We acknowledged.",
        "We comment.",
        "We resolved.",
    ]


def test_a_rejected_case_comes_back_to_the_agents(bridge: Desk, case: str) -> None:
    assert bridge.vendor_says(says("rejected")).status_code == 202
    assert the_case(bridge, case).status == "rejected"
    assert bridge.ticket(case).status == "open"


def test_a_late_acknowledgement_takes_nothing_back(bridge: Desk, case: str) -> None:
    bridge.vendor_says(says("resolved"), "msg_1")
    bridge.vendor_says(says("acknowledged"), "msg_2")
    assert the_case(bridge, case).status == "resolved"


def test_a_vendors_word_is_internal_and_marked_as_the_vendors(bridge: Desk, case: str) -> None:
    bridge.vendor_says(says("comment", author="Sam", body=TRICKY))
    [message] = bridge.messages(case, "vendor_in")
    assert (message.body, message.public, message.actor_kind) == (TRICKY, False, "vendor")
    assert message.actor == f"Sam ({HOOK_VENDOR.capitalize()})"
    bridge.drain()
    assert len(bridge.mails("ann@example.org")) == 1  # the auto-response and nothing else


def test_a_repeat_of_the_webhook_id_changes_nothing(bridge: Desk, case: str) -> None:
    assert bridge.vendor_says(says("comment"), "msg_1").status_code == 202
    again = bridge.vendor_says(says("comment"), "msg_1")
    assert again.status_code == 200
    assert again.get_json() == {"escalation": "ESC-1", "ticket": case, "duplicate": True}
    assert bridge.count(VendorUpdate) == 1


def test_files_come_along(bridge: Desk, case: str) -> None:
    content = base64.b64encode(b"log line\n").decode()
    files = [{"name": "../log.txt", "type": "text/plain", "content_base64": content}]
    assert bridge.vendor_says(says("comment", attachments=files)).status_code == 202
    [file] = bridge.messages(case, "vendor_in")[0].files
    assert (file.size, file.ready) == (9, True)
    assert "/" not in file.name


def test_the_case_of_another_vendor_is_not_found(bridge: Desk, case: str) -> None:
    secret = new_secret()
    bridge.add_vendor("rival", VendorChannel.WEBHOOK, "https://rival.test/", secret)
    answer = bridge.vendor_says(says("resolved"), vendor="rival", secret=secret)
    assert (answer.status_code, answer.get_json()["field"]) == (404, "escalation")
    assert the_case(bridge, case).status == "sent"


def test_the_signature_of_another_vendor_is_refused(bridge: Desk, case: str) -> None:
    secret = new_secret()
    bridge.add_vendor("rival", VendorChannel.WEBHOOK, "https://rival.test/", secret)
    assert bridge.vendor_says(says("resolved"), secret=secret).status_code == 401
    assert bridge.vendor_says(says("resolved"), secret=bridge.site_secret).status_code == 401
    assert bridge.vendor_says(says("resolved"), vendor=MAIL_VENDOR).status_code == 401
    assert bridge.count(VendorUpdate) == 0


def test_an_unknown_case_or_vendor_is_not_found(bridge: Desk, case: str) -> None:
    assert bridge.vendor_says(says("comment") | {"escalation": "ESC-999"}).status_code == 404
    assert bridge.vendor_says(says("comment"), vendor="nobody").status_code == 404
    assert bridge.vendor_says(says("comment"), vendor="%00").status_code == 404


def test_a_refused_call_can_be_repeated_once_it_is_right(bridge: Desk) -> None:
    assert bridge.vendor_says(says("comment"), "msg_1").status_code == 404
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    assert bridge.vendor_says(says("comment"), "msg_1").status_code == 202


def test_an_authentic_malformed_call_is_kept_and_shown(bridge: Desk, case: str) -> None:
    bodies = [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"escalation":"ESC-1","escalation":"ESC-2","type":"comment"}',
        json.dumps(says("comment") | {"type": "maybe"}).encode(),
        json.dumps(says("comment") | {"escalation": "HB-1001"}).encode(),
        json.dumps(says("comment") | {"body": {}}).encode(),
        json.dumps(says("comment") | {"occurred_at": "soon"}).encode(),
        json.dumps(says("comment") | {"attachments": [{"name": "a"}]}).encode(),
        json.dumps(says("comment") | {"attachments": "a"}).encode(),
        b'{"escalation":"ESC-1","type":"comment","body":"\xff"}',
        b'{"escalation":"ESC-1","type":"comment","body":NaN}',
    ]
    for number, body in enumerate(bodies, 1):
        answer = bridge.vendor_says(body, f"msg_{number}")
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), body[:80]
        assert len(arrivals.quarantined(bridge.ctx)) == number
    assert bridge.count(VendorUpdate) == 0


def test_odd_text_is_taken_as_near_as_can_be(bridge: Desk, case: str) -> None:
    odd = says("comment", body="a\x00b\ud800c😀", author="\udc00", vendor_reference="\x00")
    assert bridge.vendor_says(odd).status_code == 202
    [message] = bridge.messages(case, "vendor_in")
    assert message.body == "a\ufffdb\ufffdc😀"
    assert message.actor.encode()


def test_a_gone_address_switches_the_vendor_off(bridge: Desk) -> None:
    bridge.vendor.status = 410
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    bridge.drain()
    assert the_case(bridge, reference).status == "failed"
    with bridge.ctx.reading() as tx:
        vendor = tx.vendors.by_slug(HOOK_VENDOR)
    assert vendor is not None
    assert not vendor.enabled
    assert vendor.disabled_reason


def test_every_try_bears_the_same_webhook_id(bridge: Desk) -> None:
    bridge.vendor.status = 500
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    bridge.drain()
    assert bridge.drain() == 0  # not before its time
    bridge.vendor.status = 202
    bridge.clock.move(seconds=6)
    bridge.drain()
    first, second = bridge.vendor.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    [delivery] = bridge.messages(reference, "vendor_out")[0].deliveries
    assert (delivery.status, len(delivery.attempts)) == ("sent", 2)


def test_the_vendors_own_wish_when_to_come_back_is_granted(bridge: Desk) -> None:
    bridge.vendor.status, bridge.vendor.headers = 503, {"Retry-After": "120"}
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    bridge.drain()
    bridge.vendor.status = 202
    bridge.clock.move(seconds=119)
    assert bridge.drain() == 0
    bridge.clock.move(seconds=2)
    assert bridge.drain() == 1


def test_after_the_last_try_the_case_has_failed_and_can_be_sent_again(bridge: Desk) -> None:
    bridge.vendor.status = 500
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    for _ in range(10):
        bridge.drain()
        bridge.clock.move(hours=27)
    assert len(bridge.vendor.calls) == 10
    assert bridge.drain() == 0
    assert the_case(bridge, reference).status == "failed"
    assert len(bridge.events(reference, "delivery_failed")) == 1
    [shown] = bridge.messages(reference, "vendor_out")[0].deliveries
    assert (shown.status, shown.can_retry) == ("failed", True)


def test_the_tricky_text_reaches_the_vendor_byte_for_byte(bridge: Desk) -> None:
    reference = bridge.pushed(fields=bridge.fields(subject=TRICKY, message=TRICKY))
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, TRICKY)
    bridge.drain()
    [call] = bridge.vendor.calls
    assert call.json["ticket"]["subject"] == TRICKY
    assert [message["text"] for message in call.json["messages"]] == [TRICKY, TRICKY]


def test_a_vendor_never_sees_an_internal_note_or_the_visitors_address(bridge: Desk) -> None:
    from bridge.services.tickets import conversation

    reference = bridge.pushed(fields=bridge.fields(message="Mail me at ann@example.org."))
    conversation.note(bridge.ctx, bridge.agent, reference, "She is never content.")
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    escalation.escalate(bridge.ctx, bridge.agent, reference, MAIL_VENDOR, "Please look.")
    bridge.drain()
    [mail] = bridge.mails("cases@printers.test")
    for seen in (bridge.vendor.calls[0].body.decode(), mail.as_string()):
        assert "never content" not in seen
        assert "ann@example.org" not in seen

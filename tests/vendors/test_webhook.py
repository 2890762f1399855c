"""The webhook channel against a real receiver (RELIABILITY F15)."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bridge.domain.errors import DeliveryFailed
from bridge.domain.ports import CaseMessage, FileContent, OutgoingWebhook, VendorCase
from bridge.net.egress import Egress
from bridge.vendors.retry_after import retry_after
from bridge.vendors.signing import StandardWebhooksCheck, new_secret
from bridge.vendors.webhook import VendorWebhooks
from tests.net.loopback import Loopback, Seen, Wire, always, say

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SAMPLE = 'It\'s a "test" with back\\slash & <b>html</b> ünï 😀'


@pytest.fixture
def webhooks():
    egress = Egress(("127.0.0.0/8",), timeout=timedelta(seconds=1))
    yield VendorWebhooks(egress, now=lambda: NOW)
    egress.close()


def call(url: str, secret: str = "", payload=None) -> OutgoingWebhook:
    return OutgoingWebhook(url, "msg_7", secret or new_secret(), payload or {"text": SAMPLE})


def failure(webhooks, server, **given) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        webhooks.post(call(server.url, **given))
    return caught.value


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_success(webhooks, status):
    with Loopback(always(say(status))) as server:
        assert webhooks.post(call(server.url)).answer == str(status)


def test_the_call_is_signed_and_carries_the_text_unchanged(webhooks):
    secret = new_secret()
    with Loopback(always(say(202))) as server:
        webhooks.post(call(f"{server.url}/hook?a=1", secret))
    seen = server.seen[0]
    StandardWebhooksCheck().verify(seen.body, seen.headers, (secret,), NOW)
    assert (seen.method, seen.target) == ("POST", "/hook?a=1")
    assert seen.headers["webhook-id"] == "msg_7"
    assert seen.headers["content-type"] == "application/json"
    assert json.loads(seen.body.decode("utf-8")) == {"text": SAMPLE, "attachments": []}


def test_410_switches_the_address_off(webhooks):
    with Loopback(always(say(410))) as server:
        error = failure(webhooks, server)
    assert (error.permanent, error.gone) == (True, True)


@pytest.mark.parametrize("status", [301, 307, 400, 401, 404, 409, 422, 500, 502, 504])
def test_everything_else_retries(webhooks, status):
    with Loopback(always(say(status, b"why not", Location="http://10.0.0.1/"))) as server:
        error = failure(webhooks, server)
    assert (error.permanent, error.gone, error.retry_after) == (False, False, None)
    assert str(status) in error.why
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_receiver_names_its_wait(webhooks, status):
    with Loopback(always(say(status, Retry_After="120"))) as server:
        assert failure(webhooks, server).retry_after == timedelta(minutes=2)
    later = format_datetime(NOW + timedelta(minutes=5), usegmt=True)
    with Loopback(always(say(status, Retry_After=later))) as server:
        assert failure(webhooks, server).retry_after == timedelta(minutes=5)
    with Loopback(always(say(status))) as server:
        assert failure(webhooks, server).retry_after is None


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", timedelta(0)),
        (" 5 ", timedelta(seconds=5)),
        ("999999999", timedelta(hours=24)),
        ("Mon, 23 Nov 2026 09:31:00 GMT", timedelta(minutes=1)),
        ("Mon, 23 Nov 2026 09:00:00 GMT", timedelta(0)),
        ("Mon, 23 Nov 2099 09:00:00 GMT", timedelta(hours=24)),
        ("Monday, 23-Nov-26 09:31:00 GMT", timedelta(minutes=1)),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 30, None),
        ("Mon, 99 Nov 2026 99:99:99 GMT", None),
        ("Mon, 23 Nov 99999999999 09:31:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value, wait):
    assert retry_after(value, NOW) == wait


def test_a_cut_after_sending_is_tried_again_under_the_same_id(webhooks):
    with Loopback(lambda seen, wire: None) as server:
        error = failure(webhooks, server)
    assert (error.permanent, error.gone) == (False, False)
    assert len(server.seen) == 1


def test_a_receiver_that_hangs_is_tried_again(webhooks):
    with Loopback(lambda seen, wire: wire.stopped.wait(30) and None) as server:
        assert not failure(webhooks, server).permanent


def test_a_2xx_whose_body_never_ends_is_success(webhooks):
    def script(_seen: Seen, wire: Wire) -> None:
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
        wire.drip(b"x" * 99999)

    with Loopback(script) as server:
        assert webhooks.post(call(server.url)).answer == "200"


def test_a_private_address_fails_for_good_and_says_what_to_do():
    webhooks = VendorWebhooks(Egress())
    with pytest.raises(DeliveryFailed, match="HELPDESK_EGRESS_ALLOW") as caught:
        webhooks.post(call("http://127.0.0.1/"))
    assert caught.value.permanent


def test_an_empty_secret_never_sends(webhooks):
    with Loopback(always(say(200))) as server, pytest.raises(DeliveryFailed, match="secret"):
        webhooks.post(OutgoingWebhook(server.url, "msg_1", "", {}))
    assert server.seen == []


def test_the_delivery_log_gets_the_receivers_words_but_no_page(webhooks):
    with Loopback(always(say(422, b"bad\x1b[31m field\n" + b"x" * 999))) as server:
        why = failure(webhooks, server).why
    assert "bad[31m field" in why
    assert len(why) < 250
    page = say(500, b"<html>oops", Content_Type="text/html")
    with Loopback(always(page)) as server:
        assert "oops" not in failure(webhooks, server).why


def case(**changed) -> VendorCase:
    facts = {
        "type": "escalation.created", "escalation": "ESC-31", "reference": "HB-1042",
        "subject": "Broken", "priority": "high", "category": "Billing", "product": "Shop",
        "ask": "Please check.", "asked_at": NOW,
        "vendor_name": "ACME", "company": "Us", "agent_name": "Bo",
        "language": "en", "attachments": ("a.txt",),
        "messages": (CaseMessage("Requester", NOW.astimezone(), SAMPLE),),
        "respond_by": NOW + timedelta(hours=4), "resolve_by": None,
        "case_url": "https://b.example/v/t", "reply_url": "https://b.example/hooks/vendors/acme",
        "reply_email": "r+x@b.example",
    }  # fmt: skip
    return VendorCase(**{**facts, **changed})


def test_the_payload_is_the_contracts_body(webhooks):
    assert webhooks.payload(case()) == {
        "type": "escalation.created",
        "escalation": "ESC-31",
        "reply_url": "https://b.example/hooks/vendors/acme",
        "reply_email": "r+x@b.example",
        "ticket": {
            "reference": "HB-1042",
            "subject": "Broken",
            "priority": "high",
            "category": "Billing",
            "product": "Shop",
        },
        "messages": [
            {"author": "Requester", "at": "2026-11-23T09:30:00Z", "text": SAMPLE},
            {"author": "Bo", "at": "2026-11-23T09:30:00Z", "text": "Please check."},
        ],
        "attachments": [],
        "sla": {"respond_by": "2026-11-23T13:30:00Z", "resolve_by": None},
    }


def test_files_join_the_body_when_it_leaves(webhooks):
    files = (FileContent("a.txt", "text/plain", b"hi"),)
    with Loopback(always(say(200))) as server:
        webhooks.post(
            OutgoingWebhook(server.url, "msg_7", new_secret(), webhooks.payload(case()), files)
        )
    sent = json.loads(server.seen[0].body)
    assert sent == webhooks.payload(case()) | {
        "attachments": [{"name": "a.txt", "type": "text/plain", "content_base64": "aGk="}]
    }


def test_a_payload_with_a_lone_surrogate_still_leaves(webhooks):
    with Loopback(always(say(200))) as server:
        webhooks.post(call(server.url, payload={"text": "a\ud800b"}))
    assert json.loads(server.seen[0].body)["text"] == "a\ud800b"

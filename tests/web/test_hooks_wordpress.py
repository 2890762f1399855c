"""`POST /hooks/wordpress/{site}`: every row of the contract, by requests."""

import json
from datetime import timedelta
from typing import Any

from bridge.domain.words import Role
from bridge.services.agents.accounts import LoggedIn
from bridge.services.arrivals import arrivals
from bridge.services.tickets import inbox
from bridge.store.sites import Form, Submission
from bridge.store.tickets import Ticket
from bridge.vendors.signing import new_secret
from tests.support.desk import SITE, Desk
from tests.support.letters import TRICKY, text_of
from tests.support.outage import unreachable

MIB = 1024 * 1024
ANYONE = LoggedIn(0, "", "", Role.VIEWER, "en")


def test_a_submission_becomes_a_ticket(bridge: Desk) -> None:
    body = bridge.submission()
    answer = bridge.push(body)
    assert answer.status_code == 202
    assert answer.get_json() == {"ticket": "HB-1001", "submission": body["id"], "duplicate": False}
    ticket = bridge.ticket("HB-1001")
    assert (ticket.subject, ticket.status, ticket.channel) == (
        "The printer is on fire",
        "new",
        "form",
    )
    assert ticket.messages[0].body == "It burns. What shall I do?"
    assert bridge.queue.nudged == ["replies"]


def test_a_repeat_returns_the_first_ticket(bridge: Desk) -> None:
    body = bridge.submission()
    first = bridge.push(body)
    again = bridge.push(body, webhook_id="msg_2")
    assert again.status_code == 200
    assert again.get_json() == first.get_json() | {"duplicate": True}
    assert bridge.count(Ticket) == 1


def test_a_repeat_a_day_later_returns_the_first_ticket(bridge: Desk) -> None:
    body = bridge.submission()
    first = bridge.push(body)
    bridge.clock.move(days=1)
    again = bridge.push(body)
    assert (again.status_code, again.get_json()["ticket"]) == (200, first.get_json()["ticket"])


def test_the_same_id_from_two_sites_is_two_tickets(bridge: Desk) -> None:
    secret = new_secret()
    bridge.add_site("other", secret)
    body = bridge.submission()
    assert bridge.push(body).get_json()["ticket"] == "HB-1001"
    assert bridge.push(body, site="other", secret=secret).get_json()["ticket"] == "HB-1002"


# ---- 401


def refused(bridge: Desk, headers: dict[str, str], body: bytes) -> None:
    answer = bridge.post(f"/hooks/wordpress/{SITE}", body, headers)
    assert answer.status_code == 401, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["status"] == 401
    assert bridge.count(Ticket) == 0
    assert arrivals.quarantined(bridge.ctx) == []


def test_a_push_without_one_of_the_headers_is_refused(bridge: Desk) -> None:
    body = json.dumps(bridge.submission()).encode()
    for missing in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        headers = bridge.signed(body)
        del headers[missing]
        refused(bridge, headers, body)


def test_a_wrong_signature_is_refused(bridge: Desk) -> None:
    body = json.dumps(bridge.submission()).encode()
    refused(bridge, bridge.signed(body, secret=new_secret()), body)


def test_a_body_changed_by_one_byte_is_refused(bridge: Desk) -> None:
    body = json.dumps(bridge.submission()).encode()
    refused(bridge, bridge.signed(body), body.replace(b"burns", b"turns"))


def test_the_signature_of_another_site_is_refused(bridge: Desk) -> None:
    secret = new_secret()
    bridge.add_site("other", secret)
    body = json.dumps(bridge.submission()).encode()
    refused(bridge, bridge.signed(body, secret=secret), body)


def test_an_unsigned_malformed_body_is_not_kept(bridge: Desk) -> None:
    refused(bridge, {}, b"{")


def test_a_timestamp_six_minutes_off_is_refused(bridge: Desk) -> None:
    body = json.dumps(bridge.submission()).encode()
    for minutes in (-6, 6):
        at = bridge.clock.now() + timedelta(minutes=minutes)
        refused(bridge, bridge.signed(body, at=at), body)


def test_a_timestamp_four_minutes_off_is_taken(bridge: Desk) -> None:
    for minutes in (-4, 4):
        at = bridge.clock.now() + timedelta(minutes=minutes)
        assert bridge.push(bridge.submission(), at=at).status_code == 202


def test_an_odd_timestamp_is_refused(bridge: Desk) -> None:
    body = json.dumps(bridge.submission()).encode()
    for odd in ("", "soon", "-1", "1e9", "é", "9" * 40, "1.5", " 1795426200", "0x6b"):
        refused(bridge, bridge.signed(body) | {"webhook-timestamp": odd}, body)


def test_odd_signatures_are_refused(bridge: Desk) -> None:
    body = json.dumps(bridge.submission()).encode()
    headers = bridge.signed(body)
    good = headers["webhook-signature"].removeprefix("v1,")
    for odd in (good, f"v1a,{good}", f"v2,{good}", f"v1,{good.rstrip('=')}", "v1,", "v1", "é,é"):
        refused(bridge, headers | {"webhook-signature": odd}, body)


def test_a_header_sent_twice_is_refused(bridge: Desk) -> None:
    body = json.dumps(bridge.submission()).encode()
    headers = [*bridge.signed(body).items(), ("webhook-timestamp", "1")]
    with bridge.app.test_client() as client:
        answer = client.post(f"/hooks/wordpress/{SITE}", data=body, headers=headers)
    assert answer.status_code == 401


def test_one_of_several_signatures_is_enough(bridge: Desk) -> None:
    body = json.dumps(bridge.submission()).encode()
    headers = bridge.signed(body)
    headers["webhook-signature"] = f"v1,AAAA {headers['webhook-signature']} v1a,BBBB"
    assert bridge.post(f"/hooks/wordpress/{SITE}", body, headers).status_code == 202


def test_both_secrets_hold_during_a_rotation_and_one_after_it(bridge: Desk) -> None:
    old, new = new_secret(), new_secret()
    bridge.add_site("turning", new, old)
    for number, secret in enumerate((old, new), 1):
        answer = bridge.push(bridge.submission(), site="turning", secret=secret)
        assert answer.status_code == 202, number
    with bridge.ctx.transaction() as tx:
        site = tx.sites.by_slug("turning")
        assert site is not None
        site.push_secrets_sealed = bridge.ctx.secrets.seal(new)
    late = bridge.push(bridge.submission(), site="turning", secret=old)
    assert late.status_code == 401
    assert bridge.push(bridge.submission(), site="turning", secret=new).status_code == 202


def test_a_site_without_a_secret_takes_nothing(bridge: Desk) -> None:
    bridge.add_site("open")
    assert bridge.push(bridge.submission(), site="open", secret="whsec_").status_code == 401


# ---- 400: authentic and malformed


def text_with(value: str) -> bytes:
    """A good submission, but for one value of a field, given as it stands in the JSON."""
    return (
        b'{"id":"u-1","form":{"plugin":"cf7","id":"1","title":"Contact"},'
        b'"submitted_at":"2026-11-23T09:30:00Z","fields":[{"name":"message","type":"textarea",'
        b'"value":' + value.encode() + b"}]}"
    )


MALFORMED = {
    "empty": b"",
    "not JSON": b"hello",
    "cut off": b'{"id":"1","form":',
    "not UTF-8": b'{"id":"\xff\xfe"}',
    "UTF-16": '{"id":"1"}'.encode("utf-16"),
    "a list": b"[]",
    "a number": b"17",
    "null": b"null",
    "a text": b'"hello"',
    "nothing in it": b"{}",
    "a key twice": text_with('"x"').replace(b'{"id"', b'{"id":"u-0","id"', 1),
    "NaN": text_with("NaN"),
    "infinity": text_with("-Infinity"),
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep and closed": text_with("[" * 100_000 + "]" * 100_000),
    "an object as a value": text_with("{}"),
    "lists in lists": text_with('[["a"]]'),
}


def test_an_authentic_malformed_body_is_kept_and_shown(bridge: Desk) -> None:
    for number, (what, body) in enumerate(MALFORMED.items(), 1):
        answer = bridge.push(body)
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), what
        kept = arrivals.quarantined(bridge.ctx)
        assert len(kept) == number, what
        assert (kept[0].door, kept[0].source) == ("push", SITE)
        assert arrivals.one(bridge.ctx, kept[0].id).raw == body[: arrivals.LONGEST_SHOWN].decode(
            "utf-8", "replace"
        )
        assert kept[0].reason
    assert bridge.count(Ticket) == 0


def without(body: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != key}


WRONG_SHAPES: list[tuple[str, dict[str, Any]]] = [
    ("id", {"id": None}),
    ("id", {"id": ["1"]}),
    ("id", {"id": "x" * 201}),
    ("id", {"id": " "}),
    ("id", {"id": True}),
    ("cursor", {"cursor": -1}),
    ("cursor", {"cursor": 2**63}),
    ("cursor", {"cursor": "17"}),
    ("cursor", {"cursor": 1.5}),
    ("form", {"form": "423"}),
    ("form.plugin", {"form": {"id": "1"}}),
    ("form.id", {"form": {"plugin": "cf7", "id": {}}}),
    ("submitted_at", {"submitted_at": "yesterday"}),
    ("submitted_at", {"submitted_at": "2026-11-23T09:30:00"}),
    ("submitted_at", {"submitted_at": 1795426200}),
    ("submitted_at", {"submitted_at": "0001-01-01T00:00:00+14:00"}),
    ("submitted_at", {"submitted_at": None}),
    ("status", {"status": "maybe"}),
    ("status", {"status": []}),
    ("locale", {"locale": []}),
    ("id", {"id": "a\x00b"}),
    ("id", {"id": "a\ud800b"}),
    ("page", {"page": "https://example.test/"}),
    ("visitor", {"visitor": [1]}),
    ("visitor.user_id", {"visitor": {"user_id": "root"}}),
    ("fields", {"fields": None}),
    ("fields", {"fields": {"email": "ann@example.org"}}),
    ("fields", {"fields": [{"name": "n", "value": "v"}] * 501}),
    ("fields[0]", {"fields": ["ann@example.org"]}),
    ("fields[0].name", {"fields": [{"value": "v"}]}),
    ("fields[0].value", {"fields": [{"name": "n", "value": {"a": 1}}]}),
    ("files", {"files": "log.txt"}),
    ("files[0].url", {"files": [{"field": "f", "name": "log.txt"}]}),
    ("files[0].size", {"files": [{"url": "u", "size": "big"}]}),
]


def test_a_wrong_shape_is_quarantined_and_the_field_named(bridge: Desk) -> None:
    for number, (field, change) in enumerate(WRONG_SHAPES, 1):
        answer = bridge.push(bridge.submission() | change)
        assert answer.status_code == 400, (change, answer.text)
        assert answer.get_json()["field"] == field, change
        assert len(arrivals.quarantined(bridge.ctx)) == min(number, 50)


def test_a_missing_key_is_quarantined_and_named(bridge: Desk) -> None:
    for key in ("id", "form", "submitted_at", "fields"):
        answer = bridge.push(without(bridge.submission(), key))
        assert (answer.status_code, answer.get_json()["field"]) == (400, key)


def test_what_is_not_needed_may_be_missing(bridge: Desk) -> None:
    for key in ("cursor", "status", "locale", "page", "visitor", "files"):
        assert bridge.push(without(bridge.submission(), key)).status_code == 202, key


def test_a_malformed_body_again_is_counted_and_not_doubled(bridge: Desk) -> None:
    for _ in range(3):
        assert bridge.push(b"{}").status_code == 400
    kept = arrivals.quarantined(bridge.ctx)
    assert [row.repeats for row in kept] == [2]


def test_agents_see_how_much_waits_in_quarantine(bridge: Desk) -> None:
    bridge.push(b"{}")
    bridge.push(b"[]")
    assert inbox.inbox(bridge.ctx, ANYONE, inbox.View.OPEN).quarantined == 2
    one = arrivals.quarantined(bridge.ctx)[0]
    assert arrivals.one(bridge.ctx, one.id).raw == "[]"


# ---- odd but good


ODD_VALUES = {
    "a float as it was written": ("1.10", "1.10"),
    "a number past any float": ("1e400", "1e400"),
    "a number past 64 bit": (str(2**64), str(2**64)),
    "NUL": (r'"a\u0000b"', "a\ufffdb"),
    "a lone surrogate": (r'"a\ud800b"', "a\ufffdb"),
    "a lone low surrogate": (r'"a\udc00"', "a\ufffd"),
    "a surrogate pair": (r'"\ud83d\ude00"', "😀"),
    "null": ("null", ""),
    "yes": ("true", "yes"),
    "several": ('["a","b"]', "a, b"),
    "none of several": ("[]", ""),
}


def test_an_odd_value_is_shown_as_near_as_can_be(bridge: Desk) -> None:
    for what, (value, shown) in ODD_VALUES.items():
        body = text_with(value).replace(b"u-1", what.encode())
        answer = bridge.push(body)
        assert answer.status_code == 202, (what, answer.text)
        message = bridge.messages(answer.get_json()["ticket"])[0]
        assert message.fields == (("message", shown),), what
        assert message.body == shown, what


def test_odd_text_in_every_place_makes_a_ticket(bridge: Desk) -> None:
    for odd in ("a\x00b", "a\ud800b", "\udc00", "😀" * 20, "\u202e\u200b", "a" * 60):
        body = bridge.submission(
            form={"plugin": odd, "id": odd, "title": odd},
            locale=odd[:20],
            page={"url": odd, "title": odd},
            fields=[{"name": odd, "label": odd, "type": odd, "value": [odd, odd]}],
        )
        answer = bridge.push(body)
        assert answer.status_code == 202, answer.text
        assert bridge.push(body).get_json()["duplicate"] is True
        view = bridge.ticket(answer.get_json()["ticket"])
        shown = [view.subject, *(text for pair in view.messages[0].fields for text in pair)]
        assert "".join(shown).encode("utf-8")  # fit for a page
        assert json.dumps([event.data for event in view.events], ensure_ascii=False).encode()
    assert arrivals.quarantined(bridge.ctx) == []


def test_unknown_keys_are_left_alone(bridge: Desk) -> None:
    assert bridge.push(bridge.submission(extra={"a": [1]}, ticket_id=7)).status_code == 202


def test_the_raw_submission_is_kept_as_it_came(bridge: Desk) -> None:
    body = json.dumps(bridge.submission(extra=TRICKY), indent=1).encode()
    bridge.push(body)
    with bridge.ctx.reading() as tx:
        rows = tx.sites.submissions_of_ticket(1)
    assert [row.raw for row in rows] == [body.decode()]


def test_the_tricky_text_survives_byte_for_byte(bridge: Desk) -> None:
    reference = bridge.pushed(
        fields=bridge.fields(name=TRICKY, subject=TRICKY, message=f"{TRICKY}\n\n  {TRICKY}\t\n")
    )
    ticket = bridge.ticket(reference)
    assert ticket.subject == TRICKY
    assert ticket.requester.name == TRICKY
    assert ticket.messages[0].body == f"{TRICKY}\n\n  {TRICKY}\t\n"
    assert dict(ticket.messages[0].fields)["your-name"] == TRICKY
    row = inbox.inbox(bridge.ctx, ANYONE, inbox.View.OPEN).rows[0]
    assert (row.subject, row.requester) == (TRICKY, TRICKY)
    assert row.first_line.startswith(TRICKY)
    bridge.drain()
    [mail] = bridge.mails()
    assert TRICKY in mail["Subject"]
    assert TRICKY in text_of(mail)


# ---- 404, 405, 413, 503


def test_an_unknown_site_is_not_found(bridge: Desk) -> None:
    for slug in ("nowhere", "x" * 300, "%00", "a%00b", "%ff", "ma%C3%AFn", "'--"):
        answer = bridge.push(bridge.submission(), site=slug)
        assert answer.status_code == 404, slug
        assert answer.mimetype == "application/problem+json"


def test_another_method_is_not_allowed(bridge: Desk) -> None:
    with bridge.app.test_client() as client:
        for method in ("GET", "PUT", "PATCH", "DELETE", "PROPFIND", "TRACE"):
            answer = client.open(f"/hooks/wordpress/{SITE}", method=method)
            assert answer.status_code == 405, method
            assert "POST" in answer.headers["Allow"]


def test_a_body_over_one_mib_is_too_large(bridge: Desk) -> None:
    for size in (MIB + 1, 2 * MIB):
        answer = bridge.push(b" " * size)
        assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert arrivals.quarantined(bridge.ctx) == []


def test_a_body_of_exactly_one_mib_is_read(bridge: Desk) -> None:
    body = json.dumps(bridge.submission()).encode()
    assert bridge.push(body + b" " * (MIB - len(body))).status_code == 202


def test_while_the_database_is_away_the_plugin_is_told_when_to_come_back(bridge: Desk) -> None:
    body = bridge.submission()
    bridge.pushed()
    with unreachable(bridge.ctx.database.engine):
        answer = bridge.push(body)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.mimetype == "application/problem+json"
    assert bridge.push(body).status_code == 202


# ---- what a ticket is made of


def test_a_mapping_that_does_not_fit_makes_a_ticket_with_all_fields(bridge: Desk) -> None:
    first = bridge.pushed()
    with bridge.ctx.transaction() as tx:
        form = tx.session.get_one(Form, 1)
        form.mapping = {"email": "gone", "message": "gone too"}
    reference = bridge.pushed(fields=bridge.fields(subject="Again", colour="green"))
    message = bridge.messages(reference)[0]
    assert reference != first
    assert dict(message.fields)["your-colour"] == "green"
    assert len(message.fields) == 5
    [created] = bridge.events(reference, "created")
    assert created.data["mapping_missing"] == {"email": "gone", "message": "gone too"}


def test_without_an_address_there_is_a_ticket_and_no_answer(bridge: Desk) -> None:
    reference = bridge.pushed(fields=bridge.fields(email=None))
    bridge.drain()
    assert bridge.ticket(reference).messages[0].body == "It burns. What shall I do?"
    assert bridge.withheld(reference) == ["no_address"]
    assert bridge.mails() == []


def test_an_address_that_is_none_makes_a_ticket_and_no_answer(bridge: Desk) -> None:
    reference = bridge.pushed(fields=bridge.fields(email="ann at example"))
    bridge.drain()
    assert dict(bridge.messages(reference)[0].fields)["your-email"] == "ann at example"
    assert bridge.mails() == []


def test_spam_lies_in_the_spam_folder_and_is_not_answered(bridge: Desk) -> None:
    reference = bridge.pushed(status="spam")
    assert bridge.drain() == 0
    assert bridge.mails() == []
    assert [row.reference for row in inbox.inbox(bridge.ctx, ANYONE, inbox.View.SPAM).rows] == [
        reference
    ]
    assert inbox.inbox(bridge.ctx, ANYONE, inbox.View.OPEN).rows == ()


def test_a_submission_whose_mail_failed_in_wordpress_is_answered(bridge: Desk) -> None:
    reference = bridge.pushed(status="mail_failed")
    bridge.drain()
    assert len(bridge.mails("ann@example.org")) == 1
    assert bridge.events(reference, "created")[0].data["status"] == "mail_failed"


def test_nothing_at_all_in_the_form_is_a_ticket_all_the_same(bridge: Desk) -> None:
    reference = bridge.pushed(fields=[])
    assert bridge.ticket(reference).subject == "Support request"
    assert bridge.count(Submission) == 1

"""What a vendor may post, and every way in which it may be wrong (RELIABILITY A24, A41)."""

import base64
import json
from datetime import UTC, datetime

import pytest

from bridge.domain.errors import Invalid
from bridge.domain.ports import FileContent, VendorUpdateIn
from bridge.domain.words import VendorUpdateType
from bridge.vendors.inbound import VendorUpdates

MINIMAL = {"escalation": "ESC-31", "type": "acknowledged"}


def read(data) -> VendorUpdateIn:
    return VendorUpdates().read(data if isinstance(data, bytes) else json.dumps(data).encode())


def fault(data) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read(data)
    return caught.value


def test_a_whole_update_is_read():
    update = read(
        {
            "escalation": "ESC-31",
            "type": "comment",
            "vendor_reference": "INC0012",
            "body": 'It\'s a "test" with back\\slash & <b>html</b> ünï 😀',
            "author": "Zoé",
            "attachments": [{"name": "a.txt", "type": "text/plain", "content_base64": "aGk="}],
            "occurred_at": "2026-11-23T10:30:00+01:00",
            "their_own": {"x": 1},
        }
    )
    assert update == VendorUpdateIn(
        escalation="ESC-31",
        type=VendorUpdateType.COMMENT,
        vendor_reference="INC0012",
        body='It\'s a "test" with back\\slash & <b>html</b> ünï 😀',
        author="Zoé",
        attachments=(FileContent("a.txt", "text/plain", b"hi"),),
        occurred_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("kind", VendorUpdateType)
def test_every_type_needs_only_the_case(kind):
    update = read({"escalation": "esc-31", "type": kind.value})
    assert (update.escalation, update.type, update.body) == ("ESC-31", kind, "")
    assert (update.author, update.occurred_at, update.attachments) == (None, None, ())


def test_null_stands_for_absent():
    nulls = dict.fromkeys(
        ("vendor_reference", "body", "author", "attachments", "occurred_at"), None
    )
    assert read(MINIMAL | nulls) == read(MINIMAL)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"escalation": None}, "escalation"),
        ({"escalation": 31}, "escalation"),
        ({"escalation": "HB-1042"}, "escalation"),
        ({"escalation": "ESC-" + "9" * 40}, "escalation"),
        ({"type": "closed"}, "type"),
        ({"type": ["comment"]}, "type"),
        ({"type": None}, "type"),
        ({"body": {"text": "x"}}, "body"),
        ({"body": "x" * 200_001}, "body"),
        ({"author": 5}, "author"),
        ({"vendor_reference": "x" * 256}, "vendor_reference"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": 1e300}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"attachments": "x"}, "attachments"),
        ({"attachments": [1]}, "attachments.0._schema"),
        ({"attachments": [{"name": "a"}]}, "attachments.0.content_base64"),
        ({"attachments": [{"name": "", "content_base64": ""}]}, "attachments.0.name"),
        ({"attachments": [{"name": "a", "content_base64": "*"}]}, "attachments"),
        ({"attachments": [{"name": "a", "content_base64": "é"}]}, "attachments"),
        ({"attachments": [{"name": "a", "content_base64": ""}] * 21}, "attachments"),
    ],
)
def test_a_wrong_value_names_its_field(change, field):
    assert fault(MINIMAL | change).field == field


@pytest.mark.parametrize("missing", MINIMAL)
def test_a_missing_value_names_its_field(missing):
    assert fault({key: MINIMAL[key] for key in MINIMAL if key != missing}).field == missing


@pytest.mark.parametrize(
    "body",
    [
        b"", b"x", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"escalation":NaN}', b'{"a":Infinity}',
        b'{"type":"comment","type":"resolved","escalation":"ESC-1"}',
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' + b"9" * 10_000 + b"}",
        b'{"a":1', json.dumps(MINIMAL).encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_not_strict_json_is_invalid(body):
    assert isinstance(fault(body), Invalid)


def test_attachments_have_one_limit_together():
    def files(*sizes: int) -> dict:
        rows = [
            {"name": "a", "content_base64": base64.b64encode(bytes(size)).decode()}
            for size in sizes
        ]
        return MINIMAL | {"attachments": rows}

    mib = 1024 * 1024
    assert len(read(files(4 * mib, 6 * mib)).attachments) == 2
    assert fault(files(4 * mib, 6 * mib, 1)).field == "attachments"
    assert fault(files(10 * mib + 1)).field == "attachments"


def test_text_that_no_database_holds_is_made_storable():
    body = b'{"escalation":"ESC-1","type":"comment","body":"a\\u0000b\\ud800c\\ud83d\\ude00"}'
    assert read(body).body == "a\ufffdb\ufffdc😀"

"""A41: whatever a body holds, the answer is a problem document and never a fault of ours."""

import json

import pytest

from tests.web.api.program import NO_ROWS, Program, ticket

pytestmark = NO_ROWS

JSON = "application/json"


def raw(subject: str) -> str:
    return json.dumps(ticket()).replace('"My invoice is wrong"', subject)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "not json",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        "[" * 100_000,
        '{"a":' * 100_000,
        raw("NaN"),
        raw("Infinity"),
        raw("1e400"),
        raw("9" * 5000),
        '{"subject":"a","subject":"b"}',
        '{"subject":"a\nb"}',
    ],
)
def test_a_body_that_is_no_json_is_refused(program: Program, body: str | bytes) -> None:
    answer = program.call("POST", "/tickets", data=body, content_type=JSON)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "subject",
    ['"\\ud800"', '"a\\u0000b"', "12345678901234567890123", "1e300", "true", "{}", "null"],
)
def test_a_value_that_is_no_text_is_refused_by_name(program: Program, subject: str) -> None:
    answer = program.call("POST", "/tickets", data=raw(subject), content_type=JSON)
    assert answer.status_code == 422
    assert answer.json["field"] == "subject"


@pytest.mark.parametrize("body", ["[]", "1", '"x"', "null", "true", ""])
def test_a_body_that_is_no_object_is_refused(program: Program, body: str) -> None:
    answer = program.call("POST", "/tickets", data=body, content_type=JSON)
    assert answer.status_code == 422


def test_an_unknown_name_with_half_a_character_is_refused(program: Program) -> None:
    body = json.dumps(ticket() | {"\ud800": 1})
    answer = program.call("POST", "/tickets", data=body, content_type=JSON)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_another_content_type_is_refused(program: Program, content_type: str) -> None:
    answer = program.call("POST", "/tickets", data=json.dumps(ticket()), content_type=content_type)
    assert answer.status_code == 415


def test_a_compressed_body_is_refused(program: Program) -> None:
    headers = {"Content-Encoding": "gzip"}
    answer = program.call("POST", "/tickets", data=b"\x1f\x8b", content_type=JSON, headers=headers)
    assert answer.status_code == 415


def test_a_body_over_one_mebibyte_is_refused(program: Program) -> None:
    body = raw(json.dumps("x" * 1024 * 1024))
    answer = program.call("POST", "/tickets", data=body, content_type=JSON)
    assert answer.status_code == 413


def test_a_method_that_is_not_there_is_refused(program: Program) -> None:
    answer = program.call("DELETE", "/tickets/HB-1001")
    assert answer.status_code == 405
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("header", ["", "x" * 201, "a\x7f" * 150])
def test_a_key_of_the_wrong_length_is_refused_by_name(program: Program, header: str) -> None:
    answer = program.call("POST", "/tickets", json=ticket(), headers={"Idempotency-Key": header})
    assert answer.status_code == 422
    assert answer.json["field"] == "Idempotency-Key"

"""Foreign text and foreign JSON in a form that everything can hold."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain import strict_json
from bridge.domain.errors import Invalid
from bridge.domain.plain_text import storable


@given(st.text(st.characters(exclude_characters="\0")))
def test_good_text_stays_as_it_is(text: str) -> None:
    assert storable(text) == text


@given(st.text(st.characters(categories=["Cs", "Lu", "Cc", "So"])))
def test_any_text_becomes_one_that_can_be_encoded_and_stays_so(text: str) -> None:
    once = storable(text)
    assert "\0" not in once
    assert once.encode("utf-8").decode("utf-8") == once
    assert storable(once) == once


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
def test_good_json_is_read_as_it_was_meant(value: object) -> None:
    assert strict_json.read(json.dumps(value).encode()) == value


def test_a_fraction_stays_as_it_was_written() -> None:
    assert strict_json.read(b"[1.10, 1e400, -0.0]") == ["1.10", "1e400", "-0.0"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"NaN", b"[Infinity]", b'{"a":1,"a":1}', b'"\xff"', b"[" * 100_000,
     b"1" * 5000, b"\xef\xbb\xbf{}", b'"\t"', b"01", b"{} {}"],
)  # fmt: skip
def test_bad_json_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        strict_json.read(body)

"""References name rows and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain import references


@given(st.integers(1, 10**11))
def test_a_reference_leads_back_to_its_row(row: int) -> None:
    assert references.ticket_id(references.ticket_reference(row)) == row
    assert references.escalation_id(references.escalation_reference(row)) == row
    tag = references.subject_tag(references.ticket_reference(row))
    assert references.ticket_ids_in_subject(f"Re: {tag.lower()} x {tag}") == [row, row]


@pytest.mark.parametrize(
    "text",
    ["", "HB-", "HB-0", "HB-1000", "HB--1", "HB-01001", "HB-1001 ", "1001", "ESC-1", "HB-١٠٠١",
     "HB-1001\n", "HB-1e3", "HB-" + "9" * 13],
)  # fmt: skip
def test_what_is_no_reference_names_no_row(text: str) -> None:
    assert references.ticket_id(text) is None


def test_case_does_not_matter() -> None:
    assert references.ticket_id("hb-1001") == 1
    assert references.escalation_id("esc-7") == 7
    assert references.escalation_id("ESC-0") is None

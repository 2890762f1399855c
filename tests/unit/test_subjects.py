"""Subjects without what programs put before them."""

import pytest

from bridge.domain.subjects import bare_subject, subject_root


@pytest.mark.parametrize(
    "subject",
    [
        "Invoice 17", "Re: Invoice 17", "RE: RE: Invoice 17", "Fwd: Invoice  17", "FW: Invoice 17",
        "TR : Invoice 17", "TR\u202f: Invoice 17", "Réf: Invoice 17", "Rép : Invoice 17",
        "AW: WG: Invoice 17", "Re[2]: Invoice 17", "[HB-1042] Invoice 17",
        "Re: [HB-1042] Re: [ESC-31] \t Invoice\r\n 17 ",
    ],
)  # fmt: skip
def test_one_thread_has_one_root(subject):
    assert subject_root(subject) == "invoice 17"


@pytest.mark.parametrize("subject", ["Regarding: x", "Reset", "[URGENT] x", "Printer: Re: x"])
def test_a_persons_own_words_stay(subject):
    assert bare_subject(subject) == subject


@pytest.mark.parametrize("subject", ["", "Re:", " [HB-1042] "])
def test_nothing_is_left_of_prefixes_alone(subject):
    assert bare_subject(subject) == ""

"""What a vendor sees of a text, and what it never sees (invariant 6)."""

import pytest

from bridge.domain.errors import Invalid
from bridge.domain.redaction import Hidden, Kind, KnownPerson, RedactionPolicy, redact
from bridge.domain.words import MessageKind

ANN = KnownPerson(
    name="Ann M. Müller",
    addresses=("ann@example.test", "odd.box@intra"),
    phones=("+49 30 555 1234",),
)
ALL = RedactionPolicy()
OPEN = RedactionPolicy.from_dict(
    dict.fromkeys(
        ["hide_emails", "hide_phones", "hide_names", "hide_ips", "hide_card_numbers", "hide_ibans"],
        False,
    )
)


def shown(text: str, policy: RedactionPolicy = ALL, known: KnownPerson = ANN) -> str:
    return redact(text, policy, known).text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("from ann@example.test.", "from [e-mail hidden]."),
        ("<ANN@EXAMPLE.TEST>,", "<[e-mail hidden]>,"),
        ("mailto:bob.o'hara+x@mail.example.co.uk?", "mailto:[e-mail hidden]?"),
        ("zoë@bücher.example", "[e-mail hidden]"),
        ("my box is odd.box@intra", "my box is [e-mail hidden]"),
        ("meet @ 5, 3@4", "meet @ 5, 3@4"),
        ("a@b.fr,c@d.fr;e@f.fr", "[e-mail hidden],[e-mail hidden];[e-mail hidden]"),
    ],
)
def test_addresses_are_hidden(text, left):
    assert shown(text) == left


@pytest.mark.parametrize(
    "text",
    ["Ann Müller", "ann müller", "ANN MÜLLER", "Müller, Ann", "Mu\u0308ller", "Muller", "Ann",
     "Ann\u00a0Müller", "Ann\n  Müller"],
)  # fmt: skip
def test_the_requesters_name_is_hidden_however_it_is_written(text):
    left = shown(f"I am {text}!")
    assert left.replace("[name hidden]", "").strip(" ,-!") == "I am"


@pytest.mark.parametrize("text", ["Annual announcement", "channel", "Lees", "banns"])
def test_words_that_only_contain_a_name_stay(text):
    assert shown(text) == text


def test_a_two_letter_name_is_hidden_only_as_written():
    al = KnownPerson(name="Al Bo")
    assert shown("Al and et al, bo Bo", known=al) == "[name hidden] and et al, bo [name hidden]"


def test_a_name_in_a_script_without_spaces_is_found_inside_a_sentence():
    assert shown("私は山田太郎です", known=KnownPerson(name="山田太郎")) == "私は[name hidden]です"


@pytest.mark.parametrize(
    "number",
    ["+33 6 12 34 56 78", "0033612345678", "06.12.34.56.78", "0612345678", "(030) 1234567",
     "030/1234567", "+1 (555) 123-4567", "555-123-4567", "5551234",
     "06\u202f12\u202f34\u202f56\u202f78"],
)  # fmt: skip
def test_telephone_numbers_are_hidden(number):
    assert shown(f"Call {number}, please") == "Call [phone hidden], please"


def test_numbers_side_by_side_are_all_hidden():
    text = "0612345678 0698765432 / +33 6 12 34 56 78 (030) 1234567"
    assert not any(letter.isdigit() for letter in shown(text))


@pytest.mark.parametrize(
    "text",
    ["2026-11-23 09:30", "23.11.2026", "01/02/2026", "order 123456789", "HB-1042", "INC0012345",
     "EUR 1,234,567.89", "12 of 34", "version 1.2.3", "09:30:15", "std::vector", "1000000000"],
)  # fmt: skip
def test_dates_counts_and_references_stay(text):
    assert shown(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("IBAN FR14 2004 1010 0505 0001 3M02 606 please", "IBAN [IBAN hidden] please"),
        ("de89370400440532013000.", "[IBAN hidden]."),
        ("DE88 3704 0044 0532 0130 00 wrong digit", None),
        ("4111 1111 1111 1111, 4111-1111-1111-1111", ", ".join(["[card number hidden]"] * 2)),
        ("5555555555554444", "[card number hidden]"),
        ("1111111111111111 is no card", "1111111111111111 is no card"),
        ("203.0.113.9:443 2001:db8::1.", "[IP address hidden]:443 [IP address hidden]."),
        ("::ffff:203.0.113.9", "[IP address hidden]"),
        ("999.1.1.1", "999.1.1.1"),
    ],
)  # fmt: skip
def test_numbers_with_a_form_are_checked_before_they_are_hidden(text, left):
    if left is None:
        assert "[IBAN hidden]" not in shown(text)
    else:
        assert shown(text) == left


def test_what_was_hidden_is_counted_by_kind():
    found = redact("Ann, ann@example.test, bob@example.test", ALL, ANN)
    assert found.hidden == (Hidden(Kind.EMAIL, 2), Hidden(Kind.NAME, 1))


def test_everything_else_survives_to_the_letter():
    text = 'It\'s a "test" with back\\slash & <b>html</b> ünï 😀\n\t[x]  '
    assert redact(text, ALL, ANN).text == text
    assert redact(text, ALL, ANN).hidden == ()


def test_marks_are_not_searched_again():
    hidden = KnownPerson(name="Mail Hidden")
    assert shown("a@b.fr Mail", known=hidden) == "[e-mail hidden] [name hidden]"


def test_an_open_policy_changes_nothing():
    text = "Ann Müller ann@example.test +33 6 12 34 56 78 4111111111111111 203.0.113.9"
    assert shown(text, OPEN) == text


@pytest.mark.parametrize(
    ("flag", "text"),
    [("hide_emails", "bob@example.test"), ("hide_names", "Müller"), ("hide_ips", "203.0.113.9"),
     ("hide_phones", "+33 6 12 34 56 78"), ("hide_card_numbers", "4111111111111111"),
     ("hide_ibans", "DE89370400440532013000")],
)  # fmt: skip
def test_each_switch_works_alone(flag, text):
    assert shown(text, RedactionPolicy.from_dict({**OPEN.to_dict(), flag: True})) != text
    off = RedactionPolicy.from_dict({**ALL.to_dict(), flag: False, "hide_phones": False})
    assert shown(text, off) == text


def test_further_words_are_hidden_and_a_hash_is_a_digit():
    policy = RedactionPolicy(words=("Project Falcon", "CUST-####", "a.b"))
    text = "project  falcon, CUST-0042 but CUST-42, axb"
    assert shown(text, policy) == "[hidden], [hidden] but CUST-42, axb"


@pytest.mark.parametrize(
    "unit",
    ["a", "1", "a@", "@", "1 ", "(", "+", "1.", "a.", "Ann ", ":", "1:", "FR76 ", "FR761111", " ",
     "-", "1-", "a@b.", "٣", "é", "\u0301", "CUST-", "0 "],
)  # fmt: skip
def test_long_runs_of_anything_come_to_an_end(unit):
    """Repeats in the patterns are possessive or bounded; a quadratic one would hang here."""
    text = unit * (100_000 // len(unit))
    redact(text, RedactionPolicy(words=("CUST-####",)), ANN)


def test_a_policy_survives_its_dict():
    policy = RedactionPolicy(hide_ips=False, words=("CUST-####",), drop_fields=("iban",))
    assert RedactionPolicy.from_dict(policy.to_dict()) == policy
    assert RedactionPolicy.from_dict({}) == RedactionPolicy()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"hide_emials": True}, "hide_emials"),
        ({"hide_emails": "yes"}, "hide_emails"),
        ({"hide_emails": 1}, "hide_emails"),
        ({"include_notes": True}, "include_notes"),
        ({"words": "one"}, "words"),
        ({"words": [1]}, "words"),
        ({"words": [""]}, "words"),
        ({"words": ["x" * 101]}, "words"),
        ({"words": ["ab"] * 201}, "words"),
        ({"drop_fields": None}, "drop_fields"),
    ],
)
def test_a_wrong_policy_names_its_key(data, field):
    with pytest.raises(Invalid) as caught:
        RedactionPolicy.from_dict(data)
    assert caught.value.field == field


def test_notes_and_machine_messages_never_leave():
    for kind in set(MessageKind) - {MessageKind.REQUEST, MessageKind.REPLY}:
        assert not ALL.lets_out(kind)
    assert not ALL.include_notes
    assert RedactionPolicy.from_dict({"include_notes": False}) == ALL


def test_requests_and_replies_leave_as_the_policy_says():
    assert ALL.lets_out(MessageKind.REQUEST)
    assert ALL.lets_out(MessageKind.REPLY)
    assert not RedactionPolicy(include_requester_messages=False).lets_out(MessageKind.REQUEST)
    assert not RedactionPolicy(include_agent_replies=False).lets_out(MessageKind.REPLY)


def test_dropped_fields_never_leave():
    policy = RedactionPolicy(drop_fields=("Customer-No",))
    assert policy.kept_fields([("customer-no", "7"), ("topic", "x")]) == [("topic", "x")]

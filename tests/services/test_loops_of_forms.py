"""A form is a way to mail strangers: when its submissions are answered, and when not (MAIL.md)."""

from tests.support.desk import SUPPORT, Desk


def asked(bridge: Desk, subject: str, email: str = "ann@example.org") -> str:
    return bridge.pushed(fields=bridge.fields(subject=subject, email=email))


def test_the_fourth_question_of_an_hour_is_not_answered_and_says_why(bridge: Desk) -> None:
    references = []
    for number in range(4):
        references.append(asked(bridge, f"Question {number}"))
        bridge.drain()
        bridge.clock.move(minutes=11)
    assert len(bridge.mails()) == 3
    assert [bridge.withheld(reference) for reference in references] == [
        [],
        [],
        [],
        ["hourly_limit"],
    ]
    [event] = bridge.events(references[3], "auto_response_withheld")
    assert event.data["reasons"][0][1] == "The address had 3 answers this hour."


def test_spellings_of_one_mailbox_count_as_one(bridge: Desk) -> None:
    for number, email in enumerate(("Ann@example.org", "ann+a@example.org", "ann@EXAMPLE.org")):
        asked(bridge, f"Question {number}", email)
    fourth = asked(bridge, "Question 4", "ANN+z@example.org")
    bridge.drain()
    assert len(bridge.mails()) == 3
    assert bridge.withheld(fourth) == ["hourly_limit"]


def test_an_hour_later_there_is_an_answer_again_until_the_tenth_of_a_day(bridge: Desk) -> None:
    references = []
    for number in range(11):
        references.append(asked(bridge, f"Question {number}"))
        bridge.drain()
        bridge.clock.move(minutes=61)
    assert len(bridge.mails()) == 10
    assert bridge.withheld(references[10]) == ["daily_limit"]


def test_the_same_question_within_ten_minutes_is_linked_and_not_answered(bridge: Desk) -> None:
    first = asked(bridge, "Printer")
    bridge.clock.move(minutes=9)
    second = asked(bridge, "Re: PRINTER")
    bridge.drain()
    assert len(bridge.mails()) == 1
    assert bridge.withheld(second) == ["same_subject"]
    assert bridge.ticket(second).linked == first
    bridge.clock.move(minutes=11)
    third = asked(bridge, "Printer")
    bridge.drain()
    assert bridge.withheld(third) == []


def test_a_question_after_a_spam_of_the_same_subject_is_answered(bridge: Desk) -> None:
    bridge.pushed(status="spam")
    reference = bridge.pushed()
    bridge.drain()
    assert bridge.withheld(reference) == []
    assert len(bridge.mails()) == 1


def test_addresses_that_nobody_reads_and_our_own_are_not_answered(bridge: Desk) -> None:
    addresses = {
        "no-reply@example.org": "machine_address",
        "MAILER-DAEMON@example.org": "machine_address",
        SUPPORT: "own_mailbox",
        "support+x@helpdesk.test": "own_mailbox",
        "anyone@helpdesk.test": "own_domain",
    }
    for address, reason in addresses.items():
        reference = asked(bridge, address, address)
        bridge.drain()
        assert bridge.withheld(reference) == [reason], address
    assert bridge.mails() == []


def test_a_blocked_requester_is_not_answered(bridge: Desk) -> None:
    asked(bridge, "One")
    with bridge.ctx.transaction() as tx:
        tx.people.requester(1).blocked = True
    second = asked(bridge, "Two")
    bridge.drain()
    assert bridge.withheld(second) == ["blocked"]
    assert bridge.mails() == []


def test_answers_given_late_count_when_they_were_given(bridge: Desk) -> None:
    """After an outage many old tickets are answered at once: the limit holds all the same."""
    for number in range(4):
        asked(bridge, f"Question {number}")
        bridge.clock.move(minutes=11)
    bridge.clock.move(days=2)
    bridge.drain()
    assert len(bridge.mails()) == 3


def test_the_visitors_text_is_never_echoed_in_full(bridge: Desk) -> None:
    bridge.pushed(fields=bridge.fields(message="Buy now! " * 100))
    bridge.drain()
    [mail] = bridge.mails()
    assert "Buy now! " * 20 not in " ".join(mail.as_string().split())

"""A form is a way to mail strangers: when its submissions are answered, and when not (MAIL.md)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bridge.domain import loops
from bridge.services.forms import form_limits
from bridge.store.tallies import VISITOR, AnswerTally
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


def from_ip(bridge: Desk, number: int, ip: str) -> str:
    fields = bridge.fields(subject=f"Question {number}", email=f"stranger{number}@example.org")
    visitor = {"user_id": 0, "ip": ip, "user_agent": None}
    return bridge.pushed(fields=fields, visitor=visitor)


def test_one_visitor_who_types_many_addresses_mails_no_more_than_ten_strangers_an_hour(
    bridge: Desk,
) -> None:
    """RELIABILITY A48."""
    references = [from_ip(bridge, number, "203.0.113.7") for number in range(12)]
    other = from_ip(bridge, 99, "203.0.113.8")
    bridge.drain()
    assert [bridge.withheld(reference) for reference in references[:10]] == [[]] * 10
    assert [bridge.withheld(reference) for reference in references[10:]] == [
        ["visitor_hourly_limit"],
        ["visitor_hourly_limit"],
    ]
    assert bridge.withheld(other) == []
    assert len(bridge.mails()) == 11


def test_a_visitors_limit_lasts_a_day_and_his_address_is_kept_nowhere_else(
    bridge: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "VISITOR_ANSWERS_PER_DAY", 4)
    references = []
    for number in range(5):
        references.append(from_ip(bridge, number, "203.0.113.7"))
        bridge.drain()
        bridge.clock.move(minutes=12)
    assert bridge.withheld(references[-1]) == ["visitor_daily_limit"]
    bridge.clock.move(days=1, hours=1)
    later = from_ip(bridge, 99, "203.0.113.7")
    bridge.drain()
    assert bridge.withheld(later) == []
    with bridge.ctx.reading() as tx:
        keys = tx.session.scalars(select(AnswerTally.key).where(AnswerTally.scope == VISITOR))
        assert all("203.0.113" not in key for key in keys)


def test_old_counts_are_forgotten(bridge: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_limits, "FORGET_EVERY", 1)
    for number in range(3):
        from_ip(bridge, number, f"198.51.100.{number}")
        bridge.drain()
        bridge.clock.move(hours=20)
    with bridge.ctx.reading() as tx:
        oldest = tx.session.scalars(select(func.min(AnswerTally.began))).one()
    assert oldest is not None
    assert oldest > bridge.clock.now() - timedelta(days=2)


def test_a_site_whose_forms_are_a_cannon_is_silenced_and_says_why(
    bridge: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "SITE_ANSWERS_PER_HOUR", 3)
    references = [asked(bridge, f"Question {n}", f"ann{n}@example.org") for n in range(5)]
    bridge.drain()
    withheld = [bridge.withheld(reference) for reference in references]
    assert withheld == [[], [], [], ["site_limit"], ["site_limit"]]
    bridge.clock.move(minutes=71)
    later = asked(bridge, "Later", "ann9@example.org")
    bridge.drain()
    assert bridge.withheld(later) == []

"""Agents hear of what happens in their tickets: whom, when, and in how many mails."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bridge.domain.actor import Actor
from bridge.domain.notifying import NotificationKind
from bridge.domain.references import ticket_id
from bridge.domain.words import ActorKind
from bridge.services.agents import accounts, notification_choices, notifications
from bridge.services.tickets import conversation, lookup, properties
from bridge.services.tickets.properties import Change
from bridge.services.vendors import escalation
from bridge.store.notifications import Notification
from tests.support.desk import HOOK_VENDOR, SUPPORT, Desk
from tests.support.letters import bounce, letter, text_of

ANN, LOU, ZOE = "ann@example.org", "lou@helpdesk.test", "zoe@helpdesk.test"
Kind = NotificationKind


@dataclass
class Office:
    """Lou has a ticket of Ann's; Zoé is a colleague."""

    desk: Desk
    lou: Actor
    zoe: Actor
    reference: str

    def told(self, who: Actor) -> list[str]:
        """Kinds of what an agent was told, oldest first."""
        with self.desk.ctx.reading() as tx:
            found = tx.notifications.page(who.id or 0, None, 50)
        return [told.row.kind for told in reversed(found)]

    def mailed(self, minutes: int = 2) -> None:
        self.desk.clock.move(minutes=minutes)
        self.desk.drain()

    def ann_writes(self, text: str = "It still burns.", reference: str | None = None) -> None:
        """By the last mail that she got of the ticket."""
        ticket = reference or self.reference
        mail = next(m for m in self.desk.mails(ANN) if f"[{ticket}]" in str(m["Subject"]))
        answer = self.desk.post_mail(letter(str(mail["Reply-To"].addresses[0].addr_spec), text))
        assert answer.get_json()["outcome"] == "message", answer.text


@pytest.fixture
def office(bridge: Desk) -> Office:
    zoe = accounts.add_agent(bridge.ctx, ZOE, "Zoé Petit", "agent", "correct horse battery", "fr")
    reference = bridge.pushed()
    properties.change(bridge.ctx, bridge.agent, reference, Change(assignee_id=bridge.agent.id))
    bridge.drain()
    return Office(bridge, bridge.agent, Actor(ActorKind.AGENT, zoe.name, zoe.id), reference)


def test_who_gives_a_ticket_or_names_a_colleague_tells_them_once_and_not_themselves(
    office: Office,
) -> None:
    desk, note = office.desk, "@Zoé Petit and @lou, is it the batch?"
    seen = desk.ticket(office.reference).newest_message
    for _ in range(2):  # a double click
        conversation.note(desk.ctx, office.lou, office.reference, note, seen=seen)
        change = Change(assignee_id=office.zoe.id)
        properties.change(desk.ctx, office.lou, office.reference, change)
    assert office.told(office.zoe) == ["mentioned", "assigned"]
    assert office.told(office.lou) == []


def test_the_customers_words_reach_the_assignee_once_and_a_machines_do_not(
    office: Office,
) -> None:
    office.ann_writes()
    raw = letter(SUPPORT, "Hello?", subject=f"[{office.reference}] printer")
    for _ in range(2):  # the mail server gives it twice
        office.desk.post_mail(raw)
    away = {"subject": f"Away: [{office.reference}]", "Auto_Submitted": "auto-replied"}
    office.desk.post_mail(letter(SUPPORT, "I am away.", **away))
    assert office.told(office.lou) == ["customer_replied"] * 2
    assert office.told(office.zoe) == []


def test_a_vendors_answer_reaches_the_assignee_and_its_receipt_does_not(office: Office) -> None:
    case = escalation.escalate(
        office.desk.ctx, office.lou, office.reference, HOOK_VENDOR, "Is there a fix?"
    )
    said = {"escalation": case.escalation, "type": "acknowledged", "body": "We look."}
    office.desk.vendor_says(said, "msg_1")
    assert office.told(office.lou) == []
    for _ in range(2):
        office.desk.vendor_says({**said, "type": "comment", "body": "Update it."}, "msg_2")
    assert office.told(office.lou) == ["vendor_answered"]


def test_a_refused_and_a_returned_reply_reach_the_assignee(office: Office) -> None:
    conversation.reply(office.desk.ctx, office.lou, office.reference, "Is it out?")
    office.desk.drain()
    sent = str(office.desk.mails(ANN)[-1]["Message-ID"]).strip("<>")
    for _ in range(2):  # two servers report it
        office.desk.post_mail(bounce(SUPPORT, sent))
    assert office.told(office.lou) == ["delivery_failed"]
    office.mailed()
    [mail] = office.desk.mails(LOU)
    assert "ann@example.org was not delivered" in text_of(mail)


def test_a_promise_that_breaks_soon_is_told_once_however_often_the_clock_asks(
    office: Office,
) -> None:
    due = office.desk.clock.now() + timedelta(minutes=30)
    for moved in (due, due, due + timedelta(hours=1)):
        with office.desk.ctx.transaction() as tx:
            ticket = lookup.locked(tx, office.reference)
            notifications.breach_near(office.desk.ctx, tx, ticket, moved, office.desk.clock.now())
    assert office.told(office.lou) == ["breach_near"] * 2
    office.mailed()
    [mail] = office.desk.mails(LOU)
    assert "An answer is due by Monday 23 November 2026, 10:00 UTC" in text_of(mail)


def test_of_a_ticket_that_nobody_has_taken_all_hear_only_where_the_desk_wants_it(
    office: Office,
) -> None:
    other = office.desk.pushed(fields=office.desk.fields(subject="Broken lamp"))
    office.desk.drain()
    office.ann_writes("Any news?", other)
    assert office.told(office.zoe) == []
    notification_choices.let_all_hear(office.desk.ctx, on=True)
    office.ann_writes("Hello?", other)
    assert office.told(office.zoe) == office.told(office.lou) == ["customer_replied"]


def test_each_kind_can_be_switched_off_for_each_way(office: Office) -> None:
    every = set(Kind)
    notification_choices.choose(
        office.desk.ctx,
        office.lou.id or 0,
        in_page=every - {Kind.MENTIONED},
        by_mail=every - {Kind.CUSTOMER_REPLIED},
    )
    office.ann_writes("Only in the page")
    conversation.note(office.desk.ctx, office.zoe, office.reference, "@lou only by mail")
    assert office.told(office.lou) == ["customer_replied"]
    office.mailed()
    [mail] = office.desk.mails(LOU)
    assert "only by mail" in text_of(mail)
    assert "Only in the page" not in text_of(mail)


def test_a_burst_makes_one_mail_and_what_comes_later_another(office: Office) -> None:
    office.ann_writes("One")
    office.desk.clock.move(minutes=1)
    office.ann_writes("Two")
    office.mailed(minutes=1)
    [mail] = office.desk.mails(LOU)
    assert "One" in text_of(mail)
    assert "Two" in text_of(mail)
    assert str(mail["Subject"]) == f"[{office.reference}] Ann wrote (+1): The printer is on fire"
    office.mailed()
    assert len(office.desk.mails(LOU)) == 1
    office.ann_writes("Three")
    office.mailed()
    [_, later] = office.desk.mails(LOU)
    assert "Three" in text_of(later)
    assert "Two" not in text_of(later)


def test_a_mail_is_a_machines_to_its_agent_alone_and_leaves_out_what_was_read(
    office: Office,
) -> None:
    desk = office.desk
    office.ann_writes("Read at once")
    with desk.ctx.transaction() as tx:
        tx.notifications.read(office.lou.id or 0, desk.clock.now())
    conversation.note(desk.ctx, office.zoe, office.reference, "@Lou the batch is faulty")
    office.mailed()
    [mail] = desk.mails(LOU)
    assert "Read at once" not in text_of(mail)
    assert "the batch is faulty" in text_of(mail)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert str(mail["From"]) == f"Example Support <{SUPPORT}>"
    [stored] = [m for m in desk.sink.newest_first() if LOU in m.recipients]
    assert list(stored.recipients) == [LOU]
    assert not any("faulty" in text_of(other) for other in desk.mails(ANN))


def test_a_burst_over_several_tickets_is_one_mail_with_an_address_for_each(
    office: Office,
) -> None:
    other = office.desk.pushed(fields=office.desk.fields(subject="Broken lamp"))
    office.desk.drain()
    for reference in (office.reference, other):
        change = Change(assignee_id=office.zoe.id)
        properties.change(office.desk.ctx, office.lou, reference, change)
    office.mailed()
    [mail] = office.desk.mails(ZOE)
    said = text_of(mail)
    assert str(mail["Subject"]).startswith("2 tickets")
    assert said.count("Lou vous a confié ce ticket") == 2
    for reference in (office.reference, other):
        row = ticket_id(reference)
        assert f"+a{office.zoe.id}-{row}." in said


def test_a_mail_to_an_agent_that_fails_is_told_in_the_ticket_and_makes_no_further_one(
    office: Office,
) -> None:
    office.ann_writes()
    office.mailed()
    sent = str(office.desk.mails(LOU)[0]["Message-ID"]).strip("<>")
    before = office.desk.count(Notification)
    answer = office.desk.post_mail(bounce(SUPPORT, sent))
    assert answer.get_json() == {"ticket": office.reference, "outcome": "bounce"} | {
        key: value for key, value in answer.get_json().items() if key not in ("ticket", "outcome")
    }
    assert len(office.desk.events(office.reference, "notice_bounced")) == 1
    assert office.desk.count(Notification) == before
    shown = [row for said in office.desk.messages(office.reference) for row in said.deliveries]
    assert LOU not in {row.receiver for row in shown}


def test_an_agent_who_left_and_an_agent_at_our_own_address_get_no_mail(office: Office) -> None:
    ours = accounts.add_agent(office.desk.ctx, SUPPORT, "Desk", "agent", "correct horse battery")
    conversation.note(office.desk.ctx, office.zoe, office.reference, "@Desk and @Lou, look")
    with office.desk.ctx.transaction() as tx:
        left = tx.people.agent(office.lou.id or 0)
        assert left is not None
        left.active = False
    office.mailed()
    assert office.desk.mails(LOU) == office.desk.mails(SUPPORT) == []
    assert office.told(Actor(ActorKind.AGENT, ours.name, ours.id)) == ["mentioned"]

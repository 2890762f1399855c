"""What machines write finds its place: bounces, acknowledgements, reports (MAIL.md)."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from bench import planting
from bridge.services.tickets import conversation
from bridge.services.vendors import escalation
from bridge.store.tickets import Ticket
from tests.support.desk import MAIL_VENDOR, SUPPORT, Desk
from tests.support.letters import bounce, letter

SAMPLES = Path(__file__).parents[1] / "mail" / "data" / "machine_mail"
FORMS = (  # a formal report, and servers that write in words of their own
    *("lhost-postfix-65", "lhost-qmail-08", "lhost-exim-52", "lhost-gmx-02", "lhost-verizon-02"),
    *("lhost-exchange2003-07", "lhost-surfcontrol-02", "lhost-mfilter-05", "rhost-facebook-04"),
)
RECEIVED = "We have received your request and a ticket has been created. Ticket number: 4711."


@pytest.fixture
def answered(bridge: Desk) -> tuple[str, EmailMessage]:
    """A ticket, and the auto-response that its visitor has."""
    reference = bridge.pushed()
    bridge.drain()
    [mail] = bridge.mails("ann@example.org")
    return reference, mail


def taken(bridge: Desk, raw: bytes) -> tuple[str | None, str]:
    answer = bridge.post_mail(raw)
    assert answer.status_code == 202, answer.text
    body = answer.get_json()
    return body["ticket"], body["outcome"]


def test_bounces_of_many_servers_find_their_delivery(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    message_id = str(mail["Message-ID"]).strip("<>")
    for name in FORMS:
        raw = (SAMPLES / f"{name}.eml").read_bytes()
        planted = planting.by_message_id(raw, message_id)
        if planted is not None:
            assert taken(bridge, planted) == (reference, "bounce"), name
        verp = planting.by_address(raw, f"bounces+{message_id}")
        assert taken(bridge, verp) == (reference, "bounce"), name
    assert bridge.count(Ticket) == 1
    [delivery] = bridge.messages(reference, "auto_response")[0].deliveries
    assert delivery.status == "bounced"


def test_a_bounce_marks_the_mail_that_came_back_and_not_an_earlier_one(bridge: Desk) -> None:
    """What comes back names the thread's earlier mails in its References."""
    reference = bridge.pushed()
    bridge.drain()
    conversation.reply(bridge.ctx, bridge.agent, reference, "Is it out?")
    bridge.drain()
    first, second = (str(mail["Message-ID"]) for mail in bridge.mails("ann@example.org"))
    raw = bounce(SUPPORT, second.strip("<>")).replace(
        b"Message-ID: " + second.encode(),
        b"References: " + first.encode() + b"\r\nMessage-ID: " + second.encode(),
    )
    assert taken(bridge, raw) == (reference, "bounce")
    [answer] = bridge.messages(reference, "auto_response")
    [reply] = bridge.messages(reference, "reply")
    assert [message.deliveries[0].status for message in (answer, reply)] == ["sent", "bounced"]


def test_a_bounce_says_whether_the_address_is_at_fault(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    taken(bridge, bounce(SUPPORT, str(mail["Message-ID"]).strip("<>")))
    [event] = bridge.events(reference, "delivery_bounced")
    assert (event.data["hard"], event.data["status"]) == (True, "5.1.1")
    assert event.data["receiver"] == "ann@example.org"


def test_words_alone_that_speak_of_no_mail_of_ours_are_a_ticket(bridge: Desk) -> None:
    raw = letter(
        SUPPORT,
        "Your message could not be delivered to one or more recipients.",
        subject="Undelivered Mail Returned to Sender",
    )
    reference, outcome = taken(bridge, raw)
    assert outcome == "ticket"
    assert bridge.withheld(str(reference)) == ["bounce"]


def test_an_abuse_report_is_told_in_the_ticket_and_is_no_bounce(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    raw = planting.by_message_id((SAMPLES / "arf-11.eml").read_bytes(), "x@y.test")
    assert raw is None  # this one returns no Message-ID
    raw = planting.by_message_id(
        (SAMPLES / "arf-14.eml").read_bytes(), str(mail["Message-ID"]).strip("<>")
    )
    assert raw is not None
    assert taken(bridge, raw) == (reference, "acknowledgement")
    assert len(bridge.events(reference, "delivery_complained")) == 1
    [delivery] = bridge.messages(reference, "auto_response")[0].deliveries
    assert delivery.status == "sent"


def test_a_vendors_acknowledgement_gives_the_case_its_number(bridge: Desk) -> None:
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, MAIL_VENDOR, "Please look.")
    bridge.drain()
    [mail] = bridge.mails("cases@printers.test")
    address = str(mail["Reply-To"]).rpartition("<")[2].strip(">")
    raw = letter(address, RECEIVED, sender="desk@printers.test", subject="[#4711] Received")
    assert taken(bridge, raw) == (reference, "acknowledgement")
    [case] = bridge.ticket(reference).escalations
    assert (case.status, case.vendor_reference) == ("acknowledged", "4711")
    assert bridge.ticket(reference).status == "on_hold"
    assert bridge.drain() == 0


def test_a_vendors_person_who_writes_through_a_ticket_system_has_answered(bridge: Desk) -> None:
    """Ticket systems mark their agents' mails as bulk, or as generated."""
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, MAIL_VENDOR, "Please look.")
    bridge.drain()
    [mail] = bridge.mails("cases@printers.test")
    address = str(mail["Reply-To"]).rpartition("<")[2].strip(">")
    raw = letter(address, "We found the fuse.", sender="sam@printers.test", Precedence="bulk")
    assert taken(bridge, raw) == (reference, "vendor_update")
    assert bridge.ticket(reference).status == "open"


def test_another_helpdesks_acknowledgement_opens_no_ticket_and_reopens_none(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    conversation.reply(bridge.ctx, bridge.agent, reference, "Done.", solve=True)
    bridge.drain()
    sent = len(bridge.mails())
    ours = str(mail["Message-ID"])
    raw = letter(SUPPORT, RECEIVED, subject="[#4711] Received", In_Reply_To=ours)
    assert taken(bridge, raw) == (reference, "acknowledgement")
    stranger = letter(
        SUPPORT, RECEIVED, sender="desk@else.test", subject=f"[#4711] Re: [{reference}] x"
    )
    assert taken(bridge, stranger) == (None, "acknowledgement")
    assert bridge.ticket(reference).status == "solved"
    assert bridge.count(Ticket) == 1
    bridge.drain()
    assert len(bridge.mails()) == sent


def test_a_person_on_a_mailing_list_opens_the_ticket_again_and_is_not_answered(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    conversation.reply(bridge.ctx, bridge.agent, reference, "Done.", solve=True)
    raw = letter(
        SUPPORT,
        "Still on fire.",
        In_Reply_To=str(mail["Message-ID"]),
        List_Id="<users.example.org>",
        Precedence="list",
    )
    assert taken(bridge, raw) == (reference, "message")
    assert bridge.ticket(reference).status == "open"
    asked = letter(SUPPORT, "A question.", subject="Lamp", List_Id="<users.example.org>")
    other, outcome = taken(bridge, asked)
    assert (outcome, bridge.withheld(str(other))) == ("ticket", ["mailing_list"])


def test_the_signature_is_folded_into_the_full_message(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    text = "It is out.\n\n-- \nAnn Doe\nExample Ltd"
    taken(bridge, letter(SUPPORT, text, In_Reply_To=str(mail["Message-ID"])))
    last = bridge.messages(reference)[-1]
    assert last.body == "It is out."
    assert "Example Ltd" in str(last.quoted)

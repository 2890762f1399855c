"""`POST /hooks/mail/{mailbox}`: mail comes in and finds its ticket, by requests."""

import re
from email.message import EmailMessage

import pytest

from bridge.services.arrivals import arrivals
from bridge.services.tickets import conversation
from bridge.services.vendors import escalation
from bridge.store.audit import Arrival
from bridge.store.tickets import Ticket
from tests.support.desk import MAIL_VENDOR, SUPPORT, Desk
from tests.support.letters import TRICKY, bounce, letter, text_of


@pytest.fixture
def answered(bridge: Desk) -> tuple[str, EmailMessage]:
    """A ticket, and the auto-response that its visitor has."""
    reference = bridge.pushed()
    bridge.drain()
    [mail] = bridge.mails("ann@example.org")
    return reference, mail


def taken(bridge: Desk, raw: bytes) -> tuple[str | None, str]:
    """(ticket, outcome) of a mail that came for the first time."""
    answer = bridge.post_mail(raw)
    assert answer.status_code == 202, answer.text
    body = answer.get_json()
    assert body["duplicate"] is False
    return body["ticket"], body["outcome"]


# ---- the door


def test_a_mail_without_the_mailboxs_token_is_refused(bridge: Desk) -> None:
    raw = letter(SUPPORT)
    for value in ("", "Bearer", "Bearer  ", "Bearer wrong", "Basic mailbox-token", "mailbox-token"):
        answer = bridge.post("/hooks/mail/support", raw, {"Authorization": value})
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), value
    assert bridge.post("/hooks/mail/support", raw, {}).status_code == 401
    assert bridge.count(Arrival) == 0


def test_the_token_of_another_mailbox_opens_nothing(bridge: Desk) -> None:
    bridge.add_mailbox("sales", "sales@helpdesk.test", "other-token")
    assert bridge.post_mail(letter(SUPPORT), token="other-token").status_code == 401
    headers = {"Authorization": f"Bearer {bridge.mail_token}"}
    for slug in ("sales", "nobody", "%00"):
        assert bridge.post(f"/hooks/mail/{slug}", letter(SUPPORT), headers).status_code == 401


def test_the_same_mail_again_changes_nothing(bridge: Desk) -> None:
    raw = letter(SUPPORT, subject="Printer")
    first = bridge.post_mail(raw)
    again = bridge.post_mail(raw)
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.get_json() == first.get_json() | {"duplicate": True}
    assert bridge.count(Ticket) == 1


def test_the_same_mail_by_another_way_is_one_ticket(bridge: Desk) -> None:
    raw = letter(SUPPORT, subject="Printer", message_id="<one@example.org>")
    reference, _ = taken(bridge, raw)
    assert taken(bridge, b"Received: from mx2.example.org\r\n" + raw) == (reference, "suppressed")
    assert bridge.count(Ticket) == 1


def test_other_words_under_a_known_message_id_are_not_lost(bridge: Desk) -> None:
    """Scanners and shop systems send everything under one Message-ID."""
    for text in ("Scan 1", "Scan 2"):
        _, outcome = taken(bridge, letter(SUPPORT, text, message_id="<always@scanner.test>"))
        assert outcome == "ticket"


def test_what_cannot_be_read_is_kept_and_shown(bridge: Desk) -> None:
    for number, raw in enumerate((b"", b"\0\0", b"\r\n\r\n", letter(SUPPORT, sender="")), 1):
        _, outcome = taken(bridge, raw)
        assert outcome == "quarantined", raw
        assert len(arrivals.quarantined(bridge.ctx)) == number
    assert bridge.count(Ticket) == 0


# ---- new tickets


def test_a_mail_of_a_stranger_is_a_new_ticket_and_is_answered(bridge: Desk) -> None:
    reference, outcome = taken(bridge, letter(SUPPORT, "It burns.", subject="Printer"))
    assert outcome == "ticket"
    assert reference is not None
    ticket = bridge.ticket(reference)
    assert (ticket.subject, ticket.channel, ticket.requester.email) == (
        "Printer",
        "email",
        "ann@example.org",
    )
    bridge.drain()
    [mail] = bridge.mails("ann@example.org")
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["In-Reply-To"] is not None


MACHINES = {
    "an autoresponder": {"Auto-Submitted": "auto-replied"},
    "a list": {"List-Id": "<news.example.org>"},
    "bulk": {"Precedence": "bulk"},
    "suppressed": {"X-Auto-Response-Suppress": "All"},
    "no return path": {"Return-Path": "<>"},
}


def test_a_machine_is_not_answered(bridge: Desk) -> None:
    for what, headers in MACHINES.items():
        reference, outcome = taken(bridge, letter(SUPPORT, subject=what, **headers))
        assert outcome == "ticket", what
        assert bridge.withheld(str(reference)), what
    for sender in ("noreply@example.org", "mailer-daemon@example.org", SUPPORT):
        reference, _ = taken(bridge, letter(SUPPORT, sender=sender, subject=sender))
        assert bridge.withheld(str(reference)), sender
    reference, _ = taken(bridge, letter("someone@else.test", subject="by Bcc"))
    assert bridge.withheld(str(reference)) == ["not_addressed"]
    bridge.drain()
    assert bridge.mails() == []


# ---- threading


def test_a_reply_to_the_signed_address_reopens_the_ticket(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    conversation.reply(bridge.ctx, bridge.agent, reference, "Is it out?", solve=True)
    assert bridge.ticket(reference).status == "solved"
    reply_to = re.findall(r"<(.*)>", mail["Reply-To"])[0]
    found = taken(bridge, letter(reply_to, f"It is.\n\n{TRICKY}", subject="No tag here"))
    assert found == (reference, "message")
    assert bridge.ticket(reference).status == "open"
    last = bridge.messages(reference)[-1]
    assert (last.kind, last.body) == ("request", f"It is.\n\n{TRICKY}")
    bridge.drain()
    assert len([m for m in bridge.mails() if m["Auto-Submitted"] == "auto-replied"]) == 1


def test_a_colleague_who_holds_the_signed_address_joins_with_a_mark(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    reply_to = re.findall(r"<(.*)>", mail["Reply-To"])[0]
    raw = letter(reply_to, sender="bob@example.org", name="Bob")
    assert taken(bridge, raw) == (reference, "message")
    [joined] = bridge.events(reference, "joined_by_mail")
    assert joined.data["email"] == "bob@example.org"
    by_tag = letter(SUPPORT, "And then?", sender="bob@example.org", subject=f"[{reference}] x")
    assert taken(bridge, by_tag) == (reference, "message")


def test_a_reply_is_threaded_by_our_message_id(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    ours = str(mail["Message-ID"])
    raw = letter(SUPPORT, "One", References=f"<older@example.org> {ours}")
    assert taken(bridge, raw) == (reference, "message")
    raw = letter(SUPPORT, "Two", sender="ann@home.test", In_Reply_To=ours)
    assert taken(bridge, raw) == (reference, "message")
    assert len(bridge.events(reference, "joined_by_mail")) == 1


def test_the_subject_tag_threads_a_participant_only(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, _ = answered
    assert taken(bridge, letter(SUPPORT, "1", subject=f"Re: [{reference}] x"))[0] == reference
    stranger = letter(SUPPORT, "2", sender="eve@evil.test", subject=f"Re: [{reference}] x")
    other, outcome = taken(bridge, stranger)
    assert (outcome, other == reference) == ("ticket", False)


def test_the_ticket_trick_opens_nothing_and_learns_nothing(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    """RELIABILITY A02."""
    reference, mail = answered
    bridge.post_mail(letter(SUPPORT, "The secret word is xyzzy.", subject=f"[{reference}] secret"))
    reply_to = re.findall(r"<(.*)>", mail["Reply-To"])[0]
    digit = "0" if not reply_to.partition("@")[0].endswith("0") else "1"
    guesses = [
        re.sub(r".@", f"{digit}@", reply_to),
        re.sub(r"\.[^@]*@", ".@", reply_to),
        re.sub(r"\.[^@]*@", f".{'0' * 32}@", reply_to),
        re.sub(r"\+t1\.", "+t2.", reply_to),
        re.sub(r"\+t1\.", "+e1.", reply_to),
        f"support+{reference}@helpdesk.test",
    ]
    before = len(bridge.messages(reference))
    for number, guess in enumerate(guesses):
        raw = letter(guess, sender=f"eve{number}@evil.test", subject=f"Re: [{reference}] {number}")
        other, outcome = taken(bridge, raw)
        assert (outcome, other == reference) == ("ticket", False), guess
    bridge.drain()
    assert len(bridge.messages(reference)) == before
    for number in range(len(guesses)):
        for told in bridge.mails(f"eve{number}@evil.test"):
            assert "xyzzy" not in told.as_string()
            assert "It burns" not in text_of(told)


def test_an_answer_to_a_closed_ticket_is_a_new_one_linked_to_it(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    with bridge.ctx.transaction() as tx:
        ticket = tx.tickets.get_locked(1)
        assert ticket is not None
        ticket.status = "closed"
    reply_to = re.findall(r"<(.*)>", mail["Reply-To"])[0]
    other, outcome = taken(bridge, letter(reply_to))
    assert outcome == "ticket"
    assert bridge.ticket(str(other)).linked == reference
    assert bridge.ticket(reference).status == "closed"


def test_an_autoreply_neither_reopens_nor_is_answered(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    conversation.reply(bridge.ctx, bridge.agent, reference, "Done.", solve=True)
    bridge.drain()
    sent = len(bridge.mails())
    vacation = letter(
        str(mail["Return-Path"] or SUPPORT),
        "I am away until Monday.",
        Auto_Submitted="auto-replied",
        In_Reply_To=str(mail["Message-ID"]),
    )
    assert taken(bridge, vacation) == (reference, "message")
    assert bridge.ticket(reference).status == "solved"
    bridge.drain()
    assert len(bridge.mails()) == sent


def test_our_own_mail_coming_back_is_suppressed(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    raw = letter(SUPPORT, "A list's footer", sender=SUPPORT, message_id=str(mail["Message-ID"]))
    assert taken(bridge, raw) == (reference, "suppressed")
    assert bridge.count(Ticket) == 1


# ---- bounces


def bounce_address(bridge: Desk) -> str:
    return bridge.sink.newest_first()[-1].sender


def test_a_bounce_marks_its_delivery_and_opens_no_ticket(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, _ = answered
    unknown = bounce(SUPPORT, "nobody-knows@helpdesk.test")
    assert taken(bridge, unknown) == (None, "bounce")
    raw = bounce(bounce_address(bridge), "quoted-wrongly@helpdesk.test")
    assert taken(bridge, raw) == (reference, "bounce")
    [delivery] = bridge.messages(reference, "auto_response")[0].deliveries
    assert delivery.status == "bounced"
    assert len(bridge.events(reference, "delivery_bounced")) == 1
    assert bridge.count(Ticket) == 1


def test_a_bounce_is_known_by_the_mail_that_it_returns(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, mail = answered
    raw = bounce(SUPPORT, str(mail["Message-ID"]).strip("<>"))
    assert taken(bridge, raw) == (reference, "bounce")


def test_a_delay_is_no_bounce(bridge: Desk, answered: tuple[str, EmailMessage]) -> None:
    reference, _ = answered
    raw = bounce(bounce_address(bridge), "x@helpdesk.test", action="delayed")
    assert taken(bridge, raw) == (reference, "acknowledgement")
    [delivery] = bridge.messages(reference, "auto_response")[0].deliveries
    assert delivery.status == "sent"


def test_a_mail_servers_plain_complaint_is_a_bounce_too(
    bridge: Desk, answered: tuple[str, EmailMessage]
) -> None:
    reference, _ = answered
    raw = letter(
        bounce_address(bridge),
        "This is qmail. I tried, and I gave up.",
        sender="MAILER-DAEMON@mx.example.org",
        Return_Path="<>",
    )
    assert taken(bridge, raw) == (reference, "bounce")
    assert bridge.count(Ticket) == 1


# ---- vendors by mail


@pytest.fixture
def case(bridge: Desk) -> tuple[str, EmailMessage]:
    """A ticket that lies with the e-mail vendor, and the mail that the vendor has."""
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, MAIL_VENDOR, f"Look: {TRICKY}")
    bridge.drain()
    [mail] = bridge.mails("cases@printers.test")
    assert TRICKY in text_of(mail)
    return reference, mail


def case_address(mail: EmailMessage) -> str:
    return str(re.findall(r"<(.*)>", mail["Reply-To"])[0])


def test_a_vendors_reply_lands_in_the_ticket(bridge: Desk, case: tuple[str, EmailMessage]) -> None:
    reference, mail = case
    raw = letter(case_address(mail), TRICKY, sender="sam@printers.test", name="Sam")
    assert taken(bridge, raw) == (reference, "vendor_update")
    [message] = bridge.messages(reference, "vendor_in")
    assert (message.body, message.public) == (TRICKY, False)
    assert bridge.ticket(reference).status == "open"
    assert bridge.ticket(reference).escalations[0].status == "answered"


def test_a_vendors_machine_acknowledges_and_is_not_answered(
    bridge: Desk, case: tuple[str, EmailMessage]
) -> None:
    reference, mail = case
    raw = letter(
        case_address(mail), "We got it.", sender="desk@printers.test", Auto_Submitted="auto-replied"
    )
    assert taken(bridge, raw) == (reference, "acknowledgement")
    assert bridge.ticket(reference).status == "on_hold"
    assert bridge.drain() == 0


def test_a_vendors_mail_from_a_wrong_domain_is_set_aside(
    bridge: Desk, case: tuple[str, EmailMessage]
) -> None:
    reference, mail = case
    for sender in ("sam@evil.test", "sam@printers.test.evil.test", "ann@example.org"):
        raw = letter(case_address(mail), "All fine.", sender=sender)
        assert taken(bridge, raw) == (reference, "quarantined")
    assert bridge.messages(reference, "vendor_in") == []
    assert len(arrivals.quarantined(bridge.ctx)) == 3


def test_a_vendor_without_the_token_stays_outside(
    bridge: Desk, case: tuple[str, EmailMessage]
) -> None:
    """RELIABILITY A04."""
    reference, mail = case
    raw = letter(
        SUPPORT,
        "Close it.",
        sender="sam@printers.test",
        subject=f"Re: [ESC-1] [{reference}] x",
        In_Reply_To=str(mail["Message-ID"]),
    )
    other, outcome = taken(bridge, raw)
    assert (outcome, other == reference) == ("ticket", False)


# ---- hard to read


def test_odd_mails_are_taken_without_an_error(bridge: Desk) -> None:
    for number, raw in enumerate(
        (
            letter(SUPPORT, "a\0b", subject="NUL"),
            letter(SUPPORT, Subject="=?utf-7?q?+2AA-?=", name="=?utf-7?q?+2AA-?="),
            letter(SUPPORT, "x", Content_Type="text/plain; charset=utf-7").replace(
                b"x\r\n", b"+2AA-"
            ),
            letter(SUPPORT, "x", Date="Thu, 99 Foo 99999 99:99:99 +9999"),
            letter(SUPPORT, "x", subject="s" * 5000, name="n" * 5000),
            letter(SUPPORT, "", subject=""),
            letter(SUPPORT, "x", Content_Type="multipart/mixed"),
            b"From: ann@example.org\n\nlone \xff bytes",
        )
    ):
        reference, outcome = taken(bridge, raw)
        assert outcome == "ticket", number
        view = bridge.ticket(str(reference))
        assert (view.subject + view.messages[0].body + view.requester.name).encode()
    bridge.drain()

"""Odd mails find the right ticket and the right person, and no machine gets an answer."""

from email.message import EmailMessage

import pytest

from bridge.services.tickets import conversation
from bridge.store.tickets import Ticket
from tests.support.desk import SUPPORT, Desk
from tests.support.letters import letter

ACCEPTED = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR"
READ = "Your message\n\n  To: Ann\n\nwas read on Monday, November 23, 2026 10:00:00 AM."
LU = "Votre message\n\n  À : Ann\n\na été lu le lundi 23 novembre 2026 10:00:00."
AWAY = (
    "Bonjour,\n\nJe suis actuellement en congés. Pour toute urgence, veuillez contacter Paul.\n"
    "Je vous répondrai à mon retour."
)


@pytest.fixture
def solved(bridge: Desk) -> tuple[str, EmailMessage]:
    """A ticket that is solved, and the last mail that its visitor has of it."""
    reference = bridge.pushed()
    conversation.reply(bridge.ctx, bridge.agent, reference, "Done.", solve=True)
    bridge.drain()
    return reference, bridge.mails("ann@example.org")[-1]


def taken(bridge: Desk, raw: bytes) -> tuple[str, str]:
    """The ticket and the outcome; whatever is to be sent is sent."""
    answer = bridge.post_mail(raw)
    assert answer.status_code == 202, answer.text
    bridge.drain()
    body = answer.get_json()
    return str(body["ticket"]), body["outcome"]


def with_file(content: bytes) -> bytes:
    """What a scanner sends: always the same words and the same Message-ID."""
    body = (
        "--b\nContent-Type: text/plain\n\nScanned for you.\n"
        f"--b\nContent-Type: application/pdf; name=scan.pdf\n\n{content.decode()}\n--b--"
    )
    kind = 'multipart/mixed; boundary="b"'
    return letter(SUPPORT, body, subject="Scan", message_id="<1@scanner>", Content_Type=kind)


# ---- who asks


@pytest.mark.parametrize("sender", ["noreply@shop.example", SUPPORT])
def test_whom_a_websites_form_names_in_reply_to_is_the_requester(bridge: Desk, sender: str) -> None:
    raw = letter(SUPPORT, "Where is it?", sender=sender, Reply_To="Carla <carla@example.org>")
    reference, outcome = taken(bridge, raw)
    assert outcome == "ticket"
    [message] = bridge.messages(reference, "request")
    assert (bridge.ticket(reference).requester.email, message.actor) == (
        "carla@example.org",
        "Carla",
    )
    assert bridge.withheld(reference)
    assert bridge.mails() == []
    conversation.reply(bridge.ctx, bridge.agent, reference, "On its way.")
    bridge.drain()
    assert len(bridge.mails("carla@example.org")) == 1


@pytest.mark.parametrize(
    ("sender", "named"),
    [
        ("noreply@shop.example", "lou@helpdesk.test"),
        ("noreply@shop.example", SUPPORT),
        ("noreply@shop.example", "donotreply@shop.example"),
        ("noreply@shop.example", "nobody"),
        ("bea@example.org", "carla@example.org"),
    ],
)
def test_reply_to_names_no_agent_no_machine_and_nobody_for_a_person(
    bridge: Desk, sender: str, named: str
) -> None:
    assert bridge.agent.name == "Lou"
    reference, _ = taken(bridge, letter(SUPPORT, "Hello.", sender=sender, Reply_To=named))
    assert bridge.ticket(reference).requester.email == sender


def test_reply_to_opens_no_way_into_a_ticket(
    bridge: Desk, solved: tuple[str, EmailMessage]
) -> None:
    reference, _ = solved
    raw = letter(
        SUPPORT,
        "Let me in.",
        sender="noreply@evil.example",
        subject=f"Re: [{reference}] x",
        Reply_To="ann@example.org",
    )
    other, outcome = taken(bridge, raw)
    assert (outcome, other != reference) == ("ticket", True)
    assert bridge.ticket(reference).status == "solved"


# ---- which ticket


def test_the_mail_that_is_answered_counts_however_many_are_named_after_it(
    bridge: Desk, solved: tuple[str, EmailMessage]
) -> None:
    reference, mail = solved
    ours, others = str(mail["Message-ID"]), [f"<{number}@x.test>" for number in range(300)]
    first = {"References": "\r\n ".join([ours, *others]), "In_Reply_To": others[-1]}
    assert taken(bridge, letter(SUPPORT, "One.", subject="Other", **first)) == (
        reference,
        "message",
    )
    answered = {"References": "\r\n ".join(others), "In_Reply_To": ours.strip("<>")}
    raw = letter(SUPPORT, "Two.", subject="Another", **answered)
    assert taken(bridge, raw) == (reference, "message")


def test_a_scanner_that_says_the_same_of_every_file_brings_them_all(bridge: Desk) -> None:
    first, outcome = taken(bridge, with_file(b"%PDF-1 first"))
    second, other = taken(bridge, with_file(b"%PDF-1 second"))
    assert (outcome, other, first != second) == ("ticket", "ticket", True)
    again = b"Received: by another way\r\n" + with_file(b"%PDF-1 second")
    assert taken(bridge, again) == (second, "suppressed")
    assert bridge.count(Ticket) == 2


# ---- no answer to machines


def test_who_accepts_an_invitation_is_not_answered(bridge: Desk) -> None:
    calendar = "text/calendar; method=REPLY; charset=utf-8"
    mail = letter(SUPPORT, ACCEPTED, subject="Accepted: Visit", Content_Type=calendar)
    reference, _ = taken(bridge, mail)
    assert bridge.withheld(reference) == ["notification"]
    asked = ACCEPTED.replace("REPLY", "REQUEST")
    mail = letter(SUPPORT, asked, subject="Invitation: Visit", Content_Type=calendar)
    reference, _ = taken(bridge, mail)
    assert bridge.withheld(reference) == []


@pytest.mark.parametrize(("subject", "body"), [("Read: [HB-1001] x", READ), ("Lu : x", LU)])
def test_a_reading_receipt_in_words_is_no_message(
    bridge: Desk, solved: tuple[str, EmailMessage], subject: str, body: str
) -> None:
    reference, mail = solved
    before = len(bridge.messages(reference))
    ours = str(mail["Message-ID"])
    raw = letter(str(mail["Reply-To"]), body, subject=subject, In_Reply_To=ours)
    assert taken(bridge, raw) == (reference, "acknowledgement")
    assert len(bridge.messages(reference)) == before
    assert bridge.ticket(reference).status == "solved"
    person = letter(str(mail["Reply-To"]), f"I see: {body}", subject=subject, In_Reply_To=ours)
    assert taken(bridge, person) == (reference, "message")


def test_an_absence_notice_under_our_own_subject_reopens_nothing(
    bridge: Desk, solved: tuple[str, EmailMessage]
) -> None:
    reference, mail = solved
    to, subject = str(mail["Reply-To"]), f"Re: {mail['Subject']}"
    assert taken(bridge, letter(to, AWAY, subject=subject)) == (reference, "message")
    assert bridge.ticket(reference).status == "solved"
    said = "Thank you for your message. I am on holiday next week: please contact me before."
    assert taken(bridge, letter(to, said, subject=subject)) == (reference, "message")
    assert bridge.ticket(reference).status == "open"

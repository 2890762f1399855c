"""Agents answer from their own mail program: verified, cut, and shown as the desk's answer."""

import dataclasses
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from bridge.domain.actor import Actor
from bridge.domain.words import ActorKind
from bridge.services.agents import accounts
from bridge.services.tickets import conversation, properties
from bridge.services.tickets.properties import Change
from tests.support.desk import SUPPORT, Desk
from tests.support.letters import letter, text_of
from tests.support.pictured import APPLE, OUTLOOK, answer

ANN, LOU, OURS = "ann@example.org", "lou@helpdesk.test", "mx.helpdesk.test"
OUR_WORD = f"{OURS}; dmarc=%s header.from=helpdesk.test"
QUOTE = """
--
Lou Weber
lou@helpdesk.test

On Mon, 23 Nov 2026 at 10:30, Example Support <{address}> wrote:
> --- Reply above this line and Ann gets your words ---
>
> Zoé mentioned you in a note
> Between us: the whole batch is faulty, never admit it."""


@pytest.fixture
def ticket(bridge: Desk) -> str:
    """Ann's, which Lou has and was told of."""
    reference = bridge.pushed()
    zoe = accounts.add_agent(
        bridge.ctx, "zoe@helpdesk.test", "Zoé", "agent", "correct horse battery"
    )
    actor = Actor(ActorKind.AGENT, zoe.name, zoe.id)
    change = Change(assignee_id=bridge.agent.id)
    properties.change(bridge.ctx, actor, reference, change)
    note = "@Lou\nBetween us: the whole batch is faulty, never admit it."
    conversation.note(bridge.ctx, actor, reference, note)
    bridge.clock.move(minutes=2)
    bridge.drain()
    return reference


def notice(desk: Desk) -> EmailMessage:
    return desk.mails(LOU)[-1]


def address(desk: Desk) -> str:
    """Where a reply to Lou's last notification goes."""
    return str(notice(desk)["Reply-To"].addresses[0].addr_spec)


def sent(desk: Desk, raw: bytes) -> str:
    """The outcome of a mail, and that Ann got nothing by one that was not taken."""
    before = len(desk.mails(ANN))
    outcome = str(desk.post_mail(raw).get_json()["outcome"])
    desk.drain()
    assert len(desk.mails(ANN)) - before == (outcome == "message")
    return outcome


def by_lou(to: str, text: str, **headers: str) -> bytes:
    return letter(to, text, sender=LOU, name="Lou the Lion", **headers)


def test_a_reply_to_the_notification_is_a_public_answer_of_the_desk(
    bridge: Desk, ticket: str
) -> None:
    to = address(bridge)
    raw = by_lou(to, "Water helps.\n" + QUOTE.format(address=to))
    assert sent(bridge, raw) == "message"
    [reply] = bridge.messages(ticket, "reply")
    assert (reply.body, reply.actor, reply.public) == ("Water helps.", "Lou", True)
    assert bridge.ticket(ticket).status == "pending"
    mail = bridge.mails(ANN)[-1]
    assert mail["From"].addresses[0].addr_spec == SUPPORT
    assert "Lou (" in str(mail["From"])
    assert b"lou@helpdesk.test" not in bridge.sink.newest_first()[0].raw
    assert "faulty" not in text_of(mail)


def test_the_same_mail_makes_one_reply_by_whatever_way_it_comes(bridge: Desk, ticket: str) -> None:
    to, mail_id = address(bridge), make_msgid(domain="laptop.test")
    raw = by_lou(to, "Water helps.", message_id=mail_id)
    assert sent(bridge, raw) == "message"
    assert sent(bridge, b"Received: from elsewhere by mx\r\n" + raw) == "suppressed"
    bridge.post_mail(raw)
    assert len(bridge.messages(ticket, "reply")) == 1


def test_files_go_along(bridge: Desk, ticket: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = LOU, address(bridge), "Re: printer"
    mail["Message-ID"] = make_msgid(domain="laptop.test")
    mail.set_content("Follow the plan.")
    mail.add_attachment(b"%PDF-1.4 plan", "application", "pdf", filename="plan.pdf")
    assert sent(bridge, mail.as_bytes()) == "message"
    assert [file.name for file in bridge.messages(ticket, "reply")[0].files] == ["plan.pdf"]
    [part] = bridge.mails(ANN)[-1].iter_attachments()
    assert part.get_content() == b"%PDF-1.4 plan"


@pytest.mark.parametrize("shape", [OUTLOOK, APPLE])
def test_the_pictures_of_new_words_go_along_and_the_signatures_logo_does_not(
    bridge: Desk, ticket: str, shape: str
) -> None:
    assert sent(bridge, answer(shape, to=address(bridge)).as_bytes()) == "message"
    names = ["shot.png", "plan.pdf"]
    [reply] = bridge.messages(ticket, "reply")
    assert reply.body == "Turn the red screw, as here:\n\n[shot.png]"
    assert [file.name for file in reply.files] == names
    mail = bridge.mails(ANN)[-1]
    assert [name for part in mail.walk() if (name := part.get_filename())] == names
    html = mail.get_body(("html",))
    assert html is not None
    assert 'src="cid:' in html.get_content()  # it is shown where it stood
    assert bridge.events(ticket, "mail_shortened") == []


def test_what_is_not_surely_the_agents_waits_in_quarantine(bridge: Desk, ticket: str) -> None:
    to = address(bridge)
    two = by_lou(to, "Hello").replace(b"Subject:", b"From: eve@evil.test\r\nSubject:", 1)
    cases = {
        "another address": letter(to, "Hello", sender="eve@evil.test"),
        "a colleague's": letter(to, "Hello", sender="zoe@helpdesk.test"),
        "two senders": two,
        "no words": by_lou(to, QUOTE.format(address=to)),
        "a note between": by_lou(
            to, "See:\n> Between us: the whole batch is faulty, never admit it.\nSo, no.\n> x\nBye"
        ),
        "not the address": by_lou(SUPPORT, "Hello", In_Reply_To=str(notice(bridge)["Message-ID"])),
    }
    found = {name: sent(bridge, raw) for name, raw in cases.items()}
    assert found == dict.fromkeys(cases, "quarantined")
    wrong = to.replace("+a", "+a9")
    assert sent(bridge, by_lou(wrong, "A guess", subject="guess")) != "message"
    with bridge.ctx.transaction() as tx:
        agent = tx.people.agent(bridge.agent.id or 0)
        assert agent is not None
        agent.role = "viewer"
    assert sent(bridge, by_lou(to, "No longer mine")) == "quarantined"
    assert bridge.messages(ticket, "reply") == []


def test_where_a_mail_server_of_ours_is_named_it_must_vouch_for_the_agent(
    bridge: Desk, ticket: str
) -> None:
    identity = dataclasses.replace(bridge.ctx.identity, authserv_ids=(OURS,))
    bridge.ctx = dataclasses.replace(bridge.ctx, identity=identity)
    bridge.__dict__.pop("app", None)
    to = address(bridge)
    assert sent(bridge, by_lou(to, "Nobody vouches")) == "quarantined"
    disowned = {"Authentication_Results": OUR_WORD % "fail"}
    assert sent(bridge, by_lou(to, "Disowned", **disowned)) == "quarantined"
    proven = {"Authentication_Results": OUR_WORD % "pass"}
    assert sent(bridge, by_lou(to, "Vouched for", **proven)) == "message"
    assert [reply.body for reply in bridge.messages(ticket, "reply")] == ["Vouched for"]


def test_an_agents_vacation_answers_nothing(bridge: Desk, ticket: str) -> None:
    away = {"Auto_Submitted": "auto-replied", "subject": "I am away"}
    assert sent(bridge, by_lou(address(bridge), "I am away.", **away)) == "suppressed"
    asked = str(notice(bridge)["Message-ID"])
    assert sent(bridge, by_lou(SUPPORT, "Away!", In_Reply_To=asked, **away)) == "suppressed"
    [kept, *_] = [mail for mail in bridge.sink.newest_first() if LOU in mail.recipients]
    assert sent(bridge, kept.raw) == "suppressed"  # a mailbox that copies itself
    assert bridge.messages(ticket, "reply") == []


def test_who_was_only_named_in_a_note_answers_in_a_note(bridge: Desk, ticket: str) -> None:
    zoe = accounts.agent_id(bridge.ctx, "zoe@helpdesk.test")
    actor = Actor(ActorKind.AGENT, "Zoé", zoe)
    conversation.note(bridge.ctx, actor, ticket, "@Lou, may I refund it?")
    bridge.clock.move(minutes=2)
    bridge.drain()
    before = len(bridge.mails(ANN))
    answer = bridge.post_mail(by_lou(address(bridge), "Yes, all of it."))
    assert answer.get_json()["outcome"] == "message"
    bridge.clock.move(minutes=2)
    bridge.drain()
    [*_, note] = bridge.messages(ticket, "note")
    assert (note.body, note.actor, note.public) == ("Yes, all of it.", "Lou", False)
    assert len(bridge.mails(ANN)) == before
    assert "Yes, all of it." in text_of(bridge.mails("zoe@helpdesk.test")[-1])

"""As whom, to whom and how fast a mailbox sends (MAIL.md, "What ours carry")."""

from email.message import EmailMessage

import pytest

from bridge.cli.demo.mailbox.faults import Fault
from bridge.domain.errors import Invalid
from bridge.services import health, set_up
from bridge.services.mailboxes import mail_settings, mail_templates
from bridge.services.tickets import conversation, lookup, properties
from bridge.services.vendors import escalation
from bridge.store.tickets import Participant
from tests.support.desk import MAIL_VENDOR, MAILBOX, SUPPORT, Desk

VISITOR = "ann@example.org"


def replied(desk: Desk, text: str = "Turn it off.") -> str:
    """A ticket whose automatic answer and reply have left."""
    reference = desk.pushed()
    desk.drain()
    conversation.reply(desk.ctx, desk.agent, reference, text)
    desk.drain()
    return reference


def joined(desk: Desk, reference: str, *emails: str) -> None:
    with desk.ctx.transaction() as tx:
        ticket = lookup.found(tx, reference)
        for email in emails:
            tx.tickets.add(Participant(ticket_id=ticket.id, email=email, joined_by="mail"))


def words(mail: EmailMessage) -> str:
    """The plain text, with the line ends of this machine."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


# ---- headers, by what a mail is


def test_an_automatic_answer_tells_machines_that_it_is_one(bridge: Desk) -> None:
    bridge.pushed()
    bridge.drain()
    [mail] = bridge.mails(VISITOR)
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Precedence"] == "auto_reply"
    every_mail_of_ours(mail, "HB-1001")


def test_an_agents_reply_bears_no_mark_of_a_machine(bridge: Desk) -> None:
    replied(bridge)
    [_, mail] = bridge.mails(VISITOR)
    for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "List-Id"):
        assert mail[name] is None
    every_mail_of_ours(mail, "HB-1001")
    first = bridge.mails(VISITOR)[0]["Message-ID"]
    assert mail["In-Reply-To"] == mail["References"] == first


def test_a_case_for_a_vendor_asks_for_no_absence_notes(bridge: Desk) -> None:
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, MAIL_VENDOR, "Please look.")
    bridge.drain()
    [mail] = bridge.mails("cases@printers.test")
    assert mail["Auto-Submitted"] == "no"
    assert mail["X-Auto-Response-Suppress"] == "OOF"
    assert mail["Precedence"] is None
    every_mail_of_ours(mail, "ESC-1")


def test_a_notice_is_marked_as_made_by_a_machine(bridge: Desk) -> None:
    reference = bridge.pushed()
    bridge.drain()
    wanted = properties.Change(status="solved")
    properties.change(bridge.ctx, bridge.agent, reference, wanted)
    bridge.drain()
    [_, mail] = bridge.mails(VISITOR)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    every_mail_of_ours(mail, "HB-1001")


def every_mail_of_ours(mail: EmailMessage, tag: str) -> None:
    """What MAIL.md asks of each of them."""
    assert mail["Message-ID"].endswith("@helpdesk.test>")
    [reply_to] = mail["Reply-To"].addresses
    local, _, domain = reply_to.addr_spec.partition("@")
    assert (local.partition("+")[0], domain) == ("support", "helpdesk.test")
    assert local.partition("+")[2].count(".") == 1  # row and signature
    assert mail["Subject"].startswith(f"[{tag}] ")
    assert mail["Date"].datetime.tzinfo is not None
    assert mail["Content-Language"] == "en"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content_charset() == html.get_content_charset() == "utf-8"
    assert max(map(len, mail.as_bytes().splitlines())) <= 998
    page = html.get_content()
    assert "src=" not in page
    assert "url(" not in page


def test_each_mail_has_a_bounce_address_of_its_own(bridge: Desk) -> None:
    replied(bridge)
    senders = [mail.sender for mail in bridge.sink.newest_first()]
    assert len(set(senders)) == 2
    assert all(sender.startswith("bounces+") for sender in senders)


# ---- identity


def test_a_reply_leaves_as_the_mailbox_that_the_ticket_came_to(bridge: Desk) -> None:
    bridge.add_mailbox("sales", "sales@helpdesk.test", "sales-token")
    values = {"name": "Müller & Söhne", "signature": "Sales team\nRue Haute 1", "language": "fr"}
    mail_settings.change(bridge.ctx, "sales", values)
    raw = b"From: Bob <bob@example.org>\r\nTo: sales@helpdesk.test\r\nSubject: 17\r\n\r\n17?\r\n"
    headers = {"Authorization": "Bearer sales-token"}
    reference = bridge.post("/hooks/mail/sales", raw, headers).get_json()["ticket"]
    conversation.reply(bridge.ctx, bridge.agent, reference, "Oui.")
    bridge.drain()
    mail = bridge.mails("bob@example.org")[-1]
    [sender] = mail["From"].addresses
    assert sender.addr_spec == "sales@helpdesk.test"
    assert mail["Reply-To"].addresses[0].addr_spec.startswith("sales+t")
    assert mail["Reply-To"].addresses[0].display_name == "Müller & Söhne"
    assert mail["Content-Language"] == "fr"
    assert "Sales team\nRue Haute 1" in words(mail)


def test_the_set_up_file_gives_identity_server_limit_and_key_and_names_what_is_wrong(
    bridge: Desk,
) -> None:
    row = {
        "slug": MAILBOX,
        "address": SUPPORT,
        "name": "Kestrel",
        "per_minute": 30,
        "smtp": "smtp+starttls://u:p@mail.example.org",
    }
    lines = set_up.apply(bridge.ctx, {"mailboxes": [row]})
    assert "mailbox support.name: - → 'Kestrel'" in lines
    assert "mailbox support.smtp: changed" in lines
    assert not any("u:p" in line for line in lines)
    assert set_up.apply(bridge.ctx, {"mailboxes": [row]}) == []
    for key, value, fault in [
        ("smtp", "http://x", "must begin with"),
        ("smtp", "smtp://u:p@mail.example.org", "unencrypted"),
        ("per_minute", -1, "from 0"),
        ("per_minute", "many", "from 0"),
        ("language", "xx", "one of: en, fr"),
        ("name", "a\r\nBcc: x@y.test", "one line"),
        ("dkim_key", "no key", "selector"),
        ("sent_imap", "pop3://x", "can't be read"),
        ("copies_itself", "yes", "true or false"),
    ]:
        with pytest.raises(Invalid, match=fault) as refusal:
            set_up.apply(bridge.ctx, {"mailboxes": [row | {key: value}]})
        assert (refusal.value.field or "").startswith("mailboxes.")
    assert mail_settings.mailbox(bridge.ctx, MAILBOX).per_minute == 30


# ---- everybody who takes part


def test_everybody_who_takes_part_gets_a_reply_in_a_mail_of_their_own(bridge: Desk) -> None:
    reference = bridge.pushed()
    bridge.drain()
    joined(bridge, reference, "bob@example.org", SUPPORT, VISITOR)
    assert bridge.ticket(reference).copies == ("bob@example.org",)
    conversation.reply(bridge.ctx, bridge.agent, reference, "For both.")
    bridge.drain()
    [message] = bridge.messages(reference, "reply")
    assert [one.receiver for one in message.deliveries] == [VISITOR, "bob@example.org"]
    [copy] = bridge.mails("bob@example.org")
    original = bridge.mails(VISITOR)[-1]
    assert copy["To"] == original["To"]
    assert copy["Cc"] == original["Cc"] == "bob@example.org"
    assert copy["Message-ID"] != original["Message-ID"]
    assert copy["References"] == original["References"]


def test_one_receiver_that_is_refused_costs_the_other_nothing(bridge: Desk) -> None:
    reference = bridge.pushed()
    bridge.drain()
    joined(bridge, reference, "bob@example.org")
    conversation.reply(bridge.ctx, bridge.agent, reference, "For both.")
    bridge.smtp_faults.set(Fault("5xx", 1))
    bridge.drain()
    [message] = bridge.messages(reference, "reply")
    assert sorted(one.status for one in message.deliveries) == ["failed", "sent"]
    [failed] = bridge.events(reference, "delivery_failed")
    assert failed.data["receiver"] == VISITOR


def test_an_answer_to_a_copy_finds_the_ticket_and_its_bounce_only_that_copy(bridge: Desk) -> None:
    reference = bridge.pushed()
    bridge.drain()
    joined(bridge, reference, "bob@example.org")
    conversation.reply(bridge.ctx, bridge.agent, reference, "For both.")
    bridge.drain()
    [copy] = bridge.mails("bob@example.org")
    raw = (
        f"From: bob@example.org\r\nTo: {SUPPORT}\r\nSubject: x\r\n"
        f"Message-ID: <b1@example.org>\r\nIn-Reply-To: {copy['Message-ID']}\r\n\r\nThanks\r\n"
    )
    assert bridge.post_mail(raw.encode()).get_json()["ticket"] == reference
    bounce_to = next(
        m.sender for m in bridge.sink.newest_first() if "bob@example.org" in m.recipients
    )
    bounce = (
        f"From: mailer-daemon@example.org\r\nTo: {bounce_to}\r\nSubject: failed\r\n\r\n"
        "550 5.1.1 no such user\r\n"
    )
    bridge.post_mail(bounce.encode())
    [message] = bridge.messages(reference, "reply")
    assert [one.status for one in message.deliveries] == ["sent", "bounced"]


# ---- limit


def test_what_is_over_a_mailboxes_limit_waits_in_order_and_nothing_is_lost(bridge: Desk) -> None:
    mail_settings.change(bridge.ctx, MAILBOX, {"per_minute": 3})
    for number in range(8):
        bridge.pushed(fields=bridge.fields(email=f"v{number}@example.org"))
    bridge.drain()
    left = [len(bridge.mails())]
    for _ in range(3):
        bridge.clock.move(seconds=30)
        bridge.pushed(fields=bridge.fields(email=f"late{len(left)}@example.org"))
        bridge.drain()
        left.append(len(bridge.mails()))
    assert left == [3, 3, 6, 6]
    for _ in range(4):
        bridge.clock.move(seconds=60)
        bridge.drain()
    receivers = [mail["To"].addresses[0].addr_spec for mail in bridge.mails()]
    wanted = [f"v{n}@example.org" for n in range(8)] + [f"late{n}@example.org" for n in (1, 2, 3)]
    assert receivers == wanted


def test_turns_that_were_missed_do_not_all_leave_at_once(bridge: Desk) -> None:
    mail_settings.change(bridge.ctx, MAILBOX, {"per_minute": 2})
    for number in range(6):
        bridge.pushed(fields=bridge.fields(email=f"v{number}@example.org"))
    bridge.drain()
    bridge.clock.move(hours=1)
    bridge.drain()
    assert len(bridge.mails()) == 4


# ---- templates


def test_an_edited_template_words_the_next_mail_and_the_ticket_tells_of_its_fault(
    bridge: Desk,
) -> None:
    ctx, agent = bridge.ctx, bridge.agent
    source = "Subject: Hello {{ name }}\n\nWe read {{ reference }} now.\n"
    mail_templates.save(ctx, agent, "auto_response", "en", source, "shorter", based_on=0)
    bridge.pushed()
    bridge.drain()
    [mail] = bridge.mails(VISITOR)
    assert mail["Subject"] == "[HB-1001] Hello Ann"
    assert words(mail) == "We read HB-1001 now.\n"

    loops = "{% for a, b in sent %}" * 9 + "{{ b }}" + "{% endfor %}" * 9
    mail_templates.save(ctx, agent, "auto_response", "en", loops)
    second = bridge.pushed(fields=bridge.fields(email="bob@example.org", subject="Other"))
    bridge.drain()
    [message] = bridge.messages(second, "auto_response")
    assert message.deliveries[0].fault == "it writes more than a mail may hold"
    assert "Your message has reached us" in bridge.mails("bob@example.org")[0].as_string()


def test_an_older_version_holds_again_and_every_version_stays(bridge: Desk) -> None:
    ctx, agent = bridge.ctx, bridge.agent
    mail_templates.save(ctx, agent, "agent_reply", "en", "One {{ body }}", "first")
    mail_templates.save(ctx, agent, "agent_reply", "en", "Two {{ body }}", "second")
    page = mail_templates.page(ctx, "agent_reply", "en")
    assert [version.note for version in page.versions] == ["second", "first"]
    mail_templates.go_back(ctx, agent, "agent_reply", "en", page.versions[1].id)
    assert mail_templates.page(ctx, "agent_reply", "en").source == "One {{ body }}\n"
    mail_templates.go_back(ctx, agent, "agent_reply", "en", 0)
    page = mail_templates.page(ctx, "agent_reply", "en")
    assert page.source == page.built_in
    assert len(page.versions) == 4
    assert {version.edited_by for version in page.versions} == {agent.name}


def test_doctor_asks_the_server_that_each_mailbox_sends_by(bridge: Desk) -> None:
    set_up.apply(
        bridge.ctx,
        {"mailboxes": [{"slug": MAILBOX, "address": SUPPORT, "smtp": "smtp://127.0.0.1:1"}]},
    )
    found = {one.name: one for one in health.full(bridge.ctx)}
    assert found["smtp"].ok
    broken = found[f"smtp of {MAILBOX}"]
    assert not broken.ok
    assert f"Look at the mailbox at /settings/mailboxes/{MAILBOX}." in broken.says
    server = bridge.environment["HELPDESK_SMTP_URL"]
    set_up.apply(bridge.ctx, {"mailboxes": [{"slug": MAILBOX, "address": SUPPORT, "smtp": server}]})
    [mended] = [one for one in health.full(bridge.ctx) if one.name == f"smtp of {MAILBOX}"]
    assert mended.ok

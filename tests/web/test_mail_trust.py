"""Mail of people who may not be who they say; forwards, copies, bounces and poison."""

import dataclasses
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

import pytest

from bridge.domain.ports import ParsedMail
from bridge.services.arrivals import arrivals, raw_mail
from bridge.services.incoming_mail import mailroom, sorting
from bridge.services.intake import arrival_tickets
from bridge.services.tickets import conversation
from bridge.services.vendors import escalation
from bridge.store.audit import Arrival
from bridge.store.tickets import Ticket
from tests.support.desk import MAIL_VENDOR, MAILBOX, SUPPORT, Desk
from tests.support.letters import bounce, letter
from tests.web.test_hooks_mail import bounce_address, taken

OURS = "mx.helpdesk.test"
FAILS = {"Authentication-Results": f"{OURS}; dmarc=fail (p=reject) header.from=example.org"}
PASSES = {"Authentication-Results": f"{OURS}; dmarc=pass header.from=example.org"}
FORGED = {"Authentication-Results": "mx.evil.test; dmarc=pass header.from=example.org"}


@pytest.fixture
def trusting(bridge: Desk) -> Desk:
    """The helpdesk believes its own mail server."""
    identity = dataclasses.replace(bridge.ctx.identity, authserv_ids=(OURS,))
    bridge.ctx = dataclasses.replace(bridge.ctx, identity=identity)
    return bridge


def reply_address(bridge: Desk, reference: str) -> str:
    bridge.drain()
    return re.findall(r"<(.*)>", bridge.mails("ann@example.org")[-1]["Reply-To"])[0]


# ---- forged senders (RELIABILITY A03)


def test_a_forged_requester_gets_neither_the_thread_nor_the_name(trusting: Desk) -> None:
    reference = trusting.pushed()
    address = reply_address(trusting, reference)
    before = len(trusting.messages(reference))
    for to, subject in ((SUPPORT, f"[{reference}] x"), (address, "y")):
        other, outcome = taken(trusting, letter(to, "Pay him.", subject=subject, **FAILS))
        assert (outcome, other == reference) == ("ticket", False)
        [event] = trusting.events(str(other), "sender_unproven")
        assert event.data["said"] == "dmarc=fail"
        assert "unproven_sender" in trusting.withheld(str(other))
        assert trusting.ticket(str(other)).requester_addresses == ()
        assert trusting.ticket(str(other)).others == ()
    assert len(trusting.messages(reference)) == before


def test_a_proven_requester_and_an_unknown_one_are_threaded(trusting: Desk) -> None:
    reference = trusting.pushed()
    for headers in (PASSES, FORGED, {}):
        raw = letter(SUPPORT, "More.", subject=f"[{reference}] x", **headers)
        assert taken(trusting, raw) == (reference, "message")


def test_a_mailbox_names_its_own_server(bridge: Desk) -> None:
    with bridge.ctx.transaction() as tx:
        mailbox = tx.mailboxes.by_slug(MAILBOX)
        assert mailbox is not None
        mailbox.authserv_id = OURS
    reference = bridge.pushed()
    other, _ = taken(bridge, letter(SUPPORT, subject=f"[{reference}] x", **FAILS))
    assert other != reference


def test_a_forged_vendor_is_quarantined_with_a_warning(trusting: Desk) -> None:
    """RELIABILITY A04."""
    reference = trusting.pushed()
    escalation.escalate(trusting.ctx, trusting.agent, reference, MAIL_VENDOR, "Help")
    trusting.drain()
    to = re.findall(r"<(.*)>", trusting.mails("cases@printers.test")[-1]["Reply-To"])[0]
    says = f"{OURS}; dmarc=fail header.from=printers.test"
    forged = {"Authentication-Results": says, "sender": "desk@printers.test"}
    _, outcome = taken(trusting, letter(to, "Solved.", **forged))
    assert outcome == "quarantined"
    [row] = arrivals.quarantined(trusting.ctx)
    assert "forged" in row.reason
    assert row.ticket == reference
    assert trusting.messages(reference, "vendor_in") == []
    honest = {"Authentication-Results": says.replace("fail", "pass"), "sender": "d@printers.test"}
    assert taken(trusting, letter(to, "Solved.", **honest)) == (reference, "vendor_update")


# ---- forwarded by an agent


FORWARDED = """Lou here, urgent!

---------- Forwarded message ---------
From: Cleo <cleo@client.test>
Date: Mon, 23 Nov 2026 at 10:02
Subject: My lamp
To: Lou <lou@helpdesk.test>

It is dark.
"""


def test_a_mail_forwarded_by_an_agent_is_the_first_writers(bridge: Desk) -> None:
    assert bridge.agent
    raw = letter(SUPPORT, FORWARDED, sender="lou@helpdesk.test", name="Lou", subject="Fwd: My lamp")
    reference, outcome = taken(bridge, raw)
    ticket = bridge.ticket(str(reference))
    assert (outcome, ticket.requester.email, ticket.requester.name) == (
        "ticket",
        "cleo@client.test",
        "Cleo",
    )
    assert (ticket.subject, ticket.messages[0].body) == ("My lamp", "It is dark.")
    [note] = bridge.messages(str(reference), "note")
    assert (note.body, note.public, note.actor) == ("Lou here, urgent!", False, "Lou")
    [event] = bridge.events(str(reference), "forwarded")
    assert event.actor == "Lou"
    bridge.drain()
    page = bridge.app.test_client().get(f"/t/{ticket.token}").text
    told = "".join(mail.as_string() for mail in bridge.mails("cleo@client.test"))
    assert "Lou" not in page + told
    assert "lou@" not in page + told


def test_a_mail_forwarded_as_an_attachment_keeps_its_own_files(bridge: Desk) -> None:
    assert bridge.agent
    inner = letter("lou@helpdesk.test", "It is dark.", sender="cleo@client.test", name="Cleo")
    inner = inner.replace(b"Re: printer", b"My lamp")
    raw = (
        letter(SUPPORT, "", sender="lou@helpdesk.test", subject="FW: x")
        .replace(b"text/plain; charset=utf-8", b'multipart/mixed; boundary="b"')
        .rstrip()
        + b"\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--b--\r\n"
    )
    reference, _ = taken(bridge, raw)
    ticket = bridge.ticket(str(reference))
    assert (ticket.requester.email, ticket.messages[0].body) == ("cleo@client.test", "It is dark.")


def test_a_forward_of_somebody_else_stays_their_own_mail(bridge: Desk) -> None:
    reference, _ = taken(bridge, letter(SUPPORT, FORWARDED, subject="Fwd: My lamp"))
    assert bridge.ticket(str(reference)).requester.email == "ann@example.org"


# ---- copies


def test_people_in_copy_take_part_and_are_shown(bridge: Desk) -> None:
    copied = {"Cc": f"Bob <bob@example.org>, {SUPPORT}, noreply@x.test, support+x@helpdesk.test"}
    reference, _ = taken(bridge, letter(f"{SUPPORT}, eve@example.org", subject="Lamp", **copied))
    ticket = bridge.ticket(str(reference))
    assert [(one.email, one.joined_by) for one in ticket.participants] == [
        ("bob@example.org", "cc"),
        ("eve@example.org", "cc"),
    ]
    by_bob = letter(SUPPORT, "Me too", sender="bob@example.org", subject=f"[{reference}] Lamp")
    assert taken(bridge, by_bob) == (reference, "message")


# ---- bounces


def test_a_hard_bounce_flags_the_address_until_mail_comes_from_it(bridge: Desk) -> None:
    reference = bridge.pushed()
    bridge.drain()
    assert taken(bridge, bounce(bounce_address(bridge), "x@y.test")) == (reference, "bounce")
    ticket = bridge.ticket(reference)
    assert ticket.dead_address
    assert list(ticket.bounced) == ["ann@example.org"]
    taken(bridge, letter(SUPPORT, "I live.", subject=f"[{reference}] x"))
    assert not bridge.ticket(reference).dead_address


def test_a_full_mailbox_is_no_dead_address(bridge: Desk) -> None:
    reference = bridge.pushed()
    bridge.drain()
    raw = bounce(bounce_address(bridge), "x@y.test").replace(b"5.1.1", b"5.2.2")
    assert taken(bridge, raw) == (reference, "bounce")
    assert not bridge.ticket(reference).dead_address


# ---- poison (RELIABILITY F42)


class Deadly:
    """A parser whose process dies at one mail, as the kernel's memory killer would have it."""

    def __init__(self, parser: object) -> None:
        self._parser = parser

    def parse(self, raw: bytes) -> ParsedMail:
        if b"poison" in raw:
            raise KeyboardInterrupt
        return self._parser.parse(raw)  # type: ignore[attr-defined,no-any-return]

    def ahead(self) -> AbstractContextManager["Deadly"]:
        return nullcontext(self)

    def ask(self, raws: Sequence[bytes]) -> None:
        """Nothing is read ahead."""

    def take(self, count: int) -> list[ParsedMail | None]:
        return [None] * count


def test_a_mail_that_kills_its_reader_is_set_aside_and_the_rest_flows(bridge: Desk) -> None:
    good = bridge.ctx
    bridge.ctx = dataclasses.replace(good, mail_parser=Deadly(good.mail_parser))
    raws = [letter(SUPPORT, subject=subject) for subject in ("one", "poison", "two")]
    with pytest.raises(KeyboardInterrupt):
        mailroom.take_all(bridge.ctx, MAILBOX, raws)
    for _ in range(mailroom.MOST_TRIES + 1):
        bridge.clock.move(minutes=2)
        try:
            mailroom.take_up(bridge.ctx)
        except KeyboardInterrupt:
            continue
    assert bridge.count(Ticket) == 2
    [row] = arrivals.quarantined(bridge.ctx)
    assert row.reason == mailroom.POISON
    assert arrivals.whole(bridge.ctx, row.id)[0] == raws[1]
    assert mailroom.take_up(bridge.ctx) == 0


def test_a_fault_of_ours_sets_one_mail_aside_and_says_so(bridge: Desk) -> None:
    class Faulty(Deadly):
        def parse(self, raw: bytes) -> ParsedMail:
            if b"poison" in raw:
                raise ZeroDivisionError("oh")
            return super().parse(raw)

    bridge.ctx = dataclasses.replace(bridge.ctx, mail_parser=Faulty(bridge.ctx.mail_parser))
    raws = [letter(SUPPORT, subject=subject) for subject in ("poison", "two")]
    outcomes = [one.outcome for one in mailroom.take_all(bridge.ctx, MAILBOX, raws)]
    assert outcomes == ["quarantined", "ticket"]
    [row] = arrivals.quarantined(bridge.ctx)
    assert (row.reason, row.detail) == (sorting.BROKEN, "ZeroDivisionError: oh")


def test_a_kept_mail_whose_sorting_was_cut_off_is_taken_up(bridge: Desk) -> None:
    raw = letter(SUPPORT, subject="Later")
    raw_mail.keep(bridge.ctx, MAILBOX, [raw])
    assert mailroom.take_up(bridge.ctx) == 0
    bridge.clock.move(minutes=2)
    assert mailroom.take_up(bridge.ctx) == 1
    assert bridge.count(Ticket) == 1


# ---- the ledger


def test_an_agent_makes_a_ticket_of_what_is_in_quarantine(bridge: Desk) -> None:
    taken(bridge, letter(SUPPORT, "Who am I?", sender="", subject="Nameless"))
    bridge.push(b'{"id": 1}')
    rows = arrivals.quarantined(bridge.ctx)
    for row in rows:
        reference = arrival_tickets.make(bridge.ctx, bridge.agent, row.id)
        assert arrivals.one(bridge.ctx, row.id).row.ticket == reference
        assert bridge.withheld(reference) == ["from_quarantine"]
    assert arrivals.quarantined(bridge.ctx) == []
    ticket = bridge.ticket(str(arrivals.one(bridge.ctx, rows[1].id).row.ticket))
    assert (ticket.subject, ticket.messages[0].body) == ("Nameless", "Who am I?")
    with pytest.raises(conversation.Conflict):
        arrival_tickets.make(bridge.ctx, bridge.agent, rows[0].id)
    assert bridge.count(Arrival) == 2


def test_the_ledger_is_read_by_door_and_outcome(bridge: Desk) -> None:
    from bridge.domain.words import Door, Outcome

    reference = bridge.pushed()
    taken(bridge, letter(SUPPORT, subject="Lamp"))
    taken(bridge, letter(SUPPORT, "More", subject=f"[{reference}] x"))
    bridge.push(b"{}")
    page = arrivals.page
    assert len(page(bridge.ctx, (), None)) == 4
    assert [row.title for row in page(bridge.ctx, (Door.MAIL,), Outcome.TICKET)] == ["Lamp"]
    assert [row.ticket for row in page(bridge.ctx, (Door.MAIL,), Outcome.MESSAGE)] == [reference]
    assert [row.door for row in page(bridge.ctx, (), Outcome.QUARANTINED)] == ["push"]
    newest = page(bridge.ctx, (), None)[0]
    assert len(page(bridge.ctx, (), None, before=newest.id)) == 3

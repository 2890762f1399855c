"""Machines that write to each other by real SMTP fall silent (RELIABILITY F45, invariant 5)."""

from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bridge.cli.demo.mailbox.faults import Faults
from bridge.cli.demo.mailbox.sink import SmtpSink
from bridge.cli.demo.mailbox.store import Mail, MailStore
from bridge.cli.demo.sandbox_process import listen
from bridge.config import load
from bridge.domain.references import ticket_reference
from bridge.store.tickets import Ticket
from bridge.wiring import build
from tests.servers.databases import Databases
from tests.support.desk import MAILBOX, SUPPORT, Desk, migrated, settings
from tests.support.letters import letter
from tests.support.stand_ins import ListeningVendor, RecordingQueue, SetClock

OTHER = "support@other.test"
ROBOT = "robot@robots.test"
MOST_ROUNDS = 20
MARKS = ("auto-submitted", "x-auto-response-suppress", "precedence")
THREAD = ("in-reply-to", "references", "reply-to")

Relay = Callable[[Mail], bytes]


@pytest.fixture
def other(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    """A second helpdesk, of another company, with its own database and SMTP server."""
    folder = tmp_path / "other"
    mails, faults = MailStore(folder / "mail"), Faults()
    smtp = SmtpSink(listen(0), mails, faults)
    smtp.start()
    environment = settings(
        databases.prepared(migrated),
        folder,
        smtp.port,
        HELPDESK_MAIL_FROM=f"Other Support <{OTHER}>",
        HELPDESK_MAIL_DOMAIN="other.test",
    )
    config = load(environment)
    clock, queue = SetClock(), RecordingQueue()
    ctx = build(config, clock=clock, queue=queue)
    desk = Desk(config, environment, ctx, clock, queue, mails, faults, ListeningVendor())
    desk.add_mailbox(MAILBOX, OTHER, desk.mail_token)
    yield desk
    ctx.database.dispose()
    smtp.stop()


def delivered(mail: Mail, without: tuple[str, ...] = ()) -> bytes:
    """The mail as the receiver's server hands it over; a bad relay takes headers away."""
    message = message_from_bytes(mail.raw)
    for name in ("return-path", *without):
        del message[name]
    return f"Return-Path: <{mail.sender}>\r\n".encode() + message.as_bytes()


class Post:
    """Carries what one side's SMTP server got to the other side, each mail once."""

    def __init__(self) -> None:
        self.carried = 0
        self._seen: dict[int, int] = {}

    def carry(self, sender: Desk, receiver: Desk, address: str, relay: Relay = delivered) -> int:
        sender.drain()
        mails = [m for m in reversed(sender.sink.newest_first()) if address in m.recipients]
        new = mails[self._seen.get(id(sender), 0) :]
        self._seen[id(sender)] = len(mails)
        for mail in new:
            receiver.clock.move(seconds=1)
            assert receiver.post_mail(relay(mail)).status_code == 202
        self.carried += len(new)
        return len(new)


def until_silent(post: Post, one: Desk, two: Desk, relay: Relay = delivered) -> None:
    for _ in range(MOST_ROUNDS):
        if not post.carry(one, two, OTHER, relay) + post.carry(two, one, SUPPORT, relay):
            return
    raise AssertionError("they never fall silent")


def newest_ticket(bridge: Desk) -> str:
    with bridge.ctx.reading() as tx:
        return ticket_reference(tx.session.scalars(select(func.max(Ticket.id))).one() or 0)


def asks_in_the_others_name(bridge: Desk) -> None:
    """A visitor types the other helpdesk's address into our form."""
    bridge.pushed(fields=bridge.fields(email=OTHER))


def test_two_helpdesks_write_one_message_and_fall_silent(bridge: Desk, other: Desk) -> None:
    post = Post()
    asks_in_the_others_name(bridge)
    until_silent(post, bridge, other)
    assert post.carried == 1
    assert (bridge.count(Ticket), other.count(Ticket)) == (1, 1)
    assert "auto_submitted" in other.withheld(newest_ticket(other))


def test_two_helpdesks_fall_silent_though_a_relay_takes_every_mark_away(
    bridge: Desk, other: Desk
) -> None:
    post = Post()
    asks_in_the_others_name(bridge)
    until_silent(post, bridge, other, lambda mail: delivered(mail, MARKS))
    assert post.carried <= 3


def test_two_helpdesks_fall_silent_though_a_relay_breaks_the_thread_too(
    bridge: Desk, other: Desk
) -> None:
    post = Post()
    count = 0

    def relay(mail: Mail) -> bytes:
        nonlocal count
        count += 1
        raw = delivered(mail, (*MARKS, *THREAD, "subject", "message-id"))
        return raw.replace(b"MIME-Version", f"Subject: Changed {count}\r\nMIME-Version".encode(), 1)

    asks_in_the_others_name(bridge)
    until_silent(post, bridge, other, relay)
    assert post.carried <= 3


def robot_answers(bridge: Desk, *, to_reply_address: bool = False, patience: int = 0) -> int:
    """A responder that answers whatever it gets, without headers, under a new subject each time.

    Returns how many mails the bridge wrote to it. `patience`: minutes until it answers.
    """
    answered = 0
    for _ in range(MOST_ROUNDS):
        bridge.drain()
        mails = bridge.mails(ROBOT)
        if len(mails) == answered:
            return answered
        for mail in mails[answered:]:
            answered += 1
            to = str(mail["Reply-To"] if to_reply_address else mail["From"])
            bridge.clock.move(minutes=patience, seconds=1)
            raw = letter(to, f"Hello, number {answered}.", sender=ROBOT, subject=f"News {answered}")
            assert bridge.post_mail(raw).status_code == 202
    raise AssertionError("they never fall silent")


@pytest.mark.parametrize("to_reply_address", [True, False])
def test_a_robot_without_headers_gets_one_answer(bridge: Desk, to_reply_address: bool) -> None:
    bridge.post_mail(letter(SUPPORT, sender=ROBOT, subject="Hello"))
    assert robot_answers(bridge, to_reply_address=to_reply_address) == 1
    if not to_reply_address:
        assert bridge.withheld(newest_ticket(bridge)) == ["just_answered"]


def test_a_slow_robot_gets_at_most_three_answers(bridge: Desk) -> None:
    bridge.pushed(fields=bridge.fields(email=ROBOT))
    assert robot_answers(bridge, patience=8) <= 3


def test_a_person_who_writes_again_later_is_answered_again(bridge: Desk) -> None:
    bridge.post_mail(letter(SUPPORT, "One", subject="Printer"))
    bridge.drain()
    bridge.clock.move(minutes=6)
    bridge.post_mail(letter(SUPPORT, "Two", subject="Lamp"))
    bridge.drain()
    assert len(bridge.mails("ann@example.org")) == 2


def test_a_vendors_system_that_answers_our_case_and_our_answer_is_left_alone(bridge: Desk) -> None:
    """Its acknowledgements give the case its number, and nothing goes back by itself."""
    raw = letter(
        SUPPORT,
        "We have received your request. Your ticket has been created: ticket number 4711.",
        sender="help@vendor.test",
        subject="[Ticket#4711] We received your mail",
    )
    bridge.post_mail(raw)
    assert bridge.withheld(newest_ticket(bridge)) == ["acknowledgement"]
    bridge.drain()
    assert bridge.mails() == []

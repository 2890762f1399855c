"""Mailboxes read over IMAP from a real Dovecot: nothing lost, nothing twice, nothing old."""

import base64
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ssl import create_default_context

import pytest
from sqlalchemy import select

from bridge.domain.errors import InletFault, NotFound, Unavailable
from bridge.domain.ports import AccessToken, InletAccess
from bridge.mail.imap.inlet import ImapInlets
from bridge.services import health, set_up
from bridge.services.arrivals import arrivals
from bridge.services.incoming_mail import inlet_reading, inlets, mailroom, sorting
from bridge.services.incoming_mail.inlets import Inlet
from bridge.store.audit import Arrival
from bridge.store.messages import Message
from bridge.store.tickets import Ticket
from tests.servers.dovecot import PASSWORD, Account, Dovecot
from tests.servers.run import wait_until
from tests.support.desk import MAILBOX, SUPPORT, Desk
from tests.support.letters import letter
from tests.support.outage import unreachable
from tests.support.wire import Wire, wired
from workers import mailboxes

NEVER = threading.Event()


def read_from(bridge: Desk, url: str, **more: object) -> Inlet:
    """Sets the mailbox up as a set-up file does."""
    row = {"slug": MAILBOX, "address": SUPPORT, "imap": url, **more}
    set_up.apply(bridge.ctx, {"mailboxes": [row]})
    return inlets.all_of(bridge.ctx)[0]


def look(bridge: Desk, inlet: Inlet) -> int:
    """One connection that takes in what is new."""
    with bridge.ctx.inlets.open(inlets.access(bridge.ctx, inlet.id)) as folder:
        inlet_reading.finish(bridge.ctx, inlet, folder)
        return inlet_reading.read(bridge.ctx, inlet, folder, NEVER)


@contextmanager
def followed(bridge: Desk, inlet: Inlet) -> Iterator[None]:
    """A reader at work, as the scheduler starts it."""
    stop = threading.Event()
    reader = threading.Thread(target=mailboxes.follow, args=(bridge.ctx, inlet, stop))
    reader.start()
    try:
        yield
    finally:
        stop.set()
        reader.join(20)
        assert not reader.is_alive()


@contextmanager
def filled(bridge: Desk, account: Account, sent: list[str]) -> Iterator[tuple[Wire, Inlet]]:
    """A mailbox behind a wire, looked into before mails with these subjects came."""
    with wired(account.server.port) as wire:
        inlet = read_from(bridge, through(wire, account))
        look(bridge, inlet)
        account.deliver(*(letter(SUPPORT, subject=subject) for subject in sent))
        yield wire, inlet


def subjects(bridge: Desk) -> list[str]:
    with bridge.ctx.reading() as tx:
        return sorted(ticket.subject for ticket in tx.session.query(Ticket))


def through(wire: Wire, account: Account) -> str:
    return account.url.replace(f":{account.server.port}/", f":{wire.port}/")


# ---- what comes in


def test_mail_becomes_tickets_in_order_and_is_marked_as_seen(
    bridge: Desk, imap_account: Account
) -> None:
    inlet = read_from(bridge, imap_account.url)
    imap_account.deliver(*(letter(SUPPORT, subject=f"Case {n}") for n in range(3)))
    assert look(bridge, inlet) == 3
    assert subjects(bridge) == ["Case 0", "Case 1", "Case 2"]
    assert all(b"\\Seen" in flags for flags in imap_account.flags())
    assert look(bridge, inlet) == 0
    assert bridge.count(Arrival) == 3


def test_a_new_mail_is_a_ticket_at_once_where_the_server_tells_of_it(
    bridge: Desk, imap_account: Account
) -> None:
    inlet = read_from(bridge, imap_account.url)
    with followed(bridge, inlet):
        imap_account.deliver(letter(SUPPORT, subject="First"))
        wait_until(lambda: subjects(bridge) == ["First"], "the first mail")
        imap_account.deliver(letter(SUPPORT, subject="Second"))
        wait_until(lambda: subjects(bridge) == ["First", "Second"], "the second mail")


def test_mail_that_was_told_of_with_another_commands_answer_is_not_waited_for(
    bridge: Desk, imap_account: Account
) -> None:
    inlet = read_from(bridge, imap_account.url)
    with bridge.ctx.inlets.open(inlets.access(bridge.ctx, inlet.id)) as folder:
        assert folder.listed(0, 10) == []
        imap_account.deliver(letter(SUPPORT))
        assert folder.fetch([99]) == {}
        assert folder.wait(timedelta(seconds=5), threading.Event())
        assert len(folder.listed(0, 10)) == 1
        assert not folder.wait(timedelta(seconds=0.1), threading.Event())


def test_mail_that_was_told_of_in_one_breath_with_the_beginning_of_the_wait_is_not_waited_for(
    bridge: Desk, imap_account: Account
) -> None:
    held: list[bytes] = []

    def together(said: bytes) -> bytes:
        """Lets the answer to IDLE go on only with what follows it."""
        if said.startswith(b"+ "):
            imap_account.deliver(letter(SUPPORT))
            held.append(said)
            return b""
        return held.pop() + said if held else said

    stop, news = threading.Event(), []
    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        with bridge.ctx.inlets.open(inlets.access(bridge.ctx, inlet.id)) as folder:
            assert folder.listed(0, 10) == []
            wire.change = together
            waiting = threading.Thread(
                target=lambda: news.append(folder.wait(timedelta(minutes=10), stop))
            )
            waiting.start()
            try:
                wait_until(lambda: news == [True], "the news")
            finally:
                stop.set()
                waiting.join()


def test_mail_from_before_the_set_up_becomes_no_ticket(bridge: Desk, imap_account: Account) -> None:
    imap_account.deliver(*(letter(SUPPORT, subject=f"Old {n}") for n in range(40)))
    bridge.clock.set(datetime.now(UTC) + timedelta(seconds=1))
    inlet = read_from(bridge, imap_account.url)
    assert inlets.anchor(bridge.ctx) == [(MAILBOX, None)]
    imap_account.deliver(letter(SUPPORT, subject="New"))
    assert look(bridge, inlet) == 1
    assert subjects(bridge) == ["New"]
    assert sum(b"\\Seen" in flags for flags in imap_account.flags()) == 1


def test_without_a_connection_at_the_set_up_the_servers_dates_decide(
    bridge: Desk, imap_account: Account
) -> None:
    client = imap_account.client()
    for days, subject in ((9, "Old"), (1, "Yesterday"), (0, "Today")):
        at = (datetime.now(UTC) - timedelta(days=days)).strftime('"%d-%b-%Y %H:%M:%S +0000"')
        client.append("INBOX", None, at, letter(SUPPORT, subject=subject))
    client.logout()
    bridge.clock.set(datetime.now(UTC) - timedelta(hours=1))
    inlet = read_from(bridge, imap_account.url)
    assert look(bridge, inlet) == 1
    assert subjects(bridge) == ["Today"]


def test_old_mail_comes_in_when_asked(bridge: Desk, imap_account: Account) -> None:
    imap_account.deliver(letter(SUPPORT, subject="Old"))
    bridge.clock.set(datetime.now(UTC) + timedelta(hours=1))
    inlet = read_from(bridge, imap_account.url, imap_import=True)
    inlets.anchor(bridge.ctx)
    assert look(bridge, inlet) == 1
    assert subjects(bridge) == ["Old"]
    assert "imported" in bridge.withheld("HB-1001")


def test_a_mail_over_the_limit_is_a_ticket_that_says_so(
    bridge: Desk, imap_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.services.incoming_mail.mailroom.LARGEST", 100_000)
    inlet = read_from(bridge, imap_account.url)
    large = letter(SUPPORT, "It is large.\n" + "x" * 70 + "\n" * 200_000, subject="Large")
    imap_account.deliver(letter(SUPPORT, subject="Before"), large, letter(SUPPORT, subject="After"))
    assert look(bridge, inlet) == 3
    assert subjects(bridge) == ["After", "Before", "Large"]
    assert [bridge.ticket(f"HB-{1001 + n}").subject for n in range(3)] == [
        "Before",
        "Large",
        "After",
    ]
    [row] = [row for row in arrivals.page(bridge.ctx, (), None) if row.title == "Large"]
    assert row.size == len(large)
    assert arrivals.whole(bridge.ctx, row.id)[0] == large
    [event] = bridge.events(str(row.ticket), "mail_too_large")
    assert event.data["size"] == len(large)


def test_two_accounts_are_two_mailboxes(bridge: Desk, dovecot: Dovecot) -> None:
    one, two = dovecot.account(), dovecot.account()
    bridge.add_mailbox("sales", "sales@helpdesk.test", "other-token")
    rows = [
        {"slug": MAILBOX, "address": SUPPORT, "imap": one.url},
        {"slug": "sales", "address": "sales@helpdesk.test", "imap": two.url},
    ]
    set_up.apply(bridge.ctx, {"mailboxes": rows})
    readers = mailboxes.Readers(bridge.ctx, "host:1")
    readers.look()
    one.deliver(letter(SUPPORT, subject="To support"))
    two.deliver(letter("sales@helpdesk.test", subject="To sales"))
    wait_until(lambda: subjects(bridge) == ["To sales", "To support"], "both mails")
    assert inlets.lease(bridge.ctx, "host:2") == []
    readers.end()
    assert len(inlets.lease(bridge.ctx, "host:2")) == 2


def test_a_lease_passes_on_when_its_holder_falls_silent(
    bridge: Desk, imap_account: Account
) -> None:
    read_from(bridge, imap_account.url)
    assert len(inlets.lease(bridge.ctx, "host:1")) == 1
    assert inlets.lease(bridge.ctx, "host:2") == []
    bridge.clock.move(seconds=inlets.TERM.total_seconds() + 1)
    assert len(inlets.lease(bridge.ctx, "host:2")) == 1
    assert inlets.lease(bridge.ctx, "host:1") == []


# ---- faults (RELIABILITY F13)


def test_two_readers_at_once_make_one_ticket_of_each_mail(
    bridge: Desk, imap_account: Account
) -> None:
    inlet = read_from(bridge, imap_account.url)
    look(bridge, inlet)
    imap_account.deliver(*(letter(SUPPORT, subject=f"Case {n:02}") for n in range(12)))
    with followed(bridge, inlet), followed(bridge, inlet):
        wait_until(lambda: len(subjects(bridge)) >= 12, "the mails")
    assert subjects(bridge) == [f"Case {n:02}" for n in range(12)]


def test_a_connection_cut_anywhere_loses_and_doubles_nothing(
    bridge: Desk, imap_account: Account
) -> None:
    body = "word " * 400
    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        look(bridge, inlet)
        sent = []
        for number, cut in enumerate((900, 1400, 2500, 3300, 4200, 5200)):
            sent.append(f"Case {number}")
            imap_account.deliver(letter(SUPPORT, body, subject=sent[-1]))
            wire.cut_after = cut
            try:
                look(bridge, inlet)
            except InletFault:
                wire.cut_after = None
                look(bridge, inlet)
            wire.cut_after = None
    assert subjects(bridge) == sent


def test_what_is_kept_is_sorted_though_the_next_can_not_be_fetched(
    bridge: Desk, imap_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inlet_reading, "BATCH", 2)
    sent, fetched = [f"Case {number}" for number in range(4)], []
    with filled(bridge, imap_account, sent) as (wire, inlet):

        def gone_at_the_second(said: bytes) -> bytes | None:
            fetched.append(b"BODY.PEEK" in said)
            if sum(fetched) < 2:
                return None
            wire.cut()
            return b""

        wire.answer = gone_at_the_second
        with pytest.raises(InletFault):
            look(bridge, inlet)
        wire.answer = lambda said: None
        assert subjects(bridge) == sent[:2]
        assert not any(b"\\Seen" in flags for flags in imap_account.flags())
        look(bridge, inlet)
    assert subjects(bridge) == sent
    assert all(b"\\Seen" in flags for flags in imap_account.flags())


def test_what_waits_behind_a_fault_is_not_taken_for_what_was_read_before_it(
    bridge: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: object) -> None:
        raise Unavailable("the database is away")

    sent = [f"Case {number}" for number in range(4)]
    mails = [letter(SUPPORT, f"Of {subject}.", subject=subject) for subject in sent]
    with mailroom.backlog(bridge.ctx, MAILBOX) as backlog:
        backlog.keep(mails[:2])
        backlog.keep(mails[2:])
        with monkeypatch.context() as patched, pytest.raises(Unavailable):
            patched.setattr(sorting, "sort_together", unavailable)
            backlog.sort()
        assert len(backlog) == 0
    assert subjects(bridge) == []
    assert mailroom.take_up(bridge.ctx, MAILBOX) == 4
    with bridge.ctx.reading() as tx:
        messages = tx.session.scalars(select(Message).order_by(Message.id)).all()
    assert [message.body.strip() for message in messages] == [f"Of {subject}." for subject in sent]
    assert subjects(bridge) == sent


@pytest.mark.parametrize("how", ["breaks off", "refuses", "leaves it out"])
def test_a_mail_that_the_server_never_hands_out_holds_up_no_other(
    bridge: Desk, imap_account: Account, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(mailboxes, "FIRST_PAUSE", 0.01)

    def answer(said: bytes) -> bytes | None:
        if b"BODY.PEEK" not in said or not re.search(rb"FETCH (\d+,)*2[, ]", said):
            return None
        return said.split()[0] + (b" NO damaged\r\n" if how == "refuses" else b" OK done\r\n")

    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        look(bridge, inlet)
        imap_account.deliver(*(letter(SUPPORT, subject=f"Case {number}") for number in range(4)))
        if how == "breaks off":
            [damaged] = [file for file in imap_account.files() if b"Case_1" in file.read_bytes()]
            damaged.write_bytes(b"")
        else:
            wire.answer = answer
        with followed(bridge, inlet):
            wait_until(lambda: len(subjects(bridge)) == 3, "the others")
            imap_account.deliver(letter(SUPPORT, subject="Later"))
            wait_until(lambda: "Later" in subjects(bridge), "the later one")
    assert subjects(bridge) == ["Case 0", "Case 2", "Case 3", "Later"]
    [row] = arrivals.quarantined(bridge.ctx)
    assert (row.reason, row.outcome) == (mailroom.WITHHELD, "quarantined")
    with pytest.raises(NotFound):
        arrivals.whole(bridge.ctx, row.id)
    assert [b"\\Seen" in flags for flags in imap_account.flags()] == [True, False, True, True, True]


def test_while_the_server_hands_out_nothing_at_all_no_mail_is_passed_over(
    bridge: Desk, imap_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "FIRST_PAUSE", 0.01)
    refused: list[bytes] = []

    def answer(said: bytes) -> bytes | None:
        if b"BODY.PEEK" not in said or len(refused) == inlet_reading.MOST_TRIES + 2:
            return None
        refused.append(said)
        return said.split()[0] + b" NO busy\r\n"

    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        look(bridge, inlet)
        imap_account.deliver(letter(SUPPORT, subject="One"), letter(SUPPORT, subject="Two"))
        wire.answer = answer
        with followed(bridge, inlet):
            wait_until(lambda: len(subjects(bridge)) == 2, "both")
    assert subjects(bridge) == ["One", "Two"]
    assert arrivals.quarantined(bridge.ctx) == []


def test_large_mails_are_not_kept_two_at_once(
    bridge: Desk, imap_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inlet_reading, "BATCH_BYTES", 2_000)
    before: list[int] = []

    def counted(said: bytes) -> None:
        if b"BODY.PEEK" in said:
            before.append(len(subjects(bridge)))

    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        sizes = (10, 10, 3_000, 3_000, 10)
        mails = [letter(SUPPORT, "x" * size, subject=f"Case {size}") for size in sizes]
        imap_account.deliver(*mails)
        wire.answer = counted
        assert look(bridge, inlet) == 5
    assert before == [0, 2, 3, 3]
    assert len(subjects(bridge)) == 5


def test_a_reader_that_shall_stop_sorts_what_it_has_and_leaves_the_rest(
    bridge: Desk, imap_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inlet_reading, "BATCH", 2)
    stop, fetched = threading.Event(), []

    def stopped_at_the_second(said: bytes) -> None:
        fetched.append(b"BODY.PEEK" in said)
        if sum(fetched) == 2:
            stop.set()

    sent = [f"Case {number}" for number in range(8)]
    with filled(bridge, imap_account, sent) as (wire, inlet):
        wire.answer = stopped_at_the_second
        with bridge.ctx.inlets.open(inlets.access(bridge.ctx, inlet.id)) as folder:
            assert inlet_reading.read(bridge.ctx, inlet, folder, stop) == 4
        assert subjects(bridge) == sent[:4]
        assert sum(b"\\Seen" in flags for flags in imap_account.flags()) == 4
        look(bridge, inlet)
    assert subjects(bridge) == sent


@pytest.mark.parametrize(("command", "at"), [(b"BODY.PEEK", 1), (b"BODY.PEEK", 3), (b"STORE", 2)])
def test_a_database_that_is_away_in_the_middle_loses_and_doubles_nothing(
    bridge: Desk,
    imap_account: Account,
    monkeypatch: pytest.MonkeyPatch,
    command: bytes,
    at: int,
) -> None:
    monkeypatch.setattr(inlet_reading, "BATCH", 2)
    said_before: list[bytes] = []
    gave_up, outage = threading.Event(), ExitStack()

    def away(said: bytes) -> None:
        if command in said:
            said_before.append(said)
            if len(said_before) == at:
                outage.enter_context(unreachable(bridge.ctx.database.engine))
        elif b"LOGOUT" in said and len(said_before) >= at:
            gave_up.set()

    sent = [f"Case {number}" for number in range(9)]
    with filled(bridge, imap_account, sent) as (wire, inlet):
        wire.answer = away
        with followed(bridge, inlet):
            wait_until(gave_up.is_set, "the reader's end")
            outage.close()
            wait_until(lambda: len(subjects(bridge)) == len(sent), "the mails")
            wait_until(lambda: all(b"Seen" in one for one in imap_account.flags()), "the marks")
    with bridge.ctx.reading() as tx:
        assert list(tx.session.scalars(select(Ticket.subject).order_by(Ticket.id))) == sent
    assert bridge.count(Arrival) == len(sent)


def test_killed_between_fetch_and_store_nothing_is_lost_or_doubled(
    bridge: Desk, imap_account: Account
) -> None:
    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        look(bridge, inlet)
        imap_account.deliver(letter(SUPPORT, subject="Once"))

        def gone(said: bytes) -> bytes | None:
            if b" STORE " in said:
                wire.cut()
                return b""
            return None

        wire.answer = gone
        with pytest.raises(InletFault):
            look(bridge, inlet)
        assert b"\\Seen" not in imap_account.flags()[0]
        wire.answer = lambda said: None
        look(bridge, inlet)
    assert subjects(bridge) == ["Once"]
    assert b"\\Seen" in imap_account.flags()[0]


def test_a_mail_that_a_person_made_unread_again_stays_so(
    bridge: Desk, imap_account: Account
) -> None:
    now = bridge.real_time()
    bridge.clock.move(hours=-1)
    inlet = read_from(bridge, imap_account.url)
    at = (now - timedelta(minutes=30)).strftime('"%d-%b-%Y %H:%M:%S +0000"')
    client = imap_account.client()
    client.append("INBOX", None, at, letter(SUPPORT))
    bridge.clock.set(now)
    assert look(bridge, inlet) == 1
    client.uid("STORE", "1", "-FLAGS", "(\\Seen)")
    client.logout()
    assert look(bridge, inlet) == 0
    assert b"\\Seen" not in imap_account.flags()[0]


def test_a_renumbered_folder_is_read_again_without_doubles(
    bridge: Desk, imap_account: Account
) -> None:
    inlet = read_from(bridge, imap_account.url)
    imap_account.deliver(letter(SUPPORT, subject="One"), letter(SUPPORT, subject="Two"))
    look(bridge, inlet)
    imap_account.renumber()
    imap_account.deliver(letter(SUPPORT, subject="Three"))
    assert look(bridge, inlet) == 3
    assert subjects(bridge) == ["One", "Three", "Two"]


def test_a_mail_repeated_under_a_new_uid_is_counted_and_not_doubled(
    bridge: Desk, imap_account: Account
) -> None:
    inlet = read_from(bridge, imap_account.url)
    mail = letter(SUPPORT, subject="One")
    for _ in range(2):
        imap_account.deliver(mail)
        look(bridge, inlet)
    assert subjects(bridge) == ["One"]
    assert [row.repeats for row in arrivals.page(bridge.ctx, (), None)] == [1]


def test_a_mail_deleted_meanwhile_holds_nothing_up(bridge: Desk, imap_account: Account) -> None:
    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        look(bridge, inlet)
        imap_account.deliver(letter(SUPPORT, subject="One"), letter(SUPPORT, subject="Two"))

        def delete(said: bytes) -> bytes | None:
            if b"BODY.PEEK" in said:
                client = imap_account.client()
                client.uid("STORE", "1", "+FLAGS", "(\\Deleted)")
                client.expunge()
                client.logout()
            return None

        wire.answer = delete
        look(bridge, inlet)
        wire.answer = lambda said: None
        # a server may still hand out what another client deleted a moment ago
        assert set(subjects(bridge)) | {"One"} == {"One", "Two"}
        assert look(bridge, inlet) == 0


def test_a_full_mailbox_that_takes_no_mark_is_read_all_the_same(
    bridge: Desk, imap_account: Account
) -> None:
    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        wire.answer = lambda said: (
            said.split()[0] + b" NO [OVERQUOTA] Quota exceeded\r\n" if b" STORE " in said else None
        )
        imap_account.deliver(letter(SUPPORT, subject="One"))
        assert look(bridge, inlet) == 1
        assert look(bridge, inlet) == 0
    assert subjects(bridge) == ["One"]


def test_a_server_without_idle_is_asked_again_and_again(
    bridge: Desk, imap_account: Account
) -> None:
    timing = replace(bridge.ctx.timing, poll_mail=timedelta(seconds=0.1))
    bridge.ctx = replace(bridge.ctx, timing=timing)
    with wired(imap_account.server.port) as wire:
        wire.change = lambda said: said.replace(b" IDLE", b" XIDL")
        inlet = read_from(bridge, through(wire, imap_account))
        assert "has no IDLE" in inlets.probe(bridge.ctx, inlet)
        with followed(bridge, inlet):
            imap_account.deliver(letter(SUPPORT, subject="Polled"))
            wait_until(lambda: subjects(bridge) == ["Polled"], "the mail")


def test_a_silently_dead_connection_is_noticed_and_made_anew(
    bridge: Desk, imap_account: Account
) -> None:
    """A router forgot the connection: nothing passes, and nobody is told."""
    bridge.ctx = replace(
        bridge.ctx,
        timing=replace(bridge.ctx.timing, idle_mail=timedelta(seconds=0.3)),
        inlets=ImapInlets(timeout=timedelta(seconds=1)),
    )
    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        with followed(bridge, inlet):
            imap_account.deliver(letter(SUPPORT, subject="One"))
            wait_until(lambda: subjects(bridge) == ["One"], "the first mail")
            wire.muted = True
            imap_account.deliver(letter(SUPPORT, subject="Two"))
            before = wire.connections
            wait_until(lambda: wire.connections > before, "a new connection")
            wire.muted = False
            wait_until(lambda: subjects(bridge) == ["One", "Two"], "the second mail")


def test_a_server_that_is_gone_for_a_while_is_found_again(
    bridge: Desk, imap_account: Account
) -> None:
    with wired(imap_account.server.port) as wire:
        inlet = read_from(bridge, through(wire, imap_account))
        with followed(bridge, inlet):
            imap_account.deliver(letter(SUPPORT, subject="One"))
            wait_until(lambda: subjects(bridge) == ["One"], "the first mail")
            wire.down = True
            wire.cut()
            imap_account.deliver(letter(SUPPORT, subject="Two"))
            wire.down = False
            wait_until(lambda: subjects(bridge) == ["One", "Two"], "the second mail")


# ---- what is wrong, in words


def test_doctor_says_what_is_wrong_with_a_mailbox(
    bridge: Desk, imap_account: Account, dovecot: Dovecot, unused_port: int
) -> None:
    good = imap_account.url
    faults = {
        good.replace(PASSWORD, "wrong"): "refuses the user",
        good.replace(f":{dovecot.port}/", f":{unused_port}/"): "No connection",
        good.replace("/INBOX", "/Nowhere"): "no folder 'Nowhere'",
        imap_account.tls_url: "certificate that is not valid",
        f"imaps://x:y@127.0.0.1:{dovecot.port}/": "No TLS",
    }
    for url, words in faults.items():
        read_from(bridge, url)
        [check] = [one for one in health.full(bridge.ctx) if one.name == f"imap {MAILBOX}"]
        assert (check.ok, words in check.says) == (False, True), (url, check.says)
        assert PASSWORD not in check.says
    read_from(bridge, good)
    [check] = [one for one in health.full(bridge.ctx) if one.name == f"imap {MAILBOX}"]
    assert (check.ok, check.says) == (True, "tells of new mail at once")


def test_tls_is_verified_and_works_both_ways(bridge: Desk, dovecot: Dovecot) -> None:
    account = dovecot.account()
    trusting = create_default_context(cafile=str(dovecot.certificate))
    bridge.ctx = replace(bridge.ctx, inlets=ImapInlets(trusting))
    for url in (account.tls_url, account.url.replace("imap://", "imap+starttls://")):
        inlet = read_from(bridge, url)
        account.deliver(letter(SUPPORT, subject="Sealed"))
        look(bridge, inlet)
    assert subjects(bridge) == ["Sealed", "Sealed"]


def test_an_access_token_logs_in_where_no_password_is_stored(
    bridge: Desk, imap_account: Account
) -> None:
    class Consent:
        def token(self, mailbox: str) -> AccessToken:
            return AccessToken("someone", f"token of {mailbox}", bridge.clock.now())

    inlet = read_from(bridge, f"imap://{imap_account.user}@127.0.0.1:1/INBOX")
    with pytest.raises(InletFault, match="has no password"):
        inlets.access(bridge.ctx, inlet.id)
    bridge.ctx = replace(bridge.ctx, access_tokens=Consent())
    access = inlets.access(bridge.ctx, inlet.id)
    assert (access.secret, access.is_token) == (f"token of {MAILBOX}", True)


def test_the_token_is_said_as_xoauth2_wants_it(imap_account: Account, bridge: Desk) -> None:
    heard: list[bytes] = []
    with wired(imap_account.server.port) as wire:
        place = inlets.access(bridge.ctx, read_from(bridge, through(wire, imap_account)).id).place

        def answer(said: bytes) -> bytes | None:
            heard.append(said)
            return b"+ \r\n" if b"AUTHENTICATE XOAUTH2" in said else None

        wire.answer = answer
        with (
            pytest.raises(InletFault),
            ImapInlets(timeout=timedelta(seconds=1)).open(InletAccess(place, "ya29.x", True)),
        ):
            pass
    said = base64.b64decode(heard[heard.index(next(h for h in heard if b"XOAUTH2" in h)) + 1])
    assert said == f"user={imap_account.user}\1auth=Bearer ya29.x\1\1".encode()

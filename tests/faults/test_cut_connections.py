"""The connection to the mail server is cut at any point of the session (F05, F14; MAIL.md)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes

from bridge.services.mailboxes import mail_settings
from tests.mail.mail_servers import Inbox, running
from tests.servers.dovecot import Account
from tests.support.cutting import Cable
from tests.support.desk import MAILBOX, Desk

POINTS = 100


class Mailbox(Inbox):
    """A mail server that puts each mail it takes into the sender's mailbox too."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self.account = account

    async def handle_DATA(self, server, session, envelope) -> str:
        self.account.deliver(envelope.content)
        return await super().handle_DATA(server, session, envelope)


@contextmanager
def cable_to(inbox: Inbox, desk: Desk, **values: str) -> Iterator[Cable]:
    with running(inbox) as config:
        cable = Cable(config.port)
        url = f"smtp://127.0.0.1:{cable.port}"
        mail_settings.change(desk.ctx, MAILBOX, {"smtp": url, **values})
        try:
            yield cable
        finally:
            cable.close()


def answered(desk: Desk, number: int) -> str:
    """A ticket whose automatic answer waits to be sent."""
    return desk.pushed(fields=desk.fields(email=f"visitor{number}@example.org"))


def cut_once(desk: Desk, cable: Cable, at: int) -> None:
    cable.cut_at = at
    desk.drain()
    cable.wait_until_idle()
    cable.cut_at = None


def lose_the_answer_once(desk: Desk, cable: Cable) -> None:
    """The server takes the mail, and we do not hear of it."""
    cable.loses_the_answer = True
    desk.drain()
    cable.wait_until_idle()
    cable.loses_the_answer = False


def points(length: int, count: int) -> list[int]:
    """Half of them over the whole session, half where the mail's end and its answer pass."""
    spread = [length * n // (count // 2) for n in range(count // 2)]
    end = range(length - 1, 0, -1)
    return sorted({*spread, *[at for at in end if at not in spread][: count - len(spread)]})


def length_of_a_session(desk: Desk, cable: Cable) -> int:
    answered(desk, 10_000)
    desk.drain()
    cable.wait_until_idle()
    return cable.passed


def recover(desk: Desk, minutes: int) -> None:
    for _ in range(minutes):
        desk.clock.move(minutes=1.2)
        desk.drain()


def test_a_cut_anywhere_leaves_each_receiver_with_one_copy_where_the_mailbox_can_be_read(
    bridge: Desk, imap_account: Account
) -> None:
    inbox = Mailbox(imap_account)
    with cable_to(inbox, bridge, sent_imap=imap_account.url) as cable:
        length = length_of_a_session(bridge, cable) - len("QUIT\r\n221 Bye\r\n")
        cuts = points(length, POINTS)
        references = []
        for number, at in enumerate(cuts):
            references.append(answered(bridge, number))
            cut_once(bridge, cable, at)
        recover(bridge, 6)
    assert len(cuts) == POINTS
    copies = Counter(inbox.receivers)
    assert copies == Counter(
        [f"visitor{number}@example.org" for number in [*range(POINTS), 10_000]]
    )
    found = [bridge.events(reference, "delivery_found") for reference in references]
    assert any(found)
    assert not all(found)
    for reference in references:
        [message] = bridge.messages(reference, "auto_response")
        assert [one.status for one in message.deliveries] == ["sent"]


def test_where_no_mailbox_can_be_read_the_mail_goes_once_more_and_the_ticket_says_so(
    bridge: Desk,
) -> None:
    inbox = Inbox()
    with cable_to(inbox, bridge) as cable:
        length = length_of_a_session(bridge, cable)
        told = {}
        for number, at in enumerate(range(length - 70, length - 12, 4)):
            reference = answered(bridge, number)
            cut_once(bridge, cable, at)
            told[f"visitor{number}@example.org"] = reference
        recover(bridge, 6)
    for receiver, reference in told.items():
        copies = inbox.receivers.count(receiver)
        blind = bridge.events(reference, "delivery_repeated_blindly")
        assert copies == 1 or (copies == 2 and len(blind) == 1), receiver
    ids = {message_from_bytes(raw)["Message-ID"] for raw in inbox.mails}
    assert len(ids) == len(told) + 1


def test_a_mailbox_that_can_not_be_read_for_now_is_waited_for(
    bridge: Desk, imap_account: Account
) -> None:
    inbox = Mailbox(imap_account)
    nobody = "imap://u:p@127.0.0.1:9"
    with cable_to(inbox, bridge, sent_imap=nobody) as cable:
        reference = answered(bridge, 1)
        lose_the_answer_once(bridge, cable)
        recover(bridge, 20)
        assert inbox.receivers.count("visitor1@example.org") == 1
        mail_settings.change(bridge.ctx, MAILBOX, {"sent_imap": imap_account.url})
        recover(bridge, 4)
    assert inbox.receivers.count("visitor1@example.org") == 1
    assert bridge.events(reference, "delivery_found")


def test_a_mailbox_that_stays_unreadable_ends_the_wait_with_one_blind_try(bridge: Desk) -> None:
    inbox = Inbox()
    nobody = "imap://u:p@127.0.0.1:9"
    with cable_to(inbox, bridge, sent_imap=nobody) as cable:
        reference = answered(bridge, 1)
        lose_the_answer_once(bridge, cable)
        recover(bridge, 70)
    assert inbox.receivers.count("visitor1@example.org") == 2
    assert len(bridge.events(reference, "delivery_repeated_blindly")) == 1

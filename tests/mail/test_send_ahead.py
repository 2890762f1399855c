"""A mail is begun on the kept connection before it is sent, and may never be."""

from dataclasses import replace

import pytest

from bridge.domain.errors import DeliveryFailed
from bridge.mail.sending.send import SmtpMailer
from tests.mail.mail_servers import MAIL, Inbox, running
from tests.servers.run import wait_until

SECOND = replace(
    MAIL, message_id="2@help.example.test", to=replace(MAIL.to, email="bob@example.test")
)
THIRD = replace(
    MAIL, message_id="3@help.example.test", to=replace(MAIL.to, email="eve@example.test")
)


class Watched(Inbox):
    """Remembers the connections and from whom a mail was begun; does not like every address."""

    def __init__(self) -> None:
        super().__init__()
        self.peers: set[object] = set()
        self.begun: list[str] = []

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        self.peers.add(session.peer)
        self.begun.append(address)
        if address == "unwanted@example.test":
            return "451 4.7.1 not now"
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address == "nobody@example.test":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"


class Pipelining(Watched):
    """Takes several commands at once."""

    async def handle_EHLO(self, server, session, envelope, hostname, responses) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]


@pytest.fixture(params=[Watched, Pipelining])
def inbox(request: pytest.FixtureRequest) -> Watched:
    return request.param()


def test_a_mail_that_was_begun_arrives_when_it_is_sent_and_not_before(inbox: Watched):
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(MAIL)
        session.begin(SECOND)
        wait_until(lambda: len(inbox.begun) == 2, "the second mail is begun")
        assert len(inbox.mails) == 1
        assert session.send(SECOND).answer == "250 2.0.0 kept"
        session.begin(THIRD)
        session.send(THIRD)
    assert inbox.receivers == ["ann@example.test", "bob@example.test", "eve@example.test"]
    assert len(inbox.peers) == 1


def test_without_a_kept_connection_a_mail_that_was_begun_is_sent_as_any_other(inbox: Watched):
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.begin(MAIL)
        session.send(MAIL)
    assert inbox.receivers == ["ann@example.test"]


def test_a_mail_that_was_begun_and_never_sent_does_not_arrive(inbox: Watched):
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(MAIL)
        session.begin(SECOND)
    assert inbox.receivers == ["ann@example.test"]


def test_another_mail_may_be_begun_or_sent_in_its_place(inbox: Watched):
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(MAIL)
        session.begin(SECOND)
        session.send(THIRD)
        session.begin(SECOND)
        session.begin(MAIL)
        session.send(MAIL)
    assert inbox.receivers == ["ann@example.test", "eve@example.test", "ann@example.test"]


def test_a_receiver_that_is_refused_is_told_of_at_the_sending_and_the_next_mail_goes_on(
    inbox: Watched,
):
    nobody = replace(SECOND, to=replace(MAIL.to, email="nobody@example.test"))
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(MAIL)
        session.begin(nobody)
        with pytest.raises(DeliveryFailed, match="no such user") as failure:
            session.send(nobody)
        session.begin(THIRD)
        session.send(THIRD)
    assert failure.value.permanent
    assert inbox.receivers == ["ann@example.test", "eve@example.test"]
    assert len(inbox.peers) == 1


def test_a_mail_that_can_not_be_encoded_is_told_of_at_the_sending_and_the_next_mail_goes_on(
    inbox: Watched,
):
    broken = replace(SECOND, subject="two\r\nlines")
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(MAIL)
        session.begin(broken)
        with pytest.raises(DeliveryFailed, match="subject"):
            session.send(broken)
        session.send(THIRD)
    assert inbox.receivers == ["ann@example.test", "eve@example.test"]
    assert len(inbox.peers) == 1


def test_a_connection_that_dies_after_the_announcement_is_replaced_without_a_word():
    class Dies(Watched):
        async def handle_MAIL(self, server, session, envelope, address, options) -> str:
            answer = await super().handle_MAIL(server, session, envelope, address, options)
            if len(self.begun) == 2:
                server.transport.abort()
            return answer

    inbox = Dies()
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(MAIL)
        session.begin(SECOND)
        assert session.send(SECOND).answer == "250 2.0.0 kept"
    assert inbox.receivers == ["ann@example.test", "bob@example.test"]
    assert len(inbox.peers) == 2


def test_of_several_refusals_the_first_one_counts(inbox: Watched):
    unwanted = replace(SECOND, envelope_from="unwanted@example.test")
    with running(inbox) as config, SmtpMailer(config).session() as session:
        with pytest.raises(DeliveryFailed, match="not now") as failure:
            session.send(unwanted)
        session.send(THIRD)
    assert not failure.value.permanent
    assert inbox.receivers == ["eve@example.test"]

"""SmtpMailer against real servers, well-behaved and not."""

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.smtp import AuthResult

from bridge.domain.errors import DeliveryFailed, DeliveryUncertain
from bridge.domain.ports import MailAccount
from bridge.mail.reading.parse import MimeParser
from bridge.mail.sending.send import SmtpMailer
from bridge.mail.sending.smtp_config import Security, SmtpConfig
from tests.mail.mail_servers import AWKWARD, MAIL, Inbox, running


def send(config: SmtpConfig, *mails, trust=None) -> list[str]:
    with SmtpMailer(config, trust=trust).session() as session:
        return [session.send(mail).answer for mail in mails]


def test_the_awkward_text_survives_from_mail_to_mailbox():
    inbox = Inbox()
    text = f"{AWKWARD}\n.\n..two dots\nFrom the start\n  indented  \n\ttab"
    with running(inbox) as config:
        answers = send(config, replace(MAIL, subject=AWKWARD, text=text, html=f"<p>{AWKWARD}"))
    parsed = MimeParser().parse(inbox.mails[0])
    assert parsed.subject == AWKWARD
    assert parsed.full_text == text
    assert parsed.html == f"<p>{AWKWARD}"
    assert answers == ["250 2.0.0 kept"]


def test_the_envelope_carries_the_bounce_address_and_a_punycode_domain():
    inbox = Inbox()
    with running(inbox) as config:
        send(config, replace(MAIL, to=replace(MAIL.to, email="ann@bücher.example")))
    assert inbox.senders == ["bounce+1042@help.example.test"]
    assert inbox.receivers == ["ann@xn--bcher-kva.example"]


def test_a_mail_may_leave_with_the_null_return_path():
    inbox = Inbox()
    with running(inbox) as config:
        send(config, replace(MAIL, envelope_from=""))
    assert inbox.senders == ["<>"]


class CountingInbox(Inbox):
    """Counts connections by the peer's port."""

    def __init__(self) -> None:
        super().__init__()
        self.peers: set[object] = set()

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        self.peers.add(session.peer)
        envelope.mail_from = address
        return "250 ok"


def test_a_batch_goes_over_one_connection():
    inbox = CountingInbox()
    with running(inbox) as config:
        send(config, *[replace(MAIL, message_id=f"{n}@help.example.test") for n in range(5)])
    assert len(inbox.mails) == 5
    assert len(inbox.peers) == 1


class HangsUpWhenIdle(CountingInbox):
    """Ends the connection once the answer to the first mail is out."""

    def __init__(self) -> None:
        super().__init__()
        self.gone = threading.Event()

    async def handle_DATA(self, server, session, envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.mails) == 1:
            server.loop.call_later(0.05, self._hang_up, server.transport)
        return answer

    def _hang_up(self, transport) -> None:
        transport.close()
        self.gone.set()


def test_a_kept_connection_that_died_is_replaced_without_a_word():
    inbox = HangsUpWhenIdle()
    second = replace(MAIL, message_id="2@help.example.test")
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(MAIL)
        assert inbox.gone.wait(10)
        session.send(second)
    ids = [message_from_bytes(raw)["Message-ID"] for raw in inbox.mails]
    assert ids == [f"<{MAIL.message_id}>", "<2@help.example.test>"]
    assert len(inbox.peers) == 2


class SaysGoodbye(CountingInbox):
    """Answers the second MAIL with 421, as servers do that close idle connections."""

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        if session.peer in self.peers:
            return "421 4.4.2 idle for too long"
        return await super().handle_MAIL(server, session, envelope, address, options)


def test_a_goodbye_on_a_kept_connection_opens_a_new_one():
    inbox = SaysGoodbye()
    with running(inbox) as config:
        send(config, MAIL, replace(MAIL, message_id="2@help.example.test"))
    assert len(inbox.mails) == 2
    assert len(inbox.peers) == 2


class CutsAfterData(Inbox):
    async def handle_DATA(self, server, session, envelope) -> str:
        await super().handle_DATA(server, session, envelope)
        server.transport.abort()
        return "250 never seen"


def test_a_connection_lost_after_the_content_leaves_the_delivery_uncertain():
    inbox = CutsAfterData()
    with running(inbox) as config, pytest.raises(DeliveryUncertain):
        send(config, MAIL)
    assert len(inbox.mails) == 1


def test_a_session_goes_on_after_an_uncertain_delivery():
    class CutsOnce(Inbox):
        async def handle_DATA(self, server, session, envelope) -> str:
            answer = await super().handle_DATA(server, session, envelope)
            if len(self.mails) == 1:
                server.transport.abort()
            return answer

    inbox = CutsOnce()
    with running(inbox) as config, SmtpMailer(config).session() as session:
        with pytest.raises(DeliveryUncertain):
            session.send(MAIL)
        assert session.send(replace(MAIL, message_id="2@x.test")).answer == "250 2.0.0 kept"
    assert len(inbox.mails) == 2


class NeverAnswers(Inbox):
    async def handle_DATA(self, server, session, envelope) -> str:
        await super().handle_DATA(server, session, envelope)
        await asyncio.Event().wait()
        return "250 never said"


def test_a_server_silent_after_the_content_leaves_the_delivery_uncertain():
    with running(NeverAnswers()) as config, pytest.raises(DeliveryUncertain):
        send(replace(config, verdict_timeout=timedelta(milliseconds=300)), MAIL)


class CutsBeforeData(Inbox):
    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        server.transport.abort()
        return "250 never seen"


def test_a_connection_lost_before_the_content_is_a_plain_failure_to_retry():
    with running(CutsBeforeData()) as config, pytest.raises(DeliveryFailed) as failure:
        send(config, MAIL)
    assert not failure.value.permanent


class Refuses(Inbox):
    def __init__(self, **answers: str) -> None:
        super().__init__()
        self.answers = answers

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        envelope.mail_from = address
        return self.answers.get("mail", "250 ok")

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if answer := self.answers.get("rcpt"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope) -> str:
        await super().handle_DATA(server, session, envelope)
        return self.answers.get("data", "250 ok")


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        ("450 4.2.0 greylisted", False),
        ("451 4.3.0 try later", False),
        ("452 4.2.2 mailbox full", False),
        ("550 5.1.1 no such user", True),
        ("554 5.7.1 refused", True),
        ("530 5.7.0 log in first", False),
    ],
)
def test_a_refusal_says_whether_another_try_helps(step, answer, permanent):
    with running(Refuses(**{step: answer})) as config, pytest.raises(DeliveryFailed) as failure:
        send(config, MAIL)
    assert failure.value.permanent is permanent
    assert failure.value.why == answer


def test_one_refused_mail_does_not_spoil_the_next_on_the_same_connection():
    class RefusesOne(CountingInbox):
        async def handle_RCPT(self, server, session, envelope, address, options) -> str:
            if address.startswith("nobody@"):
                return "550 5.1.1 no such user"
            envelope.rcpt_tos.append(address)
            return "250 ok"

    inbox = RefusesOne()
    nobody = replace(MAIL, to=replace(MAIL.to, email="nobody@example.test"))
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(MAIL)
        with pytest.raises(DeliveryFailed):
            session.send(nobody)
        session.send(replace(MAIL, message_id="3@help.example.test"))
    assert inbox.receivers == ["ann@example.test"] * 2
    assert len(inbox.peers) == 1


def test_a_server_that_does_not_listen_is_a_failure_to_retry(unused_port):
    config = SmtpConfig(host="127.0.0.1", port=unused_port)
    with pytest.raises(DeliveryFailed, match=f"127.0.0.1:{unused_port}") as failure:
        send(config, MAIL)
    assert not failure.value.permanent


def test_without_the_starttls_that_was_asked_for_nothing_is_sent():
    inbox = Inbox()
    with running(inbox) as config, pytest.raises(DeliveryFailed, match="STARTTLS") as failure:
        send(replace(config, security=Security.STARTTLS), MAIL)
    assert not failure.value.permanent
    assert inbox.mails == []


def test_starttls_with_a_trusted_certificate_carries_mail(server_tls, client_tls):
    inbox = Inbox()
    with running(inbox, tls_context=server_tls, require_starttls=True) as config:
        send(replace(config, security=Security.STARTTLS), MAIL, trust=client_tls)
    assert len(inbox.mails) == 1


def test_smtps_with_a_trusted_certificate_carries_mail(server_tls, client_tls):
    inbox = Inbox()
    with running(inbox, ssl_context=server_tls) as config:
        tls = replace(config, security=Security.TLS)
        send(tls, MAIL, trust=client_tls)
        assert SmtpMailer(tls, trust=client_tls).probe(MailAccount())
    assert len(inbox.mails) == 1


def test_an_unknown_certificate_stops_the_mail(server_tls):
    inbox = Inbox()
    with (
        running(inbox, tls_context=server_tls) as config,
        pytest.raises(DeliveryFailed, match="certificate verify failed"),
    ):
        send(replace(config, security=Security.STARTTLS), MAIL)
    assert inbox.mails == []


def test_user_and_password_are_shown_to_an_encrypted_server_only(server_tls, client_tls):
    inbox = Inbox()

    def check(server, session, envelope, mechanism, data) -> AuthResult:
        inbox.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)

    with running(inbox, tls_context=server_tls, authenticator=check, auth_required=True) as config:
        secured = replace(config, security=Security.STARTTLS, user="bridge")
        send(replace(secured, password="right"), MAIL, trust=client_tls)
        with pytest.raises(DeliveryFailed, match="535") as failure:
            send(replace(secured, password="wrong"), MAIL, trust=client_tls)
    assert not failure.value.permanent
    assert len(inbox.mails) == 1


def test_the_probe_returns_the_greeting():
    with running(Inbox(), ident="Test server") as config:
        assert SmtpMailer(config).probe(MailAccount()).startswith("220 ")


def test_the_probe_tells_that_nobody_listens(unused_port):
    with pytest.raises(DeliveryFailed):
        SmtpMailer(SmtpConfig(host="127.0.0.1", port=unused_port)).probe(MailAccount())


@pytest.mark.parametrize(
    "field", ["subject", "message_id", "in_reply_to", "envelope_from", "language"]
)
@pytest.mark.parametrize("evil", ["a\r\nBcc: all@example.test", "a\nb", "a\rb", "a\0b"])
def test_a_line_break_in_a_header_is_refused_and_named(field, evil):
    inbox = Inbox()
    with running(inbox) as config, pytest.raises(DeliveryFailed, match=field) as failure:
        send(config, replace(MAIL, **{field: evil}))
    assert failure.value.permanent
    assert inbox.mails == []


@pytest.mark.parametrize("field", ["sender", "to", "reply_to"])
@pytest.mark.parametrize("part", ["name", "email"])
def test_a_line_break_in_an_address_is_refused_and_named(field, part):
    address = replace(getattr(MAIL, field), **{part: "x@y.test\r\nBcc: all@example.test"})
    with running(Inbox()) as config, pytest.raises(DeliveryFailed, match=field) as failure:
        send(config, replace(MAIL, **{field: address}))
    assert failure.value.permanent


def test_the_stored_mail_reads_the_same_by_the_standard_library():
    inbox = Inbox()
    with running(inbox) as config:
        send(config, MAIL)
    message = message_from_bytes(inbox.mails[0], policy=default)
    assert message["From"].addresses[0].display_name == "Kestrel Support"
    assert message.get_body(("plain",)).get_content().split() == MAIL.text.split()
    assert not message.defects

"""Mailboxes with servers of their own, access tokens, copies and pictures."""

import base64
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.smtp import AuthResult

from bridge.domain.errors import ConfigError, DeliveryFailed
from bridge.domain.ports import Address, FileContent, MailAccount
from bridge.mail.sending.encode import encode
from bridge.mail.sending.send import SmtpMailer
from bridge.mail.sending.smtp_config import SmtpConfig
from tests.mail.mail_servers import MAIL, Inbox, running


class TokenInbox(Inbox):
    """Takes mail after AUTH XOAUTH2 with the right token, as Google and Microsoft do."""

    def __init__(self, token: str, user: str = "support@help.example.test") -> None:
        super().__init__()
        self.right = f"user={user}\x01auth=Bearer {token}\x01\x01"
        self.shown: list[str] = []

    async def auth_XOAUTH2(self, server, args):
        said = base64.b64decode(args[1]).decode()
        self.shown.append(said)
        if said == self.right:
            return AuthResult(success=True)
        error = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()
        await server.push(f"334 {error}")
        await server._reader.readline()
        return AuthResult(success=False, handled=False)


def token_server(inbox: TokenInbox, server_tls):
    return running(
        inbox,
        tls_context=server_tls,
        require_starttls=True,
        auth_required=True,
        authenticator=lambda *_: AuthResult(success=False),
    )


def test_an_access_token_opens_the_server_and_a_wrong_one_is_no_fault_of_the_mail(
    server_tls, client_tls
):
    inbox = TokenInbox("ya29.right")
    with token_server(inbox, server_tls) as config:
        url = f"smtp+starttls://127.0.0.1:{config.port}"
        right = MailAccount(url, "support@help.example.test", "ya29.right")
        mailer = SmtpMailer(SmtpConfig("127.0.0.1", 9), trust=client_tls)
        with mailer.session() as session:
            session.send(replace(MAIL, account=right))
            with pytest.raises(DeliveryFailed, match="535") as failure:
                session.send(replace(MAIL, account=replace(right, user="b", access_token="old")))
    assert not failure.value.permanent
    assert len(inbox.mails) == 1
    assert len(inbox.shown) == 2
    assert "ya29" not in repr(right)


def test_each_mailbox_leaves_by_its_own_server_over_its_own_kept_connection():
    one, two = Inbox(), Inbox()
    with running(one) as own, running(two) as other, SmtpMailer(own).session() as session:
        account = MailAccount(f"smtp://127.0.0.1:{other.port}")
        for number in range(4):
            mail = replace(MAIL, message_id=f"{number}@x.test")
            session.send(replace(mail, account=account) if number % 2 else mail)
    assert (len(one.mails), len(two.mails)) == (2, 2)


def test_an_address_that_can_not_be_read_is_told_and_costs_no_mail(unused_port):
    mailer = SmtpMailer(SmtpConfig("127.0.0.1", unused_port))
    with pytest.raises(ConfigError, match="must begin with"):
        mailer.check(MailAccount("ftp://x.test"))
    with pytest.raises(ConfigError, match="unencrypted"):
        mailer.check(MailAccount("smtp://mail.example.test", "user", "token"))
    with mailer.session() as session, pytest.raises(DeliveryFailed) as failure:
        session.send(replace(MAIL, account=MailAccount("ftp://x.test")))
    assert not failure.value.permanent


def test_a_copy_goes_to_the_mailbox_and_its_refusal_is_no_harm():
    class RefusesCopies(Inbox):
        async def handle_RCPT(self, server, session, envelope, address, options) -> str:
            if address.startswith("full@"):
                return "452 4.2.2 mailbox full"
            envelope.rcpt_tos.append(address)
            return "250 ok"

    inbox = RefusesCopies()
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(replace(MAIL, copy_to="support@help.example.test"))
        session.send(replace(MAIL, copy_to="full@help.example.test"))
    assert inbox.receivers == ["ann@example.test", "support@help.example.test", "ann@example.test"]


def test_everybody_in_cc_is_named_and_one_of_them_gets_the_mail():
    cc = (Address("bob@example.test", "Bob Ü"), Address("eve@bücher.example"))
    inbox = Inbox()
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(replace(MAIL, cc=cc, receiver="bob@example.test"))
    message = message_from_bytes(inbox.mails[0], policy=default)
    assert inbox.receivers == ["bob@example.test"]
    assert [a.addr_spec for a in message["Cc"].addresses] == [
        "bob@example.test",
        "eve@xn--bcher-kva.example",
    ]
    assert message["To"].addresses[0].addr_spec == "ann@example.test"


@pytest.mark.parametrize("evil", ["x@y.test\r\nBcc: all@example.test", "x\0@y.test"])
def test_a_line_break_in_cc_or_receiver_is_refused(evil):
    for change in ({"cc": (Address(evil),)}, {"receiver": evil}, {"copy_to": evil}):
        with (
            running(Inbox()) as config,
            SmtpMailer(config).session() as session,
            pytest.raises(DeliveryFailed) as failure,
        ):
            session.send(replace(MAIL, **change))
        assert failure.value.permanent


def test_a_picture_stands_beside_the_html_that_shows_it_and_files_beside_both():
    picture = FileContent("shot.png", "image/png", b"\x89PNG", "7.1@help.example.test")
    log = FileContent("log.txt", "text/plain", b"line")
    html = '<p><img src="cid:7.1@help.example.test"></p>'
    raw = encode(replace(MAIL, html=html, attachments=(picture, log)))
    message = message_from_bytes(raw, policy=default)
    assert not message.defects
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/plain",
    ]
    shown = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert shown["Content-ID"] == "<7.1@help.example.test>"
    assert shown["Content-Disposition"].content_disposition == "inline"
    assert [part.get_filename() for part in message.iter_attachments()] == ["log.txt"]


def test_a_content_id_is_no_way_into_the_header():
    for evil in ("a@b\r\nX: y", "no id", "a b@c"):
        picture = FileContent("a.png", "image/png", b"", evil)
        with pytest.raises(DeliveryFailed):
            encode(replace(MAIL, attachments=(picture,)))

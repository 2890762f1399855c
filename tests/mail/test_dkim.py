"""Mails bear their domain's signature (RFC 6376)."""

import base64
from dataclasses import replace

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bridge.domain.errors import ConfigError
from bridge.domain.ports import DkimKey, MailAccount
from bridge.mail.sending.encode import encode
from bridge.mail.sending.send import SmtpMailer
from bridge.mail.sending.smtp_config import SmtpConfig
from tests.mail.mail_servers import AWKWARD, MAIL, Inbox, running


@pytest.fixture(scope="module")
def pair() -> tuple[str, bytes]:
    """The private key as PEM, and the TXT record of the public one."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def received(pem: str, mail=MAIL) -> bytes:
    inbox = Inbox()
    key = DkimKey("hb2026", "help.example.test", pem)
    with running(inbox) as config, SmtpMailer(config).session() as session:
        session.send(replace(mail, account=MailAccount(dkim=key)))
    return inbox.mails[0]


def holds(raw: bytes, record: bytes) -> bool:
    def dns(name: bytes, timeout: int = 5) -> bytes | None:
        return record if name.rstrip(b".") == b"hb2026._domainkey.help.example.test" else None

    return bool(dkim.verify(raw, dnsfunc=dns))


@pytest.mark.parametrize("subject", ["Printer", AWKWARD, "x " * 200], ids=["short", "odd", "long"])
def test_a_mail_that_arrived_verifies_by_the_domains_record(pair, subject):
    pem, record = pair
    raw = received(pem, replace(MAIL, subject=subject, text=f".\n..\n{AWKWARD}\nFrom x \n\n"))
    assert holds(raw, record)


def test_the_signature_stands_before_a_mail_that_is_otherwise_unchanged(pair):
    raw = received(pair[0])
    head, mark, rest = raw.partition(b"Date: ")
    assert head.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;")
    assert (mark + rest).rstrip(b"\r\n") == encode(MAIL).rstrip(b"\r\n")


@pytest.mark.parametrize(
    "change",
    [
        (b"Subject: ", b"Subject: Urgent "),
        (b"Hello Ann", b"Hello Bob"),
        (b"\r\nDate:", b"\r\nFrom: evil@example.test\r\nDate:"),
        (b"\r\nDate:", b"\r\nSubject: second\r\nDate:"),
        (b"\r\nDate:", b"\r\nReply-To: evil@example.test\r\nDate:"),
    ],
)
def test_no_reader_visible_change_survives(pair, change):
    pem, record = pair
    raw = received(pem)
    changed = raw.replace(*change, 1)
    assert changed != raw
    assert not holds(changed, record)


def test_a_key_that_can_not_sign_is_told_at_the_set_up(pair):
    mailer = SmtpMailer(SmtpConfig("127.0.0.1"))
    mailer.check(MailAccount(dkim=DkimKey("s", "x.test", pair[0])))
    for pem in ("", "no key", pair[0][:200]):
        with pytest.raises(ConfigError, match="DKIM key"):
            mailer.check(MailAccount(dkim=DkimKey("s", "x.test", pem)))


def test_a_key_that_broke_later_is_a_failure_to_retry(pair):
    from bridge.domain.errors import DeliveryFailed

    with pytest.raises(DeliveryFailed) as failure:
        received("no key")
    assert not failure.value.permanent

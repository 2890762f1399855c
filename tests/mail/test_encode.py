"""The bytes that leave, read back by the standard library."""

from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.errors import DeliveryFailed
from bridge.domain.ports import Address, FileContent
from bridge.domain.words import MailNature
from bridge.mail.sending.encode import encode
from tests.mail.mail_servers import AWKWARD, MAIL

VISIBLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"))
WORDS = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1)).map(
    " ".join
)
BODIES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"))


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=default)


def body(raw: bytes, kind: str = "plain") -> str:
    part = read(raw).get_body((kind,))
    return part.get_payload(decode=True).decode("utf-8")


def test_every_mail_carries_its_identity_and_its_thread():
    message = read(
        encode(replace(MAIL, in_reply_to="a@x.test", references=("r@x.test", "a@x.test")))
    )
    assert message["Message-ID"] == "<auto.1042@help.example.test>"
    assert message["In-Reply-To"] == "<a@x.test>"
    assert message["References"].split() == ["<r@x.test>", "<a@x.test>"]
    assert message["Reply-To"] == "support+t1042.abc@help.example.test"
    assert message["Date"].datetime == MAIL.date
    assert message["Content-Language"] == "en"
    assert message["Subject"] == "[HB-1042] Re: Printer offline"
    assert not message.defects


@pytest.mark.parametrize(
    ("nature", "expected"),
    [
        (MailNature.AUTO_RESPONSE, ("auto-replied", "All", "auto_reply")),
        (MailNature.NOTICE, ("auto-generated", "All", None)),
        (MailNature.PERSON, (None, None, None)),
        (MailNature.VENDOR, ("no", "OOF", None)),
    ],
)
def test_the_nature_of_a_mail_decides_what_machines_are_told(nature, expected):
    message = read(encode(replace(MAIL, nature=nature)))
    names = ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence")
    assert tuple(message[name] for name in names) == expected


def test_the_same_mail_has_the_same_bytes_at_every_try():
    files = (FileContent("a.txt", "text/plain", b"a"),)
    assert encode(replace(MAIL, attachments=files)) == encode(replace(MAIL, attachments=files))


def test_text_and_html_keep_every_character():
    raw = encode(replace(MAIL, text=AWKWARD, html=f"<p>{AWKWARD}</p>"))
    assert body(raw) == AWKWARD
    assert body(raw, "html") == f"<p>{AWKWARD}</p>"


@given(text=BODIES)
def test_any_text_survives_in_short_lines_of_ascii(text):
    raw = encode(replace(MAIL, text=text))
    assert body(raw).replace("\r\n", "\n") == text
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


@given(subject=WORDS)
def test_any_subject_survives_in_short_lines(subject):
    raw = encode(replace(MAIL, subject=f"[HB-1042] {subject}".strip()))
    assert str(read(raw)["Subject"]) == f"[HB-1042] {subject}".strip()
    assert all(len(line) <= 78 for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n"))


def sender_of(raw: bytes) -> tuple[str, str]:
    """By the older half of the library: `policy.default` puts a blank between two encoded words."""
    name, email = parseaddr(message_from_bytes(raw)["From"])
    return str(make_header(decode_header(name))), email


@given(name=VISIBLE.filter(lambda name: name == name.strip()))
def test_any_name_survives(name):
    raw = encode(replace(MAIL, sender=replace(MAIL.sender, name=name)))
    assert sender_of(raw) == (name, MAIL.sender.email)


@pytest.mark.parametrize(
    "name",
    ["Ann Doe", 'Ann "Bee" Doe', "Doe, Ann", "Élodie Müller", "back\\slash", "=?x?=", "😀" * 60],
    ids=ascii,
)
def test_a_name_with_marks_stays_one_name(name):
    raw = encode(replace(MAIL, sender=Address("a@x.test", name)))
    assert sender_of(raw) == (name, "a@x.test")
    assert len(read(raw)["From"].addresses) == 1


def test_the_tag_stays_readable_before_an_encoded_subject():
    raw = encode(replace(MAIL, subject="[HB-1042] Re: Où est ma facture ?"))
    assert b"\r\nSubject: [HB-1042] Re:\r\n =?utf-8?b?" in raw


def test_a_foreign_domain_goes_out_in_punycode():
    raw = encode(replace(MAIL, to=Address("ann@Bücher.example")))
    assert b"\r\nTo: <ann@xn--bcher-kva.example>\r\n" in raw


def test_files_ride_beside_both_bodies():
    files = (
        FileContent("log é.txt", "text/plain", b"\x00\r\nbytes\n"),
        FileContent("scan.pdf", "application/pdf", bytes(range(256)) * 40),
        FileContent("mail.eml", "message/rfc822", b"Subject: x\r\n\r\n"),
        FileContent("odd", "text/plain; boundary=x", b"odd"),
    )
    message = read(encode(replace(MAIL, attachments=files)))
    found = list(message.iter_attachments())
    assert [part.get_filename() for part in found] == [file.name for file in files]
    assert [part.get_payload(decode=True) for part in found] == [file.content for file in files]
    assert [part.get_content_type() for part in found] == [
        "text/plain",
        "application/pdf",
        "application/octet-stream",
        "application/octet-stream",
    ]
    assert message.get_body(("plain",)) is not None
    assert message.get_body(("html",)) is not None


def test_a_text_of_another_script_is_sent_in_base64():
    text = "助けてください。" * 50
    raw = encode(replace(MAIL, text=text))
    assert body(raw) == text
    assert b"Content-Transfer-Encoding: base64" in raw


def test_hundreds_of_references_are_folded():
    ids = tuple(f"message-number-{number}@example.test" for number in range(300))
    raw = encode(replace(MAIL, references=ids))
    assert read(raw)["References"].split() == [f"<{each}>" for each in ids]
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_a_foreign_id_that_is_no_id_is_left_out():
    message = read(encode(replace(MAIL, in_reply_to="no id", references=("a b@x", "ok@x.test"))))
    assert message["In-Reply-To"] is None
    assert message["References"] == "<ok@x.test>"


@pytest.mark.parametrize(
    "email", ["", "ann", "ann@", "@x.test", "a b@x.test", "a@x.test,b@x.test", "ünï@x.test"]
)
def test_what_is_no_address_is_refused_for_good(email):
    with pytest.raises(DeliveryFailed, match="To ") as failure:
        encode(replace(MAIL, to=Address(email)))
    assert failure.value.permanent

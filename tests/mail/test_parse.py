"""Mail that comes in, however odd."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.errors import MalformedMail
from bridge.domain.ports import Address, ParsedMail
from bridge.mail.reading.parse import MimeParser
from tests.mail.mail_servers import AWKWARD

HERE = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("HELPDESK_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))
FOLDERS = [HERE, SHARED / "mime/eml", SHARED / "bounces_auto/eml"]
WILD = [path for folder in FOLDERS if folder.is_dir() for path in sorted(folder.glob("*.eml"))]
CUT = {"mimekit__feedback-report.eml", "mimekit__delivery-status-multiple-blank-lines.eml"}
"""Files that hold only a part of a mail, without its header."""


def parse(text: str | bytes) -> ParsedMail:
    raw = text.encode() if isinstance(text, str) else text
    return MimeParser().parse(raw)


def wild(name: str) -> ParsedMail:
    return parse((HERE / name).read_bytes())


def test_six_mails_of_the_wild_are_always_there():
    assert len(list(HERE.glob("*.eml"))) == 6


@pytest.mark.parametrize("path", WILD, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_mail_of_the_wild_is_understood(path):
    mail = parse(path.read_bytes())
    assert mail.subject or mail.sender or path.name in CUT
    assert mail.new_text or not mail.full_text
    assert "\0" not in mail.full_text + mail.subject
    for file in mail.attachments:
        assert file.name
        assert not set(file.name) & set("/\\\r\n\0")


def test_a_long_japanese_file_name_is_read():
    [file] = wild("mail__japanese_attachment_long_name.eml").attachments
    assert set(file.name) - set("かきくけこ.txt") == set()
    assert len(file.name) == 29


def test_a_multipart_without_its_end_is_read_to_the_end():
    mail = wild("mimekit__multipart-no-end-boundary.eml")
    assert mail.full_text.strip()
    assert "CloseBoundaryNotFoundDefect" in mail.defects


def test_a_bounce_has_an_empty_return_path_and_a_report_its_type():
    assert wild("rfc3834-06.eml").envelope_from == ""
    assert wild("arf-19.eml").content_type == "multipart/report"
    assert wild("talon__reply-quotations-share-block.eml").envelope_from is None


def test_a_plain_mail_gives_all_its_fields():
    mail = parse(
        "Return-Path: <ann@Example.TEST>\r\nFrom: Ann Doe <ann@Example.TEST>\r\n"
        "To: support@help.example.test, =?utf-8?q?Doe=2C_Bob?= <bob@x.test>\r\n"
        "Cc: c@x.test\r\nReply-To: other@x.test\r\nSubject: =?utf-8?b?w5xuw68=?=\r\n"
        "Date: Tue, 24 Nov 2026 11:00:00 +0100\r\nMessage-ID: <m1@x.test>\r\n"
        "In-Reply-To: <m0@x.test>\r\nReferences: <a@x.test>\r\n <m0@x.test>\r\n"
        "Content-Language: fr-CA\r\nReceived: one\r\nReceived: two\r\n\r\nHello\r\n"
    )
    assert mail.message_id == "m1@x.test"
    assert mail.sender == Address("ann@example.test", "Ann Doe")
    assert mail.envelope_from == "ann@Example.TEST"
    assert mail.to == (Address("support@help.example.test"), Address("bob@x.test", "Doe, Bob"))
    assert mail.cc == (Address("c@x.test"),)
    assert mail.reply_to == Address("other@x.test")
    assert mail.subject == "Ünï"
    assert mail.date == datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    assert mail.in_reply_to == ("m0@x.test",)
    assert mail.references == ("a@x.test", "m0@x.test")
    assert mail.new_text == "Hello"
    assert mail.headers["received"] == ("one", "two")
    assert mail.language == "en"
    assert mail.content_type == "text/plain"
    assert mail.defects == ()
    assert mail.made is None


@pytest.mark.parametrize(
    ("header", "text", "spoken"),
    [
        ("fr", "Where is my order?", "en"),
        ("en-US", "Bonjour, où est ma commande ?", "fr"),
        ("fr-CA, en", "4711", "fr"),
        ("de", "4711", None),
        ("", "4711", None),
    ],
)
def test_the_words_tell_the_language_and_the_header_only_where_they_are_silent(
    header: str, text: str, spoken: str | None
) -> None:
    raw = (
        f"Subject: x\nContent-Language: {header}\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    )
    assert MimeParser().parse(raw.encode()).language == spoken


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        ("iso-8859-1", "déjà vu".encode()),
        ("us-ascii", "déjà vu".encode()),
        ("utf-8", "déjà vu".encode("latin-1")),
        ("x-unknown", "déjà vu".encode()),
        ("punycode", "déjà vu".encode()),
        ("windows-1252", "déjà vu".encode("cp1252")),
        ("utf-16", "déjà vu".encode("utf-16")),
        ("", "déjà vu".encode("cp1252")),
    ],
)
def test_a_wrong_charset_does_not_spoil_the_text(declared, content):
    head = f"From: a@x.test\r\nContent-Type: text/plain; charset={declared}\r\n\r\n".encode()
    assert parse(head + content).full_text == "déjà vu"


def test_raw_bytes_in_a_header_are_read_as_utf_8_or_windows():
    assert parse("Subject: Où ça\r\n\r\nx".encode()).subject == "Où ça"
    assert parse("Subject: Où ça\r\n\r\nx".encode("cp1252")).subject == "Où ça"


@pytest.mark.parametrize(
    "date", ["Thu, 1 Jan 1970 00:00:00 +0000", "Thu, 31 Dec 2099 23:59:59 +0000"]
)
def test_a_far_date_is_a_date(date):
    assert parse(f"Date: {date}\r\n\r\nx").date is not None


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Mon, 99 Foo 2026 99:99", "0", "Fri, 31 Dec 9999 23:59 -2359"]
)
def test_a_date_that_is_none_is_left_out(date):
    assert parse(f"From: a@x.test\r\nDate: {date}\r\n\r\nx").date is None


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "C:\\temp\\passwd", "/passwd", "pass\\\\..\\passwd", "%2e/passwd"],
)
def test_a_file_name_loses_its_folders(name):
    mail = parse(
        "From: a@x.test\r\nContent-Type: application/octet-stream\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\nx'
    )
    assert [file.name for file in mail.attachments] == ["passwd"]


@pytest.mark.parametrize("name", ["..", ".", "", "/", "\x01"])
def test_a_file_without_a_usable_name_gets_one(name):
    mail = parse(
        "From: a@x.test\r\nContent-Type: application/pdf\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\nx'
    )
    assert [file.name for file in mail.attachments] == ["file"]


def test_html_alone_becomes_text():
    mail = parse(
        "From: a@x.test\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        "<style>p{}</style><p>Hello &amp; <b>good</b> day</p><p>Ünï<br>two</p>"
    )
    assert mail.full_text == "Hello & good day\n\nÜnï\ntwo"
    assert mail.html is not None


def test_the_text_is_preferred_and_the_html_kept():
    mail = parse(
        "From: a@x.test\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{AWKWARD}\r\n"
        "--b\r\nContent-Type: text/html\r\n\r\n<p>other</p>\r\n--b--\r\n"
    )
    assert mail.full_text == AWKWARD
    assert mail.new_text == AWKWARD
    assert mail.html == "<p>other</p>"


def test_an_attached_mail_and_an_invitation_are_files():
    mail = parse(
        "From: a@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\n\r\nsee below\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nsecret words\r\n"
        "--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n"
        "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\nxx\r\n--b--\r\n"
    )
    assert mail.full_text == "see below"
    assert [file.name for file in mail.attachments] == ["file.eml", "file.ics", "winmail.dat"]
    assert b"secret words" in mail.attachments[0].content


def nested(depth: int) -> bytes:
    opening = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
        for level in range(depth)
    )
    return b"From: a@x.test\r\n" + opening + b"\r\nthe very inside\r\n"


@pytest.mark.parametrize("depth", [1, 40, 50, 60, 400, 5000])
def test_no_depth_of_nesting_stops_the_parser(depth):
    mail = parse(nested(depth))
    assert mail.sender == Address("a@x.test")
    if depth > 50:
        assert mail.defects
    else:
        assert mail.full_text == "the very inside"


def test_thousands_of_parts_are_cut():
    parts = b"--b\r\nContent-Type: application/x\r\n\r\nx\r\n" * 3000
    mail = parse(b"From: a@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts)
    assert len(mail.attachments) == 2000
    assert "more parts or levels than are read" in mail.defects


def test_huge_headers_and_nuls_are_borne():
    mail = parse(
        b"Subject: " + b"a" * 300_000 + b"\r\nTo: " + b"x@y.test, " * 5000 + b"\r\n\r\na\0b"
    )
    assert mail.full_text == "ab"
    assert len(mail.to) == 500
    assert mail.subject.startswith("aaa")


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\0\0\0"])
def test_nothing_at_all_is_malformed(raw):
    with pytest.raises(MalformedMail):
        parse(raw)


def test_a_body_without_any_header_is_still_read():
    assert parse("\r\nHelp me please\r\n").full_text == "Help me please"


@given(raw=st.binary(min_size=1))
def test_any_bytes_are_borne(raw):
    try:
        parse(raw)
    except MalformedMail:
        assert not raw.strip(b"\0\r\n\t ")


@given(
    name=st.sampled_from(
        [
            "From",
            "To",
            "Date",
            "Subject",
            "Content-Type",
            "Content-Disposition",
            "Message-ID",
            "References",
            "Content-Transfer-Encoding",
            "Return-Path",
            "Content-Language",
        ]
    ),
    value=st.one_of(
        st.binary(), st.text(alphabet="=?utf8bq<>@\"();:,*'%/\\ \t[]\0é").map(str.encode)
    ),
)
def test_any_header_is_borne(name, value):
    mail = parse(name.encode() + b": " + value.replace(b"\n", b" ") + b"\r\nX: y\r\n\r\nbody\r\n")
    assert mail.headers


QUOTED = [
    "On Tue, 24 Nov 2026 at 10:00, Support <support@x.test> wrote:\n> old words\n> more",
    "Le mar. 24 nov. 2026 à 10:00, Support <support@x.test> a écrit :\n> old words\n> more",
    "-----Original Message-----\nFrom: Support\nSent: Tuesday\nSubject: x\n\nold words",
    "> old words\n> more",
    "--- Reply above this line; a plain reply is enough ---\n\nold words",
]


@pytest.mark.parametrize("quote", QUOTED)
def test_a_reply_keeps_only_what_is_new(quote):
    head = "From: a@x.test\nContent-Type: text/plain; charset=utf-8"
    mail = parse(f"{head}\n\nNew words\n    code\n\n{quote}\n")
    assert mail.new_text == "New words\n    code"
    assert "old words" in mail.full_text


def test_a_reply_of_quotes_alone_is_shown_whole():
    mail = parse("From: a@x.test\n\n> old words\n> more\n")
    assert "old words" in mail.new_text


@pytest.mark.parametrize("unit", ["\n", "On ", " \n", "x\n", "> ", "_", "-- \n", "Best regards\n"])
def test_a_text_made_to_keep_the_trimmer_busy_is_read(unit):
    mail = parse(f"From: a@x.test\n\nHelp\n{unit * 20_000}x\n")
    assert mail.new_text.startswith("Help")

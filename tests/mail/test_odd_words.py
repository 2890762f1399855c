"""What a person wrote is found and readable, however oddly their program packs it."""

import pytest

from bridge.domain.addresses import normalise
from bridge.domain.ports import ParsedMail
from bridge.mail.reading.parse import MimeParser

HEAD = "From: Ann <ann@example.org>\r\nTo: support@helpdesk.test\r\nSubject: Printer\r\n"
WORDS = "It burns since noon."


def parse(head: str, body: str | bytes = "") -> ParsedMail:
    raw = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode()
    return MimeParser().parse((HEAD + head + "\r\n").encode() + raw)


def alternative(text: str, html: str) -> ParsedMail:
    parts = (
        f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: text/html\n\n{html}\n--b--\n"
    )
    return parse("Content-Type: multipart/alternative; boundary=b\r\n", parts)


@pytest.mark.parametrize(
    "head",
    [
        'Content-Type: text/plain; name="message.txt"\r\n',
        "Content-Disposition: attachment; filename=mail.txt\r\n",
        "Content-Type: text/html; name=mail.html\r\n",
    ],
)
def test_a_text_that_is_all_there_is_is_no_file(head: str) -> None:
    mail = parse(head, WORDS)
    assert (mail.new_text, mail.attachments) == (WORDS, ())


@pytest.mark.parametrize("words", [WORDS, "Bonjour,\n\nJe n'ai plus d'encre.", "Où est-il ?"])
def test_words_that_are_only_declared_to_be_base64_stay_words(words: str) -> None:
    head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    assert parse(head, words).new_text == words


@pytest.mark.parametrize("below", ["", "\n-- \nlist footer, added by a server!\n", "!\n"])
def test_base64_with_something_below_it_is_base64(below: str) -> None:
    head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    assert WORDS in parse(head, f"SXQgYnVybnMgc2luY2Ugbm9vbi4=\n{below}").full_text


@pytest.mark.parametrize(
    "head",
    ["", "Content-Type: text/plain; charset=utf-8\r\n", "Content-Type: text/plain; charset=x\r\n"],
)
def test_japanese_of_seven_bits_is_read_without_its_name(head: str) -> None:
    assert parse(head, "プリンター".encode("iso2022_jp")).new_text == "プリンター"


@pytest.mark.parametrize(
    "meta",
    [
        "<meta charset=windows-1251>",
        '<META content="text/html; charset=windows-1251" http-equiv="Content-Type">',
    ],
)
def test_html_may_tell_its_charset_itself(meta: str) -> None:
    html = f"<html><head>{meta}</head><body>Принтер</body></html>".encode("cp1251")
    assert parse("Content-Type: text/html\r\n", html).new_text == "Принтер"
    assert parse("Content-Type: text/html; charset=utf-8\r\n", html).new_text != "Принтер"


def test_a_text_that_only_points_to_the_html_is_not_what_the_person_wrote() -> None:
    mail = alternative("Your mail program shows no HTML.", f"<p>{WORDS}</p>")
    assert (mail.new_text, mail.full_text) == (WORDS, WORDS)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("My HTML page is broken.", "<p>My HTML page is broken.</p><p>Sent by X</p>"),
        ("It is about the HTML of our shop.", "<img src=x>"),
        ("The router is down.", "<p>Another text of the same length</p>"),
    ],
)
def test_a_text_that_speaks_of_html_is_kept(text: str, html: str) -> None:
    assert alternative(text, html).new_text == text


@pytest.mark.parametrize(
    ("line", "email"),
    [
        ("Ann Doe ann@example.org", "ann@example.org"),
        ('"Team: support@helpdesk.test"@example.org', None),
        ("Ann ann@example.org or bob@example.org", None),
    ],
)
def test_an_address_without_brackets_is_taken_when_no_other_can_be_meant(
    line: str, email: str | None
) -> None:
    mail = MimeParser().parse(f"From: {line}\r\n\r\nx".encode())
    assert mail.sender is not None
    assert normalise(mail.sender.email) == email


def test_a_name_can_not_turn_the_direction_of_what_is_shown_beside_it() -> None:
    raw = "From: =?utf-8?b?4oCubWFuIOKArGV2aWw=?= <x@example.org>\r\nSubject: a\u202eb\r\n\r\nx"
    mail = MimeParser().parse(raw.encode())
    assert mail.sender is not None
    assert (mail.sender.name, mail.subject) == ("man evil", "ab")


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<1@x.test> <2@x.test>", ("1@x.test", "2@x.test")),
        ("1@x.test", ("1@x.test",)),
        ('Your message of "Mon, 23 Nov" <1@x.test>', ("1@x.test",)),
        ("nothing", ()),
        ("<broken", ()),
    ],
)
def test_ids_are_found_with_and_without_brackets(value: str, ids: tuple[str, ...]) -> None:
    assert parse(f"In-Reply-To: {value}\r\n", "x").in_reply_to == ids

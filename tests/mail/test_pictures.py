"""Which pictures of an answer are its writer's own words, in the shapes of mail programs."""

from email.message import EmailMessage

import pytest

from bridge.mail.reading.parse import MimeParser
from tests.support.pictured import APPLE, APPLE_OLD, GMAIL, LOGO, OUTLOOK, OUTLOOK_WEB, SHOT, answer

PARSER = MimeParser()
SHAPES = {
    "outlook": OUTLOOK,
    "outlook on the web": OUTLOOK_WEB,
    "apple mail": APPLE,
    "apple mail with a marked signature": APPLE_OLD,
    "gmail": GMAIL,
}


def kept(mail: EmailMessage) -> list[str]:
    return [file.name for file in PARSER.own_files(PARSER.parse(mail.as_bytes()))]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_logo_of_the_signature_and_of_the_quote_stay_and_the_new_picture_goes(
    shape: str,
) -> None:
    mail = answer(SHAPES[shape])
    assert [file.name for file in PARSER.parse(mail.as_bytes()).attachments] == [
        "shot.png",
        "logo.png",
        "their-logo.png",
        "plan.pdf",
    ]
    assert kept(mail) == ["shot.png", "plan.pdf"]


def test_a_picture_in_both_the_new_words_and_the_signature_goes() -> None:
    html = OUTLOOK.replace("cid:shot", "cid:logo", 1)
    assert "logo.png" in kept(answer(html))


def test_a_tall_picture_under_the_closing_line_is_no_logo() -> None:
    html = OUTLOOK.replace(SHOT, "").replace(LOGO, SHOT)
    assert "shot.png" in kept(answer(html))
    assert "shot.png" not in kept(answer(html.replace('height="480"', 'height="48"')))


def test_attached_pictures_go_whatever_id_their_program_gives_them() -> None:
    mail = answer("<p>See the picture.</p>")
    assert kept(mail) == ["shot.png", "logo.png", "their-logo.png", "plan.pdf"]


def test_a_spacer_that_nothing_shows_stays() -> None:
    mail = answer("<p>See the picture.</p>", logo=b"GIF89a" + bytes(37))
    assert kept(mail) == ["shot.png", "their-logo.png", "plan.pdf"]


@pytest.mark.parametrize(
    "html", ["", "<", "<img src='cid:shot'>", "<p>" * 20_000, "\x00<img src=cid:"]
)
def test_odd_html_leaves_nothing_of_the_writer_out(html: str) -> None:
    assert "shot.png" in kept(answer(html))

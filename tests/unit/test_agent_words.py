"""What an agent wrote in their mail program, before a requester sees it."""

import pytest

from bridge.domain.agent_words import naming_pictures, repeats, says_nothing, without_addresses

NOTE = "Between us: the whole batch H7 is faulty, don't tell.\nCall me."


def test_the_agents_own_and_the_signed_address_give_way_to_the_mailbox() -> None:
    text = "Write to LOU@desk.example\nor support+a7-42.x-Yz_9@desk.example."
    shown = without_addresses(text, ["lou@desk.example"], "support@desk.example")
    assert shown == "Write to support@desk.example\nor support@desk.example."


def test_a_picture_in_the_text_is_called_by_its_files_name() -> None:
    text = "See [cid:image001.png@01DC] and\n[cid:logo@01DC]"
    assert naming_pictures(text, {"image001.png@01DC": "shot.png"}) == "See [shot.png] and\n"


@pytest.mark.parametrize(
    "text",
    [
        "> Between us: the whole batch H7 is faulty, don't tell.",
        "I say no.\n> > between us: the whole\n> > batch H7 is faulty,   don't tell.\nLou",
    ],
)
def test_a_line_of_a_note_is_found_however_it_is_quoted_and_wrapped(text: str) -> None:
    assert repeats(text, [NOTE])


@pytest.mark.parametrize(
    "text",
    ["Call me.", "The batch is fine.", "", "Between us: the whole batch H8 is faulty, don't tell."],
)
def test_few_words_may_be_the_same_by_chance(text: str) -> None:
    assert not repeats(text, [NOTE, "Thanks!", ""])


@pytest.mark.parametrize(
    "text",
    [
        " \n",
        "-- \nLou Weber\nExample Ltd",
        "--- Reply above this line and Ann gets your words ---\nAnn wrote",
        "\n> --- Répondez au-dessus de cette ligne et Ann recevra vos mots ---",
    ],
)
def test_a_mail_of_a_signature_and_quotes_alone_says_nothing(text: str) -> None:
    assert says_nothing(text)
    assert not says_nothing(f"Reply above this line, please.\n{text.partition('---')[0]}")

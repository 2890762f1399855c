"""Languages of texts, and the stems that searches compare."""

import pytest

from bridge.domain.language import detect, language_of, stems


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr_FR", "fr"), ("fr-CA", "fr"), ("FR", "fr"), ("en_US.UTF-8", "en"), ("de_DE", None),
     ("", None), (None, None), ("french", None)],
)  # fmt: skip
def test_a_locale_names_one_of_our_languages_or_none(
    locale: str | None, language: str | None
) -> None:
    assert language_of(locale) == language


def test_a_text_is_known_by_its_small_words() -> None:
    assert detect("Where can I find the invoice that you sent to me?") == "en"
    assert detect("Où puis-je trouver la facture que vous m'avez envoyée ?") == "fr"
    assert detect("xyzzy 12345") is None
    assert detect("") is None


def test_stems_join_the_forms_of_a_word_and_drop_small_words() -> None:
    assert stems("The printers are printing", "en") == stems("printer print", "en")
    assert stems("réinitialisé", "fr") == stems("REINITIALISE", "fr")
    assert stems("the of and", "en") == []
    assert stems("l'imprimante", "fr") == stems("imprimante", "fr")

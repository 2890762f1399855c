"""The words of the pages in our languages: gettext catalogues, compiled in memory.

msgids are the English text, so English needs no catalogue.
"""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "en"
LOCALES = Path(__file__).parent / "locales"


def languages() -> tuple[str, ...]:
    """Every language that pages can be shown in, the source language first."""
    catalogues = LOCALES.glob("*/LC_MESSAGES/messages.po")
    return (SOURCE_LANGUAGE, *sorted(path.parts[-3] for path in catalogues))


def po_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; for an unknown one, that of the source language."""
    path = po_file(language)
    if language == SOURCE_LANGUAGE or language not in languages() or not path.is_file():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)

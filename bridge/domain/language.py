"""Words of a text: tokens, stems, and which of our languages it is written in."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

LANGUAGES = ("en", "fr")
DEFAULT_LANGUAGE = "en"
LONGEST_QUERY = 4000

_STEMMERS = {"en": "english", "fr": "french"}
_WORD = re.compile(r"[^\W_]+")

# Words that carry grammar and no subject: they tell the language and are left out of searches.
_ENGLISH = """
    a about after all also am an and any are as at be been but by can could did do does for from get
    had has have he hello her hi him his how i if in into is it its just me more my no not now of on
    one or our out please she so some thank thanks that the their them then there these they this to
    up us was we were what when where which who why will with would you your
"""
_FRENCH = """
    a ai alors au aux avec avez avons bien bonjour c ca car ce ces cet cette chez comme comment d
    dans de des du elle en encore est et etait ete etes etre eu fait il ils j je l la le les leur
    lui m ma mais me meme merci mes moi mon n ne nos notre nous on ont ou par pas plus pour pourquoi
    pouvez puis qu quand que quel quelle quels qui quoi s sa sans se ses si son sont suis sur svp t
    ta te tes toi ton tous tout tres tu un une vos votre vous y
"""
_FUNCTION_WORDS = {"en": frozenset(_ENGLISH.split()), "fr": frozenset(_FRENCH.split())}


def language_of(locale: str | None) -> str | None:
    """`fr_FR`, `fr-CA`, `fr` → `fr`; None for a language that we don't speak."""
    code = re.split(r"[-_.]", (locale or "").strip().lower(), maxsplit=1)[0]
    return code if code in LANGUAGES else None


def detect(text: str) -> str | None:
    """The language whose function words stand more often in the text; None when none stands out."""
    words = _words(text[:LONGEST_QUERY])
    hits = {code: sum(word in known for word in words) for code, known in _FUNCTION_WORDS.items()}
    best = max(hits, key=lambda code: hits[code])
    rest = max((count for code, count in hits.items() if code != best), default=0)
    return best if hits[best] > rest else None


def stems(text: str, language: str) -> list[str]:
    """Stems of the words that carry a subject, in order, without diacritics."""
    code = language if language in LANGUAGES else DEFAULT_LANGUAGE
    left_out = _FUNCTION_WORDS[code]
    return [_stem(word, code) for word in _words(text) if word not in left_out]


def _words(text: str) -> list[str]:
    return _WORD.findall(_fold(text))


def _fold(text: str) -> str:
    folded = text.casefold()
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFKD", folded).translate(_MARKS)


class _Marks(dict[int, int | None]):
    """For str.translate, which asks once per character: None for a combining mark."""

    def __missing__(self, code: int) -> int | None:
        kept = None if unicodedata.combining(chr(code)) else code
        if len(self) < 10_000:
            self[code] = kept
        return kept


_MARKS = _Marks()


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    # A stemmer object keeps state between calls: one per call keeps threads apart.
    return str(snowballstemmer.stemmer(_STEMMERS[language]).stemWord(word))

"""A text made easy to compare with known phrases."""

import re

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_BLANKS = re.compile(r"\s+")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")


def folded(text: str) -> str:
    """Lower case, straight apostrophes, single blanks, no direction marks."""
    plain = _INVISIBLE.sub("", text).translate(_APOSTROPHES)
    return _BLANKS.sub(" ", plain).strip().lower()

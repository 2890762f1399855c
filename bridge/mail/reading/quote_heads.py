"""Recognises what stands above a quote: "On … wrote:", a block of From/Sent/To/Subject, a rule.

Every function looks at a bounded number of lines and of characters from its place, so that a
pass over a text takes time in proportion to its length (RELIABILITY A25).
"""

import re
from collections.abc import Sequence

from bridge.mail.reading import quote_words

CUT_SIGN, HEAD_SIGN, SIGNATURE_SIGN = "\ue012", "\ue013", "\ue014"
SIGNS = "\ue010\ue011\ue012\ue013\ue014"
"""Lines of one sign stand for marks of HTML (`html_marks`). The signs are of Unicode's private
area, so they stand for nothing in a text."""

LOOK_AHEAD = 12
MOST_LINES = 4
LONGEST = 400
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_COLONS = (":", "：")
"""A broken line above a quote may leave `>:` on a line of its own."""
_EDGES = " \t*_|-=#"
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[:.h]\d\d\b|年\d{1,2}月"
)
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d\d")
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[\w-]{1,63}\.[\w.-]{2,100}")
_ENDS_WITH_ADDRESS = re.compile(r"(?:@[\w.-]{1,100}|>|\))['\"\s]*$")
_NAMED = re.compile(r"[^<>@.!?:]{0,60}?[\"']? ?[<(]?[^\s<>@]{1,64}@[\w-]{1,63}\.[\w.-]{2,100}")
_STARTS_WITH_DATE = re.compile(r"(?:[^\W\d]{1,14}[.,]{0,2} ?,? ?){0,2}\d{1,4}\b|\d")
_GOOGLE = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d gmt[+-]\d\d:?\d\d\b")
_RULED = re.compile(r"[-_=*]{2,40} ?([^-_=*].{3,60}?) ?[-_=*]{2,40}")
_RULE = re.compile(r"[-_=*~]{3,}")
_FIELD = re.compile(r"([^:：@<>]{1,25}?) ?[*_]{0,2} ?[:：](.*)")
_WROTE = re.compile(
    r"(?:^|[\s>\"”'»)\]])(?:"
    + "|".join(sorted(map(re.escape, quote_words.WROTE), key=len, reverse=True))
    + r")(?![^\W\d_])"
    + "".join(f"|{re.escape(word)}" for word in quote_words.WROTE_UNSPACED)
)
_OPENER = re.compile(
    "(?:"
    + "|".join(sorted(map(re.escape, quote_words.OPENERS), key=len, reverse=True))
    + r")[\s:,]"
)
_SEPARATORS = frozenset((*quote_words.ORIGINAL, *quote_words.FORWARDED))


def readable(line: str) -> str:
    """A line in lower case without direction marks, with plain blanks, cut to LONGEST."""
    return " ".join(_visible(line[:LONGEST]).split()).lower()


def is_quoted(line: str) -> bool:
    bare = _visible(line[:80]).strip()
    return bare.startswith((">", "&gt;")) and bare[1:].strip() not in _COLONS


def _visible(text: str) -> str:
    return text if text.isascii() else _INVISIBLE.sub("", text)


def is_rule(line: str) -> bool:
    """A line that only draws: `_____`, `=====`."""
    return _RULE.fullmatch(line.strip()) is not None


def is_separator(line: str) -> bool:
    """`-----Original Message-----` or `Begin forwarded message:`, in any known language."""
    if line.startswith(CUT_SIGN):
        return True
    text = readable(line).replace("*", "").strip(" >")
    ruled = _RULED.fullmatch(text)
    words = ruled.group(1) if ruled else text.removesuffix(":").strip()
    return words.rstrip(" :") in _SEPARATORS and (ruled is not None or text.endswith(":"))


def attribution(lines: Sequence[str], start: int) -> int:
    """How many lines from `start` say who wrote what follows; 0 when they say no such thing."""
    if lines[start].startswith(HEAD_SIGN):
        return 1
    if not _may_start(readable(lines[start]).strip(_EDGES)):
        return 0
    joined = ""
    for number in range(start, min(start + MOST_LINES, len(lines))):
        line = readable(lines[number])
        if not line or (number > start and is_quoted(line)):
            return 0
        joined = f"{joined} {line.strip(_EDGES)}".strip()
        if len(joined) > LONGEST:
            return 0
        if _is_attribution(joined) or _names_a_quote(joined, lines, number):
            return number - start + 1
    return 0


def header_block(lines: Sequence[str], start: int, *, ruled: bool) -> bool:
    """Whether a quoted mail's head begins here. `ruled`: a rule or separator stands above it.

    It names the sender, and the subject or an address; travel data ("From: Paris, To: London,
    Date: …") has neither.
    """
    if _field(lines[start]) is None:
        return False
    kinds, addressed, strangers = set[str](), False, 0
    for line in lines[start : start + LOOK_AHEAD]:
        kind = _field(line)
        if kind:
            kinds.add(kind)
            strangers = 0
        elif line.strip():
            strangers += 1
            if strangers > 1:
                break
        elif len(kinds) >= 3:
            break
        addressed = addressed or (quote_words.SENDER in kinds and "@" in line[:LONGEST])
    if quote_words.SENDER not in kinds:
        return False
    enough = len(kinds) >= 3 or (ruled and len(kinds) >= 2)
    return enough and (addressed or quote_words.TOPIC in kinds)


def notes_block(lines: Sequence[str], start: int) -> int | None:
    """Lotus Notes: who and when, then `To`, `cc`, `Subject` alone on their lines.

    The line at which the block begins, when `start` is its `To`.
    """
    if readable(lines[start]) not in ("to", "an", "a", "à", "pour"):
        return None
    found = {readable(line) for line in lines[start : start + LOOK_AHEAD]}
    if not (found & {"cc", "cc:", "kopie"} and found & {"subject", "objet", "betreff", "thema"}):
        return None
    above = start
    while above > max(0, start - 2) and not lines[above - 1].strip():
        above -= 1
    first = above
    while first > max(0, above - 3) and lines[first - 1].strip():
        first -= 1
    dated = any(_DATE.search(readable(line)) for line in lines[first:above])
    return first if dated else start


def _field(line: str) -> str | None:
    """Which header field a line shows: `*From:* Ann`, `Envoyé le :jeudi`, `| To: |`."""
    match = _FIELD.match(readable(line).lstrip("*_|> "))
    return quote_words.FIELDS.get(match.group(1).strip(" *_")) if match else None


def _may_start(line: str) -> bool:
    if len(line) > LONGEST - 1 or not line:
        return False
    return bool(
        _OPENER.match(line)
        or _STARTS_WITH_DATE.match(line)
        or "@" in line
        or "<" in line
        or line.endswith(_COLONS)
    )


def _is_attribution(text: str) -> bool:
    if any(word in text for word in quote_words.FIRST_PERSONS):
        return False
    if _GOOGLE.match(text):
        return len(text) <= 160
    bare = text.rstrip(" -*_")
    ends = bare.endswith(_COLONS)
    if not ends and not bare.endswith(quote_words.WROTE):
        return False
    wrote, dated, mailed = _WROTE.search(bare), _DATE.search(bare), _ADDRESS.search(bare)
    starts = _OPENER.match(bare) or _STARTS_WITH_DATE.match(bare)
    if ends and wrote:
        return bool((starts and dated) or (_NAMED.match(bare) and len(bare) <= LONGEST // 2))
    if ends:
        closed = _ENDS_WITH_ADDRESS.search(bare.rstrip(":： "))
        return bool(starts and _TIME.search(bare) and mailed and closed)
    return bool(wrote and wrote.end() == len(bare) and starts and dated and mailed)


def _names_a_quote(text: str, lines: Sequence[str], last: int) -> bool:
    """`Ann Doe wrote:` right above lines that begin with `>`."""
    if len(text) > 100 or not text.endswith(_COLONS) or not _WROTE.search(text[-40:]):
        return False
    below = (line for line in lines[last + 1 : last + 3] if line.strip())
    return is_quoted(next(below, ""))

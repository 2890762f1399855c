"""Finders of personal data in text: each gives (start, stop) pairs from left to right."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from ipaddress import ip_address

Span = tuple[int, int]
Finder = Callable[[str], Iterable[Span]]


class Kind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    IP = "ip"
    CARD = "card"
    IBAN = "iban"
    WORD = "word"


# A mailbox begins where no character of a local part stands before it, so that a long run
# without @ is read once.
_LOCAL = r"[^\s@＠<>()\[\]\"“”«»,;:]"
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++[@＠][\w-]++(?:\.[\w-]++)++")
_SEPARATORS = r" \u00a0\u202f.\-"
_NUMBER = re.compile(rf"(?<![\w+])(?<!\d,)(?:\+|\(|(?=\d))[\d()/{_SEPARATORS}]++")
_DIGIT_RUN = re.compile(rf"(?<![\w])\d[\d{_SEPARATORS}]++")
_IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}+(?:[ \u00a0]?[A-Z0-9]{1,3})?+(?!\w)",
    re.IGNORECASE | re.ASCII,
)
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)", re.ASCII)
_IPV6 = re.compile(
    r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,8}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4})(?![\w:])",
    re.IGNORECASE | re.ASCII,
)
_DATE = re.compile(r"\d{4}[-./ ]\d\d?[-./ ]\d\d?(?: \d\d?)?|\d\d?[-./ ]\d\d?[-./ ]\d{4}(?: \d\d?)?")
_PARTS = re.compile(rf"[/{_SEPARATORS}]{{3,}}+|/|[ \u00a0](?=[(0])")
_PHONE_DIGITS = range(7, 16)
_CARD_DIGITS = range(13, 20)


def emails(text: str) -> Iterator[Span]:
    return (found.span() for found in _EMAIL.finditer(text))


def ibans(text: str) -> Iterator[Span]:
    """Checked modulo 97 (ISO 13616); words after the number are left alone."""
    for found in _IBAN.finditer(text):
        stop = found.end()
        while stop - found.start() >= 15:
            if _is_iban(text[found.start() : stop]):
                yield found.start(), stop
                break
            stop = max(
                text.rfind(" ", found.start(), stop), text.rfind("\u00a0", found.start(), stop)
            )


def cards(text: str) -> Iterator[Span]:
    """13 to 19 digits, in groups or not, whose check digit holds (Luhn)."""
    for found in _DIGIT_RUN.finditer(text):
        digits = _digits(found.group())
        if len(digits) in _CARD_DIGITS and _luhn(digits):
            yield found.start(), found.start() + len(_trimmed(found.group()))


def ips(text: str) -> Iterator[Span]:
    spans = [found.span() for found in _IPV4.finditer(text) if _is_ip(found.group())]
    for found in _IPV6.finditer(text):
        spelled = found.group()
        if spelled.count(":") > 1 and any(map(str.isdigit, spelled)) and _is_ip(spelled):
            spans.append(found.span())
    return iter(sorted(spans))


def phones(known: Iterable[str] = ()) -> Finder:
    """Numbers that look dialled, and the known ones however they are grouped."""
    endings = tuple(digits[-7:] for digits in map(_digits, known) if len(digits) >= 7)

    def find(text: str) -> Iterator[Span]:
        for found in _NUMBER.finditer(text):
            for start, stop in _phone_parts(found.group()):
                number = found.group()[start:stop]
                if _looks_dialled(number) or (endings and _digits(number).endswith(endings)):
                    yield found.start() + start, found.start() + stop

    return find


def names(known: str) -> Finder:
    """A person's full name and each of its parts, in any case, accented or not.

    A part of two letters is hidden only as it is written: Al, not al.
    """
    parts = [part for part in re.split(r"[\s.,]+", known) if len(part) > 1]
    loose = {part for part in parts if len(part) > 2 or _is_wide(part)}
    exact = set(parts) - loose
    if len(parts) > 1:
        loose |= {" ".join(parts), " ".join(reversed(parts))}
    return _either(_word_finder(loose, re.IGNORECASE), _word_finder(exact, re.NOFLAG))


def words(known: Iterable[str]) -> Finder:
    """Whole words or phrases in any case; `#` stands for one digit."""
    return _word_finder(known, re.IGNORECASE)


def _word_finder(known: Iterable[str], flags: re.RegexFlag) -> Finder:
    spellings = {_pattern(spelling) for word in known for spelling in _spellings(word)}
    if not spellings:
        return lambda _text: ()
    longest_first = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    pattern = re.compile("|".join(longest_first), flags)
    return lambda text: (found.span() for found in pattern.finditer(text))


def _spellings(word: str) -> set[str]:
    """Composed, decomposed and without accents: people write all three."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    forms = {unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word), bare}
    return {form.strip() for form in forms if form.strip()}


def _pattern(spelling: str) -> str:
    """Bounded by word edges, but not in scripts that put no space between words."""
    body = r"\s{1,9}".join(map(re.escape, spelling.split())).replace(r"\#", r"\d")
    before = "" if _is_wide(spelling[0]) else r"(?<!\w)"
    after = "" if _is_wide(spelling[-1]) else r"(?!\w)"
    return f"{before}{body}{after}"


def _is_wide(text: str) -> bool:
    return any(unicodedata.east_asian_width(letter) == "W" for letter in text)


def _either(*finders: Finder) -> Finder:
    return lambda text: sorted(span for find in finders for span in find(text))


def _phone_parts(run: str) -> Iterator[Span]:
    """A run as one number, or, when it holds too many digits for one, each of its parts."""
    if len(_digits(run)) <= _PHONE_DIGITS.stop - 1:
        start = len(run) - len(run.lstrip(" \u00a0\u202f.-/)"))
        yield start, len(_trimmed(run))
        return
    start = 0
    for gap in _PARTS.finditer(run):
        yield start, start + len(_trimmed(run[start : gap.start()]))
        start = gap.end()
    yield start, start + len(_trimmed(run[start:]))


def _looks_dialled(number: str) -> bool:
    """Begins like a number that is dialled, or comes in groups; dates and plain counts do not."""
    digits = _digits(number)
    if len(digits) not in _PHONE_DIGITS or _DATE.fullmatch(number.strip()):
        return False
    if number.startswith(("+", "00", "0", "(")):
        return True
    return len(digits) >= 9 and len(re.findall(r"\d+", number)) >= 3


def _is_iban(spelled: str) -> bool:
    compact = "".join(spelled.split()).upper()
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def _luhn(digits: str) -> bool:
    doubled = (int(d) * 2 for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


def _is_ip(spelled: str) -> bool:
    try:
        ip_address(spelled)
    except ValueError:
        return False
    return True


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


def _trimmed(run: str) -> str:
    return run.rstrip(" \u00a0\u202f.-/(")

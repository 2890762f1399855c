"""Where the signature of a text begins: `-- `, a phone's own line, the footer of a list."""

import re
from collections.abc import Sequence

from bridge.mail.reading import quote_words
from bridge.mail.reading.quote_heads import SIGNATURE_SIGN, is_quoted, readable

MOST_LINES = 15
_MARKS = ("--", "__", "—", "–", SIGNATURE_SIGN)
_LIST_RULE = re.compile(r"[_-]{10,}")
_DECORATION = re.compile(r"[\[\](){}<>*_~|·•]|^[\s–—-]+")
_LONGEST_LINE = 160


def signature_start(lines: Sequence[str]) -> int:
    """The line at which the signature begins; len(lines) without one. Never 0."""
    end = _end(lines, len(lines))
    marked = _marked(lines, end)
    if marked < end:
        end = _end(lines, marked)
    signed = end
    while signed and _signs_itself(lines[signed - 1]):
        signed = _end(lines, signed - 1)
    if signed == 0:
        return len(lines)
    return signed if signed < end or marked < len(lines) else len(lines)


def _marked(lines: Sequence[str], end: int) -> int:
    """The first signature mark with a short, unquoted tail; `end` when there is none."""
    found, filled = end, 0
    for number in range(end - 1, 0, -1):
        line = lines[number]
        bare = line.strip()
        if is_quoted(line) or filled > MOST_LINES:
            break
        if bare in _MARKS or (_LIST_RULE.fullmatch(bare) and _is_footer(lines[number + 1 : end])):
            found = number
        filled += bool(bare)
    return found if any(line.strip() for line in lines[:found]) else end


def _is_footer(tail: Sequence[str]) -> bool:
    filled = [readable(line) for line in tail if line.strip()]
    return len(filled) <= 6 and any(
        word in line for line in filled for word in quote_words.LIST_FOOTER
    )


def _signs_itself(line: str) -> bool:
    bare = _DECORATION.sub("", readable(line)).lstrip()
    return len(line) <= _LONGEST_LINE and bare.startswith(quote_words.SENT_FROM)


def _end(lines: Sequence[str], end: int) -> int:
    while end and not lines[end - 1].strip():
        end -= 1
    return end

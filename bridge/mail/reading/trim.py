"""The new words of a mail, apart from what it quotes and from its signature.

A reply is read as lines of four kinds: words, blanks, quotes (`>`), and heads of quotes
(`quote_heads`). Which of them are new depends on their order:

- words, head, anything: the words above are new (people answer on top);
- head, quote, words: the words below are new;
- quotes with words between them: all is kept, because the words need their quotes;
- nothing but a quoted or forwarded mail: all is kept.

One pass over the lines; nothing looks further than a fixed number of lines ahead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.domain.agent_words import OUR_LINE
from bridge.mail.reading import quote_heads, quote_words
from bridge.mail.reading.quote_heads import is_quoted, readable
from bridge.mail.reading.signatures import signature_start

FOOTER_LINES = 7
"""Fewer lines than these under a quote, with words above it, are a footer or a disclaimer."""
WRAPPED = 60
"""A quoted line at least as long may have been broken, and its rest has lost its mark."""
_SIGNS = frozenset(quote_heads.SIGNS)
_RULE_SIGNS = frozenset(f"-_=*>{quote_heads.CUT_SIGN}")
_SHORT = 12
"""Notes writes `To` on a line of its own."""
_WORD, _BLANK, _QUOTE, _HEAD = "word", "blank", "quote", "head"


@dataclass(frozen=True, slots=True)
class Trimmed:
    """`new` is never empty when the mail has words; `signature` is what was folded away."""

    new: str
    signature: str = ""


def new_text(full: str) -> str:
    """Falls back to the whole text when nothing new is found."""
    return trimmed(full).new


def trimmed(full: str, marked: str | None = None) -> Trimmed:
    """`marked`: the same text with the signs of `html_marks`, when the mail was HTML."""
    text = (full if marked is None else marked).replace("\r\n", "\n").replace("\r", "\n")
    mark = OUR_LINE.search(text)
    lines = (text[: mark.start()] if mark else text).split("\n")
    reply = _Reply(lines).new_lines()
    cut = signature_start(reply)
    for words, folded in ((reply[:cut], reply[cut:]), (reply, [])):
        new = _readable_lines(_without_last_quote(words))
        if new:
            return Trimmed(new, _readable_lines(folded))
    return Trimmed(full.strip("\n") if marked is not None or not mark else text.strip("\n"))


def _readable_lines(lines: Sequence[str]) -> str:
    """Without the signs, and without blank lines around."""
    shown = [line for line in lines if line[:1] not in _SIGNS]
    return "\n".join(_without_blank_edges(shown))


def _without_last_quote(lines: Sequence[str]) -> list[str]:
    """Without a quote at the end; [] when nothing but quotes is there."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_quoted(lines[end - 1])):
        end -= 1
    return list(lines[:end])


def _without_blank_edges(lines: Sequence[str]) -> Sequence[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


class _Reply:
    """The lines of a mail with their kinds, and the places where heads of quotes end it."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.kinds = [_kind(line) for line in lines]
        self.heads: list[tuple[int, int]] = []
        self.end = len(lines)
        self._find_heads()

    def new_lines(self) -> list[str]:
        """[] when the mail has no new words."""
        start = 0
        for number, (head, length) in enumerate(self.heads):
            after = head + length
            following = self.heads[number + 1][0] if number + 1 < len(self.heads) else self.end
            quoted = self._first(after, self.end) == _QUOTE
            if self._words(start, head):
                if quoted and self._answers_below(start, head, after, following):
                    continue
                return self._kept(start, head)
            if quoted and not self._interleaved(after, following):
                start = self._under_quote(after, following)
            else:
                start = after
        return self._kept(start, self.end)

    def _find_heads(self) -> None:
        """Attributions up to the first whole quoted head, which ends the reply."""
        number = 0
        while number < len(self.lines):
            if self.kinds[number] == _WORD:
                ended = self._head_start(number)
                if ended is not None:
                    if self._words(0, ended):
                        self.end = ended
                    return
                length = quote_heads.attribution(self.lines, number)
                if length:
                    self._add_head(number, length)
                    self.kinds[number : number + length] = [_HEAD] * length
                    number += length
                    continue
            number += 1

    def _add_head(self, number: int, length: int) -> None:
        """A program's mark and the words beside it are one head."""
        if self.heads:
            start, before = self.heads[-1]
            if all(kind == _BLANK for kind in self.kinds[start + before : number]):
                self.heads[-1] = (start, number + length - start)
                return
        self.heads.append((number, length))

    def _head_start(self, number: int) -> int | None:
        """Where the head of a whole quoted mail begins that has line `number` in it, if any."""
        lines, line = self.lines, self.lines[number]
        if len(line) <= _SHORT and (found := quote_heads.notes_block(lines, number)) is not None:
            return found
        has_colon = ":" in line or "：" in line
        if not has_colon and line.lstrip()[:1] not in _RULE_SIGNS:
            return None
        if quote_heads.is_separator(line):
            return number
        ruled = any(quote_heads.is_rule(above) for above in lines[max(0, number - 3) : number])
        return number if quote_heads.header_block(lines, number, ruled=ruled) else None

    def _first(self, start: int, end: int) -> str | None:
        return next(
            (kind for kind in self.kinds[start : min(end, start + 4)] if kind != _BLANK), None
        )

    def _words(self, start: int, end: int) -> bool:
        return any(
            self.kinds[number] == _WORD and not quote_heads.is_rule(self.lines[number])
            for number in range(start, end)
        )

    def _under_quote(self, start: int, end: int) -> int:
        """The first line below the quote that begins at `start`."""
        while start < end and self.kinds[start] in (_QUOTE, _BLANK):
            start += 1
        return start

    def _last_quote(self, start: int, end: int) -> int:
        while end > start and self.kinds[end - 1] != _QUOTE:
            end -= 1
        return end

    def _interleaved(self, start: int, end: int) -> bool:
        """Whether words stand between two quotes, other than the rest of a broken line."""
        last = self._last_quote(start, end)
        return any(
            self.kinds[number] == _WORD and not self._broken_off(number)
            for number in range(start, last)
        )

    def _broken_off(self, number: int) -> bool:
        above, below = self.kinds[number - 1], self.kinds[number + 1]
        return above == below == _QUOTE and len(self.lines[number - 1]) >= WRAPPED

    def _answers_below(self, start: int, head: int, after: int, end: int) -> bool:
        """Whether the words above only lead to the answers between or under the quotes."""
        if self._interleaved(after, end):
            return True
        tail = self.lines[self._last_quote(after, end) : end]
        filled = sum(bool(line.strip()) for line in tail[: signature_start(["x", *tail]) - 1])
        if not filled:
            return False
        lead = [readable(line) for line in self.lines[start:head] if line.strip()]
        greeting = len(lead) == 1 and _is_greeting(lead[0])
        pointing = any(word in line for line in lead[:10] for word in quote_words.POINTS_BELOW)
        return greeting or pointing or filled >= FOOTER_LINES

    def _kept(self, start: int, end: int) -> list[str]:
        """The lines without heads, and without the rule that was drawn above the quote."""
        chosen = range(start, end)
        kept = [self.lines[number] for number in chosen if self.kinds[number] != _HEAD]
        if end < len(self.lines):
            while kept and (not kept[-1].strip() or quote_heads.is_rule(kept[-1])):
                kept.pop()
        return kept


def _kind(line: str) -> str:
    if not line.strip():
        return _BLANK
    return _QUOTE if is_quoted(line) else _WORD


def _is_greeting(line: str) -> bool:
    return len(line.split()) <= 5 and line.startswith(quote_words.GREETINGS)

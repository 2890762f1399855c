"""The new words of a reply, without what it quotes.

mail-parser-reply knows the quote heads of mail programs; it strips every line, so its answer
is only used to find the place to cut, and indents (pasted code, logs) stay.
"""

import re

from mailparser_reply import EmailReplyParser

LANGUAGES = ["en", "fr"]
MAX_TEXT = 20_000
MAX_OPENINGS = 200
"""Beyond these a text is a pasted file; the library's patterns need minutes for 100 kB of "On "."""
_OPENING = re.compile(r"\bon\s", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_OUR_LINE = re.compile(
    r"(?im)^[> \t]*-{3} ?(reply above this line|répondez au-dessus de cette ligne)"
)
_PARSER = EmailReplyParser(languages=LANGUAGES)


def new_text(full: str) -> str:
    """Falls back to the whole text when nothing new is found."""
    mark = _OUR_LINE.search(full)
    above = full[: mark.start()] if mark else full
    dense = _BLANK_LINES.sub("\n\n", above)
    if len(dense) > MAX_TEXT or len(_OPENING.findall(dense)) > MAX_OPENINGS:
        return above.strip("\n") or full
    reply = _PARSER.parse_reply(dense) or ""
    new = _without_last_quote(_with_indents(above, reply)).strip("\n")
    return new if new.strip() else full


def _without_last_quote(text: str) -> str:
    """Some mail programs quote below the reply without a line that says who wrote."""
    lines = text.split("\n")
    while lines and (not lines[-1].strip() or lines[-1].startswith(">")):
        lines.pop()
    return "\n".join(lines)


def _with_indents(full: str, reply: str) -> str:
    """The lines of `full` that the parser kept, when it kept one unbroken run of them."""
    lines = full.split("\n")
    wanted = [line for line in reply.split("\n") if line.strip()]
    solid = [number for number, line in enumerate(lines) if line.strip()]
    for start in range(len(solid) - len(wanted) + 1 if wanted else 0):
        run = solid[start : start + len(wanted)]
        if [lines[number].strip() for number in run] == [line.strip() for line in wanted]:
            return "\n".join(lines[run[0] : run[-1] + 1])
    return reply

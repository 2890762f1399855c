"""The new words of a reply, without what it quotes.

mail-parser-reply knows the quote heads of mail programs; it strips every line, so its answer
is only used to find the place to cut, and indents (pasted code, logs) stay.
"""

import re

from mailparser_reply import EmailReplyParser

LANGUAGES = ["en", "fr"]
MAX_TEXT = 100_000
"""Longer texts are pasted files, and the parser's patterns are slow on them."""
_OUR_LINE = re.compile(
    r"(?im)^[> \t]*-{3} ?(reply above this line|répondez au-dessus de cette ligne)"
)
_PARSER = EmailReplyParser(languages=LANGUAGES)


def new_text(full: str) -> str:
    """Falls back to the whole text when nothing new is found."""
    if len(full) > MAX_TEXT:
        return full
    mark = _OUR_LINE.search(full)
    above = full[: mark.start()] if mark else full
    reply = _PARSER.parse_reply(above) or ""
    return _with_indents(above, reply).strip("\n") if reply.strip() else full


def _with_indents(full: str, reply: str) -> str:
    """The lines of `full` that the parser kept, when it kept one unbroken run of them."""
    lines = full.split("\n")
    wanted = [line for line in reply.split("\n") if line.strip()]
    solid = [number for number, line in enumerate(lines) if line.strip()]
    for start in range(len(solid) - len(wanted) + 1):
        run = solid[start : start + len(wanted)]
        if [lines[number].strip() for number in run] == [line.strip() for line in wanted]:
            return "\n".join(lines[run[0] : run[-1] + 1])
    return reply

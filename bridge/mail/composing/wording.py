"""Text of people made fit for a mail: in HTML, on one line, shortened, without links."""

import re
from itertools import chain, zip_longest

from jinja2.utils import urlize
from markupsafe import Markup, escape

_URL = re.compile(r"(https?://\S+)")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*?(?=\S|[ \t]+\S|\Z)")
_BLANKS = re.compile(r"(?m)^ +| {2,}|\t")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NO_NAME = re.compile(r"[@/\\<>\[\]{}|$€£%=\d]|www\.", re.IGNORECASE)
LONGEST_NAME = 60
_NBSP = "\N{NO-BREAK SPACE}"


def as_html(text: str) -> list[Markup]:
    """Paragraphs with their line breaks, indents kept, http addresses as links."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return [_paragraph(part) for part in _PARAGRAPH.split(unix) if part.strip()]


def one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters on one line, cut between words where one is near."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head, _, _ = cut.rpartition(" ")
    return f"{head if len(head) > limit * 2 // 3 else cut}…"


def without_links(text: str) -> str:
    return _LINK.sub("…", text)


def salutation(name: str) -> str:
    """The name to greet with; empty for one that is rather an advertisement than a name."""
    line = one_line(name)
    return "" if len(line) > LONGEST_NAME or _NO_NAME.search(line) else line


def _paragraph(text: str) -> Markup:
    pieces = _URL.split(text)
    plain = [str(escape(piece)) for piece in pieces[0::2]]
    links = [urlize(piece, rel="noopener noreferrer") for piece in pieces[1::2]]
    whole = "".join(chain.from_iterable(zip_longest(plain, links, fillvalue="")))
    lines = _BLANKS.sub(_kept, whole).replace("\n", "<br>\n")
    return Markup(lines)  # noqa: S704 - each piece is escaped above


def _kept(match: re.Match[str]) -> str:
    """Runs of blanks as no-break spaces; the last stays a blank so that lines can wrap."""
    width = 4 if match.group() == "\t" else len(match.group())
    return _NBSP * (width - 1) + ("&nbsp;" if match.start() == 0 and width == 1 else " ")

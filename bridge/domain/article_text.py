"""An article's cleaned HTML as text to search and to quote. Record 14 says why not inscriptis.

Takes what `markup.clean` gives, which is well-formed, and nothing else.
"""

import re
from html import unescape
from urllib.parse import urldefrag

# Attribute values are in double quotes and may hold ">".
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]+|"[^"]*")*)>|([^<]+)')
_ALT = re.compile(r'\salt="([^"]*)"')
_START = re.compile(r'\sstart="(\d{1,9})"')
_HREF = re.compile(r'<a\s(?:[^>"]+|"[^"]*")*?href="([^"]*)"')
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARAGRAPHS = frozenset(
    (*_HEADINGS, "p", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "details", "hr")
)
_LINES = frozenset(
    ("div", "li", "tr", "dt", "dd", "caption", "figcaption", "summary", "thead", "tbody", "tfoot")
)
_CELLS = frozenset({"td", "th"})
_LISTS = frozenset({"ul", "ol"})


def article_text(cleaned: str) -> str:
    """Paragraphs apart, list items marked, cells separated by tabs, code as it stands, and
    pictures by their alternative text."""
    page = _Page()
    for token in _TOKEN.finditer(cleaned):
        closing, tag, attributes, text = token.groups()
        if text is not None:
            page.write(unescape(text))
        elif closing:
            page.close(tag)
        else:
            page.open(tag, attributes)
    return page.text()


def links(cleaned: str, within: str) -> list[str]:
    """Addresses below `within` (`https://example.org`) that the HTML links to, each once."""
    found = (urldefrag(unescape(href)).url for href in _HREF.findall(cleaned))
    root = f"{within.rstrip('/')}/"
    return list(dict.fromkeys(url for url in found if url.startswith(root)))


class _Page:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._gap = 0  # line breaks owed before the next word
        self._begun = False
        self._blank = False  # a blank owed before the next word of this line
        self._preformatted = 0
        self._lists: list[int | None] = []  # the next number of each open list; None: bullets

    def write(self, text: str) -> None:
        if self._preformatted:
            self._put(text)
            return
        words = _BLANKS.sub(" ", text)
        if words.startswith(" "):
            self._blank = True
        stripped = words.strip(" ")
        if stripped:
            self._put(stripped)
            self._blank = words.endswith(" ")

    def open(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self._break(1)
        elif tag == "img":
            found = _ALT.search(attributes)
            self.write(unescape(found.group(1)) if found else "")
        elif tag in _CELLS:
            self._cell()
        else:
            self._open_block(tag, attributes)

    def close(self, tag: str) -> None:
        if tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        if tag in _LISTS and self._lists:
            self._lists.pop()
        self._around(tag)

    def text(self) -> str:
        lines = "".join(self._parts).strip().splitlines()
        return "\n".join(line.rstrip() for line in lines)

    def _open_block(self, tag: str, attributes: str) -> None:
        self._around(tag)
        if tag == "pre":
            self._preformatted += 1
        elif tag in _LISTS:
            start = _START.search(attributes)
            self._lists.append((int(start.group(1)) if start else 1) if tag == "ol" else None)
        elif tag == "li":
            self._put(self._mark())

    def _mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        mark = "* " if number is None else f"{number}. "
        return "  " * (min(len(self._lists), 20) - 1) + mark

    def _around(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            # a list within a list item stays close to it
            self._break(1 if tag in _LISTS and self._lists else 2)
        elif tag in _LINES:
            self._break(1)

    def _cell(self) -> None:
        if self._begun and not self._gap:
            self._parts.append("\t")
        self._blank = False

    def _break(self, lines: int) -> None:
        self._gap = max(self._gap, lines)
        self._blank = False

    def _put(self, text: str) -> None:
        if self._begun and self._gap:
            self._parts.append("\n" * self._gap)
        elif self._blank and self._begun:
            self._parts.append(" ")
        self._gap, self._blank, self._begun = 0, False, True
        self._parts.append(text)

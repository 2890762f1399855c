"""HTML to readable text, and to the text that tells which of it is quoted."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError  # type: ignore[import-untyped]
from lxml.html import HtmlElement, document_fromstring  # type: ignore[import-untyped]

from bridge.mail.reading import html_marks

MAX_HTML = 2 * 1024 * 1024
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"])
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN = re.compile(r"<(?:style|script)\b", re.IGNORECASE)
_UNSEEN_END = re.compile(r"</(?:style|script)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml [^>]{0,500}\?>")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")


@dataclass(frozen=True, slots=True)
class HtmlText:
    """`full` as people read it; `marked` with `> ` before quotes, for `trim`."""

    full: str
    marked: str


def html_to_text(html: str) -> str:
    """At most MAX_HTML characters are read; HTML that lxml can't take loses its tags."""
    return read(html).full


def read(html: str, prepare: Callable[[HtmlElement], None] = lambda _tree: None) -> HtmlText:
    """`prepare` may put signs of its own into the tree."""
    start = _DECLARATION.sub("", html[:MAX_HTML], count=1)
    if not start.strip():
        return HtmlText("", "")
    try:
        tree = document_fromstring(start)
        prepare(tree)
        html_marks.mark(tree)
        text = Inscriptis(tree, _CONFIG).get_text()
    except (LxmlError, ValueError, RecursionError):
        text = _without_tags(start)
    return HtmlText(_dense(html_marks.unmarked(text)), _dense(html_marks.as_plain_text(text)))


def _dense(text: str) -> str:
    return _BLANK_LINES.sub("\n\n", text).strip()


def _without_tags(html: str) -> str:
    first, *rest = _UNSEEN.split(html)
    shown = [_UNSEEN_END.split(part, maxsplit=1)[-1] for part in rest]
    return _TAG.sub(" ", " <".join([first, *shown]))

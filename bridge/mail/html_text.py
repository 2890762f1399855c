"""HTML to readable text."""

import re

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError  # type: ignore[import-untyped]

MAX_HTML = 2 * 1024 * 1024
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"])
_TAG = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


def html_to_text(html: str) -> str:
    """At most MAX_HTML characters are read; HTML that lxml can't take loses its tags."""
    if not html.strip():
        return ""
    start = html[:MAX_HTML]
    try:
        text = get_text(start, _CONFIG)
    except (LxmlError, ValueError, RecursionError):
        text = _TAG.sub(" ", start)
    return _BLANK_LINES.sub("\n\n", text).strip()

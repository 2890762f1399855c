"""Our blocks as WordPress's, and a post's content as our text.

Written as the block editor does, without the classes that only newer versions add: it takes
content without them in every version.
"""

import json
import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

from bridge.domain.marked_text import (
    Block,
    CodeBlock,
    Heading,
    Listing,
    Paragraph,
    Runs,
    runs_html,
)

_ADDED_CLASS = re.compile(r"\bwp-block-[a-z-]+\b")
_BLANKS = re.compile(r"\s+")
_OPENING = re.compile(r"\s*wp:([a-z][a-z0-9/-]*)(?:\s+(\{.*\}))?\s*/?\s*", re.DOTALL)


def to_content(blocks: tuple[Block, ...]) -> str:
    return "\n\n".join(_block(block) for block in blocks)


def same(one: str, other: str) -> bool:
    """Whether two contents are the same but for blanks and the classes that editors add."""
    return _shape(one) == _shape(other)


def _block(block: Block) -> str:
    match block:
        case CodeBlock(text):
            return _wrapped("code", f'<pre class="wp-block-code"><code>{_code(text)}</code></pre>')
        case Heading(level, runs):
            depth = None if level == 2 else {"level": level}
            return _wrapped("heading", f"<h{level}>{_inline(runs)}</h{level}>", depth)
        case Listing(ordered, items):
            tag = "ol" if ordered else "ul"
            options: Mapping[str, object] | None = {"ordered": True} if ordered else None
            rows = "\n\n".join(_wrapped("list-item", f"<li>{_inline(item)}</li>") for item in items)
            return _wrapped("list", f"<{tag}>{rows}</{tag}>", options)
        case Paragraph(runs):
            return _wrapped("paragraph", f"<p>{_inline(runs)}</p>")


def _wrapped(name: str, html: str, options: Mapping[str, object] | None = None) -> str:
    told = f" {json.dumps(options, separators=(',', ':'))}" if options else ""
    return f"<!-- wp:{name}{told} -->\n{html}\n<!-- /wp:{name} -->"


def _inline(runs: Runs) -> str:
    return _no_shortcode(runs_html(runs))


def _code(text: str) -> str:
    return _no_shortcode(escape(text, quote=False))


def _no_shortcode(html: str) -> str:
    """WordPress would run what stands in square brackets; the block editor does the same."""
    return html.replace("[", "&#91;")


class _Shape(HTMLParser):
    """Content as a list of what counts in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[object] = []
        self._words = ""
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_words()
        self._verbatim += tag == "pre"
        kept = sorted((name, _value(name, value)) for name, value in attrs)
        self.parts.append((tag, [pair for pair in kept if pair[1] or pair[0] != "class"]))

    def handle_endtag(self, tag: str) -> None:
        self._end_words()
        self._verbatim -= tag == "pre"
        self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_comment(self, data: str) -> None:
        self._end_words()
        found = _OPENING.fullmatch(data)
        name = found[1] if found else data.strip()
        self.parts.append((f"!{name}", _options(found[2] if found else None)))

    def close(self) -> None:
        super().close()
        self._end_words()

    def _end_words(self) -> None:
        words = self._words if self._verbatim else _BLANKS.sub(" ", self._words)
        if words.strip():
            self.parts.append(words)
        self._words = ""


def _shape(content: str) -> list[object]:
    reader = _Shape()
    reader.feed(content)
    reader.close()
    return reader.parts


def _value(name: str, value: str | None) -> str:
    text = value or ""
    return " ".join(_ADDED_CLASS.sub("", text).split()) if name == "class" else text


def _options(text: str | None) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text

"""A post's raw content as our text, and the names of what our text can't hold."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from bridge.domain.marked_text import (
    Block,
    CodeBlock,
    Heading,
    Listing,
    Paragraph,
    Run,
    Runs,
    parse,
    write,
)
from bridge.wordpress.blocks import same, to_content

_BLOCK_NAME = re.compile(r"\s*wp:([a-z][a-z0-9/-]*)")
_OWN_BLOCKS = frozenset({"paragraph", "heading", "list", "list-item", "code", "freeform"})
_STYLES = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "code": "code", "kbd": "code"}
_PARAGRAPHS = frozenset({"p", "div", "blockquote", "figcaption", "td", "th", "section", "summary"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_EXTRAS = {
    "img": "image", "table": "table", "blockquote": "quote", "iframe": "embed", "video": "video",
    "audio": "audio", "hr": "separator",
}  # fmt: skip
_BLANKS = re.compile(r"[ \t\r\f]*\n[ \t\r\f\n]*|[ \t\r\f]+")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class PostText:
    """`whole`: sending `text` again would give the very same post."""

    text: str
    whole: bool
    extras: tuple[str, ...]


def read_content(content: str) -> PostText:
    reader = _Reader()
    reader.feed(content)
    reader.close()
    text = write(tuple(reader.blocks))
    whole = same(to_content(parse(text)), content)
    return PostText(text, whole, () if whole else tuple(sorted(reader.extras)))


class _Reader(HTMLParser):
    """Text outside of every element is the classic editor's: an empty line ends a paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.extras: set[str] = set()
        self._runs: list[Run] = []
        self._items: list[Runs] = []
        self._lists: list[str] = []
        self._styles: list[str] = []
        self._href: str | None = None
        self._level = 0
        self._pre: list[str] | None = None
        self._inside = 0
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EXTRAS:
            self.extras.add(_EXTRAS[tag])
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "pre":
            self._end()
            self._pre = []
        elif tag == "br":
            self._say("\n")
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            self._href = href if href.startswith(("http://", "https://", "mailto:")) else None
        elif tag in _STYLES:
            self._styles.append(_STYLES[tag])
        elif tag in ("ul", "ol"):
            self._end()
            self._lists.append(tag)
            if len(self._lists) > 1:
                self.extras.add("nested list")
        elif tag in _HEADINGS:
            self._end()
            self._level = min(max(int(tag[1]), 2), 4)
        elif tag == "li" or tag in _PARAGRAPHS:
            self._end()
            self._inside += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        elif tag == "pre" and self._pre is not None:
            self.blocks.append(CodeBlock("".join(self._pre).strip("\n")))
            self._pre = None
        elif tag == "a":
            self._href = None
        elif tag in _STYLES and self._styles:
            self._styles.pop()
        elif tag in ("ul", "ol"):
            self._end()
            if self._lists:
                self._lists.pop()
            if not self._lists and self._items:
                self.blocks.append(Listing(tag == "ol", tuple(self._items)))
                self._items = []
        elif tag == "li" or tag in _PARAGRAPHS or tag in _HEADINGS:
            self._end()
            self._level = 0
            self._inside = max(0, self._inside - (tag not in _HEADINGS))

    def handle_comment(self, data: str) -> None:
        found = _BLOCK_NAME.match(data)
        if found and found[1] not in _OWN_BLOCKS:
            self.extras.add(found[1].rpartition("/")[2])

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._pre is not None:
            self._pre.append(data)
        elif self._inside or self._level or self._lists:
            self._say(_BLANKS.sub(" ", data))
        else:
            parts = _EMPTY_LINE.split(data)
            for number, part in enumerate(parts):
                if number:
                    self._end()
                self._say(part)

    def close(self) -> None:
        super().close()
        self._end()

    def _say(self, text: str) -> None:
        if self._pre is not None:
            self._pre.append(text)
        elif text:
            style = self._styles[-1] if self._styles and self._href is None else ""
            self._runs.append(Run(text, style, self._href))

    def _end(self) -> None:
        """What was said so far is a block, or an item of the list that is open."""
        runs = _trimmed(self._runs)
        self._runs = []
        if not runs:
            return
        if self._level:
            self.blocks.append(Heading(self._level, runs))
        elif self._lists:
            self._items.append(runs)
        else:
            self.blocks.append(Paragraph(runs))


def _trimmed(runs: list[Run]) -> Runs:
    """Without blanks at the ends and around line breaks."""
    text = "".join(run.text for run in runs)
    if not text.strip():
        return ()
    kept = list(runs)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    kept[0] = Run(kept[0].text.lstrip(), kept[0].style, kept[0].href)
    kept[-1] = Run(kept[-1].text.rstrip(), kept[-1].style, kept[-1].href)
    return tuple(kept)

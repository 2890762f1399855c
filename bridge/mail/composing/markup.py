"""One template source, two bodies: the small markup of our mails as plain text and as HTML.

    Subject: …        Preview: …      the first lines: the subject, what a list of mails shows
    # Company                         the head of the HTML
    ## Words                          a heading
    | label | text |                  a fact; it is left out when its text is empty
    > words                           set apart: an article, an earlier message
    => [label](address)               a button
    --- words ---                     a quiet line
    ---                               the footer begins
    **words**   [label](address)      stressed, a link

A line that holds nothing but empty values is left out. What values hold is never markup.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from textwrap import wrap

from markupsafe import escape

from bridge.mail.composing.html_pieces import LAYOUT, PIECES
from bridge.mail.composing.sandbox import CLOSE, OPEN
from bridge.mail.composing.wording import as_html

WIDTH = 76
_MARK = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_HEADER = re.compile(r"(Subject|Preview):[ \t]*(.*)")
_FACT = re.compile(r"\|(.*?)\|(.*)\|")
_BUTTON = re.compile(r"=>\s*\[([^\]]*)\]\(([^)]*)\)")
_INLINE = re.compile(r"\*\*(?P<strong>.+?)\*\*|\[(?P<label>[^\]]*)\]\((?P<address>[^)\s]*)\)")
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass
class Block:
    """`kind`: p, masthead, heading, facts, aside, button, quiet, footer. `lines` hold marks."""

    kind: str
    lines: list[str] = field(default_factory=list)
    inner: "list[Block]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parsed:
    subject: str | None
    preview: str
    blocks: list[Block]


class Drawing:
    """One mail's values, and how its blocks look in text and in HTML.

    `images` maps the names of pictures that go along to their Content-IDs; `colon` stands
    between a label and its text.
    """

    def __init__(self, values: list[str], images: dict[str, str], colon: str) -> None:
        self._values = values
        self._images = images
        self._colon = colon

    def plain(self, marked: str) -> str:
        return _MARK.sub(lambda mark: self._values[int(mark[1])], marked)

    def parsed(self, source: str) -> Parsed:
        lines = [line.rstrip() for line in source.split("\n")]
        heads: dict[str, str] = {}
        while lines and (match := _HEADER.fullmatch(lines[0])):
            heads[match[1]] = match[2]
            lines.pop(0)
        subject = self.plain(heads["Subject"]) if "Subject" in heads else None
        kept = [line for line in lines if not self._empty(line)]
        return Parsed(subject, self.plain(heads.get("Preview", "")), list(_blocks(kept)))

    def text(self, blocks: list[Block]) -> str:
        parts: list[str] = []
        for block in blocks:
            part = self._text_of(block)
            if part and parts and block.kind != "footer":
                parts.append("")
            if block.kind == "footer" or part:
                parts.append(part if block.kind != "footer" else "\n-- ")
        joined = "\n".join(parts).replace("\n-- \n\n", "\n-- \n")
        return _BLANK_LINES.sub("\n\n", joined) if len(blocks) > 1 else joined

    def html(self, blocks: list[Block], *, title: str, preview: str, language: str) -> str:
        cut = next((n for n, block in enumerate(blocks) if block.kind == "footer"), len(blocks))
        content = "\n".join(map(self._html_of, blocks[:cut]))
        footer = "<br>\n".join(
            self._lines(block.lines) for block in blocks[cut + 1 :] if block.lines
        )
        return LAYOUT(
            language=language,
            title=str(escape(title)),
            preview=str(escape(preview)),
            content=content,
            footer=footer,
        )

    # ---- text

    def _text_of(self, block: Block) -> str:
        match block.kind:
            case "masthead":
                return ""
            case "heading":
                return self.plain(block.lines[0]).upper()
            case "facts":
                return "\n".join(
                    f"{label}{self._colon}{text}" for label, text in self._facts(block)
                )
            case "aside":
                inner = "\n".join(self._text_of(one) for one in block.inner)
                return "\n".join(f"  {line}" if line else "" for line in inner.split("\n"))
            case "button":
                label, address = self._button(block)
                return f"{label}{self._colon.rstrip(' ')}\n{address}"
            case _:
                return "\n".join(map(self._wrapped, block.lines))

    def _wrapped(self, line: str) -> str:
        """A line of the template at a legible width; what people wrote keeps its lines."""
        inline = _INLINE.sub(self._inline_text, line)
        text = self.plain(inline)
        alone = _MARK.fullmatch(line) is not None
        if alone or "\n" in text or len(text) <= WIDTH:
            return text
        return "\n".join(wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False))

    def _inline_text(self, match: re.Match[str]) -> str:
        if match["strong"]:
            return match["strong"]
        label, address = match["label"], self.plain(match["address"])
        shown = address.removeprefix("mailto:")
        if self.plain(label).strip() in ("", shown):
            return shown
        return f"{label}{self._colon}{shown}"

    # ---- HTML

    def _html_of(self, block: Block) -> str:
        match block.kind:
            case "masthead" | "heading" | "quiet":
                return PIECES[block.kind](self._lines(block.lines))
            case "facts":
                return "\n".join(
                    PIECES["fact"](escape(label), escape(text))
                    for label, text in self._facts(block)
                )
            case "aside":
                return PIECES["aside"]("\n".join(map(self._html_of, block.inner)))
            case "button":
                label, address = self._button(block)
                return PIECES["button"](escape(address), escape(label))
            case _:
                return self._paragraph(block)

    def _paragraph(self, block: Block) -> str:
        if len(block.lines) == 1 and (mark := _MARK.fullmatch(block.lines[0])):
            parts = as_html(self._values[int(mark[1])])
            return PIECES["body"](
                "\n".join(PIECES["p"](self._with_images(str(part))) for part in parts)
            )
        return PIECES["p"](self._lines(block.lines))

    def _lines(self, lines: list[str]) -> str:
        return "<br>\n".join(map(self._inline, lines))

    def _inline(self, line: str) -> str:
        done, at = [], 0
        for match in _INLINE.finditer(line):
            done += [self._escaped(line[at : match.start()]), self._inline_html(match)]
            at = match.end()
        return "".join([*done, self._escaped(line[at:])])

    def _inline_html(self, match: re.Match[str]) -> str:
        if match["strong"]:
            return f"<strong>{self._escaped(match['strong'])}</strong>"
        address = self.plain(match["address"])
        label = self._escaped(match["label"]) or str(escape(address.removeprefix("mailto:")))
        return PIECES["link"](escape(address), label) if _SAFE_ADDRESS.fullmatch(address) else label

    def _escaped(self, marked: str) -> str:
        return str(escape(self.plain(marked))).replace("\n", "<br>\n")

    def _with_images(self, html: str) -> str:
        for name, content_id in self._images.items():
            picture = PIECES["picture"](escape(f"cid:{content_id}"), escape(name))
            html = html.replace(str(escape(f"[{name}]")), picture)
        return html

    # ---- both

    def _facts(self, block: Block) -> Iterator[tuple[str, str]]:
        for line in block.lines:
            label, text = (self.plain(part).strip() for part in _fact(line))
            if text:
                yield label, text

    def _button(self, block: Block) -> tuple[str, str]:
        match = _BUTTON.fullmatch(block.lines[0])
        label, address = (match[1], match[2]) if match else ("", "")
        plain = self.plain(address)
        return self.plain(label), plain if _SAFE_ADDRESS.fullmatch(plain) else "about:blank"

    def _empty(self, line: str) -> bool:
        """Whether a line's values are all there is to it, and they are empty."""
        return bool(_MARK.search(line)) and not self.plain(line).strip("> \t")


def _fact(line: str) -> tuple[str, str]:
    match = _FACT.fullmatch(line)
    return (match[1], match[2]) if match else ("", "")


def _blocks(lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at]
        kind = next((kind for kind, opens in _KINDS.items() if opens(line)), "p")
        end = at + 1
        if kind in ("facts", "aside", "p"):
            while end < len(lines) and _goes_on(kind, lines[end]):
                end += 1
        run = lines[at:end]
        at = end
        if kind == "blank":
            continue
        yield _block(kind, run)


def _block(kind: str, run: list[str]) -> Block:
    if kind == "aside":
        return Block(kind, inner=list(_blocks([line[1:].strip() for line in run])))
    cut = {"masthead": 2, "heading": 3}.get(kind, 0)
    return Block(kind, [line[cut:].strip() if cut else line for line in run])


def _goes_on(kind: str, line: str) -> bool:
    if kind == "p":
        return not any(opens(line) for opens in _KINDS.values())
    return _KINDS[kind](line)


_KINDS: dict[str, Callable[[str], bool]] = {
    "blank": lambda line: not line,
    "heading": lambda line: line.startswith("## "),
    "masthead": lambda line: line.startswith("# "),
    "facts": lambda line: _FACT.fullmatch(line) is not None,
    "aside": lambda line: line.startswith(">"),
    "button": lambda line: _BUTTON.fullmatch(line) is not None,
    "footer": lambda line: line == "---",
    "quiet": lambda line: line.startswith("--- "),
}

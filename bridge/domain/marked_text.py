r"""The text of an article as people write it here: plain, with a few marks.

A blank line ends a paragraph. `## ` and `### ` begin a heading, `- ` and `1. ` a list item, three
backticks a block of code. Within a line: `**strong**`, `_stressed_`, a word in backticks,
`[words](https://…)`; a bare address is a link. A backslash before a mark takes its meaning away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

FENCE = "```"
_HEADING = re.compile(r"(#{2,4})[ \t]+(.*\S)")
_BULLET = re.compile(r"[-*][ \t]+(.*\S)")
_NUMBER = re.compile(r"\d{1,9}[.)][ \t]+(.*\S)")
_MARKABLE = r"\\`*_\[\]#.)+-"
_INLINE = re.compile(
    rf"\\(?P<literal>[{_MARKABLE}])"
    r"|`(?=\S)(?P<code>[^`\n]+)(?<=\S)`"
    r"|\*\*(?=\S)(?P<strong>(?:[^*\\\n]|\\.)+)(?<=\S)\*\*"
    r"|(?<!\w)_(?=\S)(?P<em>(?:[^_\\\n]|\\.)+)(?<=\S)_(?!\w)"
    r"|\[(?P<words>(?:[^\[\]\\\n]|\\.)+)\]\((?P<href>(?:https?://|mailto:)[^\s()<>]+)\)"
    r"|(?P<bare>https?://[^\s<>()\[\]`*]*[^\s<>()\[\]`*.,;:!?'\"_])"
)
_ESCAPED = re.compile(rf"\\([{_MARKABLE}])")
_BACKSLASH = rf"\\(?=[{_MARKABLE}]|\Z)"  # at the end of a run, what follows may begin with a mark
_SPECIAL = re.compile(rf"`|\*(?=\*)|\](?=\()|(?<!\w)_|_(?!\w)|{_BACKSLASH}")
_SPECIAL_INSIDE = re.compile(rf"[`*_\[\]]|{_BACKSLASH}")
_LINE_MARK = re.compile(r"(?m)^([ \t]*)(?:(#{2,4}|[-*])(?=[ \t])|(\d{1,9})([.)])(?=[ \t]))")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line. `style`: "", `code`, `strong` or `em`; a link has an address."""

    text: str
    style: str = ""
    href: str | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line break within stands as a newline in its runs."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Listing:
    ordered: bool
    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str


Block = Paragraph | Heading | Listing | CodeBlock


def parse(text: str) -> tuple[Block, ...]:
    """Never fails: what is no mark is text."""
    return tuple(_blocks(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def write(blocks: tuple[Block, ...]) -> str:
    """The text that `parse` reads as these blocks."""
    return "\n\n".join(_written(block) for block in blocks)


def escaped(text: str) -> str:
    """Foreign text so that every mark in it is only a character."""
    inline = _SPECIAL.sub(lambda found: f"\\{found[0]}", text)
    return _LINE_MARK.sub(_escaped_line_mark, inline)


def to_html(blocks: tuple[Block, ...]) -> str:
    """For a preview; everything is escaped. Headings begin at level 2."""
    return "\n".join(_html(block) for block in blocks)


def runs_html(runs: Runs) -> str:
    return "".join(map(_run_html, runs))


def _blocks(lines: list[str]) -> Iterator[Block]:
    waiting: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if line.strip().startswith(FENCE):
            yield from _plain(waiting)
            waiting, end = [], _fence_end(lines, place)
            yield CodeBlock("\n".join(lines[place + 1 : end]))
            place = end
        elif line.strip():
            waiting.append(line.strip())
        else:
            yield from _plain(waiting)
            waiting = []
        place += 1
    yield from _plain(waiting)


def _fence_end(lines: list[str], start: int) -> int:
    for place in range(start + 1, len(lines)):
        if lines[place].strip() == FENCE:
            return place
    return len(lines)


def _plain(lines: list[str]) -> Iterator[Block]:
    """Lines without a blank one between: headings, lists, paragraphs."""
    for kind, group in groupby(lines, key=_kind):
        some = list(group)
        if kind == "heading":
            for line in some:
                marks, words = _HEADING.fullmatch(line).groups()  # type: ignore[union-attr]
                yield Heading(len(marks), _runs(words))
        elif kind in ("bullet", "number"):
            mark = _BULLET if kind == "bullet" else _NUMBER
            items = (mark.fullmatch(line)[1] for line in some)  # type: ignore[index]
            yield Listing(kind == "number", tuple(map(_runs, items)))
        else:
            yield Paragraph(_runs("\n".join(some)))


def _kind(line: str) -> str:
    for kind, mark in (("heading", _HEADING), ("bullet", _BULLET), ("number", _NUMBER)):
        if mark.fullmatch(line):
            return kind
    return "text"


def _runs(text: str) -> Runs:
    found: list[Run] = []
    end = 0
    for match in _INLINE.finditer(text):
        _add(found, Run(text[end : match.start()]))
        _add(found, _run(match))
        end = match.end()
    _add(found, Run(text[end:]))
    return tuple(found)


def _run(match: re.Match[str]) -> Run:
    kind, value = match.lastgroup, match[match.lastgroup or 0]
    if kind == "literal":
        return Run(value)
    if kind == "code":
        return Run(value, "code")
    if kind == "bare":
        return Run(value, href=value)
    if kind == "href":
        return Run(_unescaped(match["words"]), href=value)
    return Run(_unescaped(value), kind or "")


def _add(found: list[Run], run: Run) -> None:
    """Plain neighbours become one."""
    if not run.text:
        return
    if found and found[-1].href is None and run.href is None and found[-1].style == run.style:
        found[-1] = Run(found[-1].text + run.text, run.style)
    else:
        found.append(run)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _written(block: Block) -> str:
    match block:
        case CodeBlock(text):
            return f"{FENCE}\n{text}\n{FENCE}"
        case Heading(level, runs):
            return f"{'#' * level} {_line(runs)}"
        case Listing(ordered, items):
            marks = (f"{number}." if ordered else "-" for number in range(1, len(items) + 1))
            return "\n".join(
                f"{mark} {_line(item)}" for mark, item in zip(marks, items, strict=True)
            )
        case Paragraph(runs):
            return _LINE_MARK.sub(_escaped_line_mark, "".join(map(_run_text, runs)))


def _line(runs: Runs) -> str:
    return "".join(map(_run_text, runs)).replace("\n", " ")


def _run_text(run: Run) -> str:
    if run.style == "code":
        return f"`{run.text}`"
    special = _SPECIAL_INSIDE if run.style or run.href else _SPECIAL
    plain = special.sub(lambda found: f"\\{found[0]}", run.text)
    if run.href is not None:
        return run.href if run.text == run.href else f"[{plain}]({_address(run.href)})"
    marks = {"strong": "**", "em": "_"}.get(run.style, "")
    return f"{marks}{plain}{marks}"


def _address(href: str) -> str:
    return href.replace("(", "%28").replace(")", "%29")


def _escaped_line_mark(found: re.Match[str]) -> str:
    indent, mark, number, dot = found.groups()
    return f"{indent}\\{mark}" if mark else f"{indent}{number}\\{dot}"


def _html(block: Block) -> str:
    match block:
        case CodeBlock(text):
            return f"<pre><code>{escape(text)}</code></pre>"
        case Heading(level, runs):
            return f"<h{level}>{runs_html(runs)}</h{level}>"
        case Listing(ordered, items):
            tag = "ol" if ordered else "ul"
            rows = "".join(f"<li>{runs_html(item)}</li>" for item in items)
            return f"<{tag}>{rows}</{tag}>"
        case Paragraph(runs):
            return f"<p>{runs_html(runs)}</p>"


def _run_html(run: Run) -> str:
    text = escape(run.text, quote=False).replace("\n", "<br>")
    if run.style:
        return f"<{run.style}>{text}</{run.style}>"
    if run.href is not None:
        return f'<a href="{escape(run.href)}">{text}</a>'
    return text

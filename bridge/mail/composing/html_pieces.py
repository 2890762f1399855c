"""How our mails look: pieces of HTML with their styles on the elements.

The styles stand once, in `templates/look.css`; css-inline puts them on the elements when the
process starts, so that no mail pays for it. A slot is written `[[name]]`.
"""

import re
from collections.abc import Callable
from pathlib import Path

from css_inline import CSSInliner

FOLDER = Path(__file__).parent / "templates"
_SLOT = re.compile(r"\[\[(\w+)\]\]")
_PIECE = re.compile(r'<section id="(\w+)"[^>]*>(.*?)</section>', re.DOTALL)


def _filler(html: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parts = _SLOT.split(html)
    return tuple(parts[0::2]), tuple(parts[1::2])


def _by_place(html: str) -> Callable[..., str]:
    literal, slots = _filler(html.strip())

    def fill(*values: object) -> str:
        made = [literal[0]]
        for value, text in zip(values, literal[1:], strict=True):
            made += [str(value), text]
        return "".join(made)

    fill.__doc__ = f"Takes: {', '.join(slots)}."
    return fill


def _by_name(html: str) -> Callable[..., str]:
    literal, slots = _filler(html)

    def fill(**values: str) -> str:
        made = [literal[0]]
        for slot, text in zip(slots, literal[1:], strict=True):
            made += [values[slot], text]
        return "".join(made)

    return fill


def _inlined() -> tuple[Callable[..., str], dict[str, Callable[..., str]]]:
    look = (FOLDER / "look.css").read_text("utf-8")
    inliner = CSSInliner(extra_css=look, keep_style_tags=True, load_remote_stylesheets=False)
    layout = inliner.inline((FOLDER / "layout.html").read_text("utf-8"))
    whole = inliner.inline((FOLDER / "pieces.html").read_text("utf-8"))
    return _by_name(layout), {name: _by_place(html) for name, html in _PIECE.findall(whole)}


LAYOUT, PIECES = _inlined()

"""Lucide icons as one inline sprite per page, of only the icons that the page uses."""

import re
from functools import cache
from pathlib import Path

from flask import g
from markupsafe import Markup

FOLDER = Path(__file__).parent / "static" / "icons"
_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def icon(name: str) -> Markup:
    """A picture beside a word; screen readers skip it. Raises KeyError for an unknown name."""
    shapes()[name]
    used: dict[str, None] = g.setdefault("icons", {})
    used[name] = None
    return Markup('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>').format(name)


def sprite() -> Markup:
    """The shapes of the icons drawn so far; stands at the page's end."""
    symbols = Markup("").join(
        Markup('<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>').format(name, shapes()[name])
        for name in g.get("icons", ())
    )
    return Markup('<svg class="sprite" aria-hidden="true">{}</svg>').format(symbols)


@cache
def shapes() -> dict[str, Markup]:
    return {file.stem: _inner(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.svg"))}


def _inner(svg: str) -> Markup:
    found = _INNER.search(svg)
    if found is None:
        raise ValueError("not an icon")
    return Markup(" ".join(found[1].split()))  # noqa: S704 - our own files

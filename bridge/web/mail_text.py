"""An automatic answer as a page shows it: folded behind its first words, its links alive."""

import re

from markupsafe import Markup, escape

from bridge.web.current import ctx

OPENING = 40
"""So many characters at least stay in sight: a greeting alone says nothing."""


def opening(text: str) -> tuple[str, str]:
    """The first lines on one line, and what follows them; the latter may be empty."""
    lines = text.strip().splitlines()
    for number in range(1, len(lines) + 1):
        first = " ".join(" ".join(lines[:number]).split())
        if len(first) >= OPENING:
            return first, "\n".join(lines[number:]).strip("\n")
    return " ".join(text.split()), ""


def linked(text: str, doors: str) -> Markup:
    """`text` with this bridge's own addresses below `doors` as links, nothing else.

    `doors`: letters of the token pages, `st` for `/s/…` and `/t/…`. What a visitor wrote stands
    in an automatic answer too, so that a foreign address stays plain text.
    """
    base = re.escape(ctx().identity.base_url)
    parts = re.split(rf"({base}/[{doors}]/[\w-]+(?:\?solved=1)?)", text)
    return Markup("").join(
        Markup('<a href="{0}">{0}</a>').format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )

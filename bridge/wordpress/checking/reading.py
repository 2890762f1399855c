"""One answer of a site, read as kindly as can be: JSON is found even behind a PHP notice."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.net.answers import Answer

_MOST_STARTS = 50
_SHOWN = 120
_TAG = re.compile(r"<[^>]*>")
_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)
_DECODER = json.JSONDecoder()
_BROKEN = object()


@dataclass(frozen=True, slots=True)
class Reading:
    """`data` None: the body is no JSON. `before`: what stood in front of the JSON."""

    status: int
    headers: Mapping[str, str]
    text: str
    data: Any = None
    before: str = ""

    @property
    def code(self) -> str:
        """WordPress's name for an error; empty for anything else."""
        found = self.data.get("code") if isinstance(self.data, Mapping) else None
        return found if isinstance(found, str) else ""

    @property
    def is_page(self) -> bool:
        start = self.text[:2000].lower()
        return self.data is None and ("<html" in start or "<!doctype" in start)

    @property
    def title(self) -> str:
        """The page's title, else how its text begins."""
        found = _TITLE.search(self.text[:20_000])
        return shown(found[1] if found else self.text)


def read(answer: Answer) -> Reading:
    text = answer.body.decode("utf-8-sig", "replace")
    data, before = _json_in(text)
    return Reading(answer.status, answer.headers, text, data, shown(before) if before else "")


def shown(text: str) -> str:
    """The start of foreign text on one line, without tags."""
    line = " ".join(_TAG.sub(" ", text[:4000]).split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _json_in(text: str) -> tuple[Any, str]:
    """(value, text before it); None for no JSON. A bare `null` is no answer of WordPress."""
    start, tries = _next_start(text, 0), 0
    while start >= 0 and tries < _MOST_STARTS:
        value = _whole(text, start)
        if value is not _BROKEN:
            return value, text[:start].strip()
        start, tries = _next_start(text, start + 1), tries + 1
    return None, ""


def _whole(text: str, start: int) -> Any:
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return _BROKEN
    return value if not text[end:].strip() else _BROKEN


def _next_start(text: str, after: int) -> int:
    places = [place for place in (text.find("{", after), text.find("[", after)) if place >= 0]
    return min(places, default=-1)

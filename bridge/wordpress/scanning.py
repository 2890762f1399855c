"""Reads a long list by offsets without a gap, though rows come and go meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bridge.domain.errors import SiteError
from bridge.domain.ports import ScanStart
from bridge.wordpress.rows import Row, row_id

_MOST_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """Readable rows in the order they came; `raw` counts the unreadable ones too.

    `full`: more may follow.
    """

    rows: list[Row]
    raw: int
    full: bool


Fetch = Callable[[int], Page]
"""The page that begins at an offset, of at least two rows, in the order of their ids."""


def by_id(fetch: Fetch, start: ScanStart | None = None) -> Iterator[list[Row]]:
    """Every row once, ids ascending, page by page.

    Each page begins with the last row of the page before. Where it does not, rows before it were
    deleted meanwhile and the rest moved up: then we step back and look again.
    Raises OutOfOrder, and SiteError for a list that does not end.
    """
    after, offset = (start.after, max(0, start.before - 1)) if start else (0, 0)
    step, idle = 0, 0
    while idle < _MOST_STEPS:
        page = fetch(offset)
        ids = [row_id(row) for row in page.rows]
        if ids != sorted(ids):
            raise OutOfOrder
        idle += 1
        # a page that hides rows may hide the one that it begins with
        gap = len(ids) == page.raw and (not ids or ids[0] > after)
        if offset and gap:
            step = step * 2 or max(page.raw, 2) // 2
            offset = max(0, offset - step)
            continue
        fresh = [row for row, number in zip(page.rows, ids, strict=True) if number > after]
        if fresh:
            after, step, idle = ids[-1], 0, 0
            yield fresh
        if not page.full:
            return
        offset += max(page.raw - 1, 1)
    raise SiteError("The site's list of posts does not end: another plugin may alter it.")


class OutOfOrder(SiteError):
    """The rows are not in the order that was asked for."""

    def __init__(self) -> None:
        super().__init__(
            "The site does not give its posts in the order of their ids: a plugin that sorts"
            " posts changes the API's answers too; switch it off for REST and XML-RPC."
        )

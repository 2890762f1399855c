"""A house per test, on SQLite; the tests that ask for `any_house` run on PostgreSQL too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.house import House, open_house
from tests.web.scene import Scene, set_up


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    yield opened
    opened.ctx.database.dispose()


@pytest.fixture
def any_house(tmp_path: Path, database: str) -> Iterator[House]:
    opened = open_house(tmp_path, database)
    yield opened
    opened.ctx.database.dispose()


@pytest.fixture
def scene(house: House) -> Scene:
    """A house whose first ticket has files, notes, and cases at two vendors."""
    return set_up(house)

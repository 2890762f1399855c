"""The nursery of this test process ends with it."""

from collections.abc import Iterator

import pytest

from tests.faults.nursery import nursery


@pytest.fixture(scope="session", autouse=True)
def _ending_nursery() -> Iterator[None]:
    yield
    if nursery.cache_info().currsize:
        nursery().end()

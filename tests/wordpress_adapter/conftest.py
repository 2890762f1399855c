from typing import Any

import pytest

from bridge.domain.ports import SiteAccess
from bridge.net.egress import Egress
from bridge.wordpress.site import ConnectedSite, WordPressSites
from tests.net.loopback import Loopback
from tests.wordpress_adapter.fake_site import PASSWORD, USER, FakeSite


@pytest.fixture
def fake() -> FakeSite:
    return FakeSite()


@pytest.fixture
def server(fake):
    with Loopback(fake) as running:
        yield running


@pytest.fixture
def wordpress():
    egress = Egress(("127.0.0.0/8",))
    yield WordPressSites(egress)
    egress.close()


@pytest.fixture
def connect(wordpress, server):
    """A connection to the fake site, as the right user unless told otherwise."""

    def connected(password: str = PASSWORD, **other: Any) -> ConnectedSite:
        patience = other.pop("patience", None)
        access = SiteAccess("main", server.url, USER, password, **other)
        return wordpress.connect(access, patience)

    return connected

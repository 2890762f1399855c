import pytest

from bridge.domain.ports import SiteAccess
from bridge.net.egress import Egress
from bridge.wordpress.site import RestSite, WordPressRest
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
    yield WordPressRest(egress)
    egress.close()


@pytest.fixture
def connect(wordpress, server):
    """A connection to the fake site, as the right user unless told otherwise."""

    def connected(password: str = PASSWORD, **other: str) -> RestSite:
        return wordpress.connect(SiteAccess("main", server.url, USER, password, **other))

    return connected

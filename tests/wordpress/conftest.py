"""One WordPress per test process and version, with its database put back before each test."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from bridge.cli.demo.wordpress import Site, WordPressCore
from tests.servers.run import Run
from tests.wordpress.form_plugins import STAND_INS, Stage
from tests.wordpress.real_forms.installed import Installed, installed_on
from tests.wordpress.receiver import Receiver
from tests.wordpress.versions import SUITES, USUAL, Sites, chosen
from tests.wordpress.visitor import TIMEOUT
from tests.wordpress.wp_admin import sign_in

# WordPress 6.1 is older than PHP 8.2, whose complaints about WordPress's own files are not ours.
# "is deprecated since version" is another thing: a plugin called what WordPress gave up.
OWN_DEPRECATION = re.compile(
    r"PHP Deprecated:(?!.*deprecated(</strong>)? since version).*/(wp-includes|wp-admin|themes)/"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.wordpress)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `every_version` run on each; with a version chosen, all run on that one."""
    marked = metafunc.definition.get_closest_marker("every_version")
    if marked and chosen() is None and "site" in metafunc.fixturenames:
        versions = [
            # One worker process makes each site: the others have enough to do.
            pytest.param(version, marks=pytest.mark.xdist_group(f"wordpress-{version}"))
            if version != USUAL
            else version
            for version in SUITES
        ]
        metafunc.parametrize("wordpress_version", versions, indirect=True)


@pytest.fixture
def wordpress_version(request: pytest.FixtureRequest) -> str:
    """A key of SUITES: the version that this test runs on."""
    return str(getattr(request, "param", chosen() or USUAL))


@pytest.fixture(scope="session")
def wordpress_sites(server_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    sites = Sites(server_run, tmp_path_factory.mktemp("wordpress"))
    yield sites
    sites.stop()


@pytest.fixture(scope="session")
def wordpress_core(wordpress_sites: Sites) -> WordPressCore:
    """The WordPress that HELPDESK_TEST_WORDPRESS names, fetched once per machine."""
    return wordpress_sites.core(chosen() or USUAL)


@pytest.fixture(scope="session")
def wordpress_site(wordpress_sites: Sites) -> Site:
    """A served site; tests ask for `site`, which is this one as it was at the start."""
    return wordpress_sites.site(chosen() or USUAL)


@pytest.fixture
def site(wordpress_sites: Sites, wordpress_version: str) -> Iterator[Site]:
    """A fresh site with forms at /support/, /assistance/ (French) and /contact/ (shortcode).

    The plugin may not leave a notice, warning or error in PHP's log.
    """
    site = wordpress_sites.site(wordpress_version)
    site.reset()
    site.debug_log.unlink(missing_ok=True)
    yield site
    assert not (said := complaints(site, wordpress_version)), said


def complaints(site: Site, version: str) -> str:
    """What PHP's log holds, without what a WordPress older than its PHP says of itself."""
    log = site.debug_log
    lines = log.read_text().splitlines() if log.exists() else []
    old = version == "6.1"
    return "\n".join(line for line in lines if not (old and OWN_DEPRECATION.search(line)))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server in the bridge's place; the site is not connected to it yet."""
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def connected(site: Site, receiver: Receiver) -> Receiver:
    """The receiver, with the site connected to it."""
    site.set_connection(receiver.code)
    return receiver


Read = Callable[..., requests.Response]


@pytest.fixture
def read(site: Site) -> Read:
    """Reads one of the plugin's REST routes as the bridge's account."""

    def get(route: str, **query: Any) -> requests.Response:
        return requests.get(
            f"{site.url}/wp-json/helpdesk-bridge/v1/{route}",
            params=query,
            auth=(site.bridge.name, site.bridge.application_password),
            timeout=TIMEOUT,
        )

    return get


@pytest.fixture
def submissions(read: Read) -> Callable[[], list[dict[str, Any]]]:
    """Everything the feed holds, oldest first."""

    def all_items() -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = read("submissions").json()["items"]
        return items

    return all_items


@pytest.fixture
def admin(site: Site) -> Iterator[requests.Session]:
    """A session signed in as administrator."""
    with requests.Session() as session:
        sign_in(session, site, site.admin.name, site.admin.password)
        yield session


@pytest.fixture
def stage(site: Site) -> Iterator[Stage]:
    """The site with stand-ins of form plugins; see form_plugins.py."""
    loader = site.folder / "www" / "wp-content" / "mu-plugins" / "stand-ins.php"
    loader.write_text((STAND_INS / "load.php").read_text().replace("STAND_INS", str(STAND_INS)))
    yield Stage(site)
    loader.unlink()


@pytest.fixture
def installed(request: pytest.FixtureRequest) -> Iterator[Installed]:
    """The site with the real form plugin that the test names; see real_forms/."""
    with installed_on(request.getfixturevalue("wordpress_site"), request.param) as there:
        yield there

"""One WordPress per test process, with its database put back before each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from bridge.cli.demo.wordpress import (
    Site,
    SitePlan,
    WordPressCore,
    WordPressUnavailable,
    create_site,
    obtain,
)
from tests.wordpress.form_plugins import STAND_INS, Stage
from tests.wordpress.receiver import Receiver
from tests.wordpress.visitor import TIMEOUT

SUITES = {"": "trixie", "stable": "trixie", "newest": "sid"}  # Debian suites that carry WordPress


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.wordpress)


@pytest.fixture(scope="session")
def wordpress_core() -> WordPressCore:
    """The WordPress that HELPDESK_TEST_WORDPRESS names, fetched once per machine."""
    wanted = os.environ.get("HELPDESK_TEST_WORDPRESS", "")
    if wanted not in SUITES:
        pytest.fail(f"HELPDESK_TEST_WORDPRESS={wanted}: expected stable or newest", pytrace=False)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    try:
        return obtain(home / "helpdesk-bridge" / "wordpress", print, suite=SUITES[wanted])
    except WordPressUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"needs WordPress: {error}")


@pytest.fixture(scope="session")
def wordpress_site(
    wordpress_core: WordPressCore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A served site; tests ask for `site`, which is this one as it was at the start."""
    site = create_site(
        wordpress_core, tmp_path_factory.mktemp("wordpress") / "site", SitePlan(minimum_seconds=0)
    )
    site.start()
    yield site
    site.stop()


@pytest.fixture
def site(wordpress_site: Site) -> Iterator[Site]:
    """A fresh site with forms at /support/, /assistance/ (French) and /contact/ (shortcode).

    The plugin may not leave a notice, warning or error in PHP's log.
    """
    wordpress_site.reset()
    wordpress_site.debug_log.unlink(missing_ok=True)
    yield wordpress_site
    log = wordpress_site.debug_log
    assert not log.exists() or not log.read_text(), log.read_text()


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
def stage(site: Site) -> Iterator[Stage]:
    """The site with stand-ins of form plugins; see form_plugins.py."""
    loader = site.folder / "www" / "wp-content" / "mu-plugins" / "stand-ins.php"
    loader.write_text((STAND_INS / "load.php").read_text().replace("STAND_INS", str(STAND_INS)))
    yield Stage(site)
    loader.unlink()

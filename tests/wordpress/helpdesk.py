"""A helpdesk whose site is a real WordPress, and a site that is put into a state."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bridge.cli.demo.wordpress import Site
from bridge.domain.ports import Clock
from bridge.services.sites.site_check import SiteReport, check
from tests.web.house import House, open_house

# Old WordPress has loaded only what a page needs by then.
DEACTIVATE = """
require_once ABSPATH . 'wp-admin/includes/plugin.php';
deactivate_plugins( 'helpdesk-bridge/helpdesk-bridge.php' );
"""


def house_of(site: Site, folder: Path, clock: Clock | None = None) -> House:
    """Dispose of `ctx.database` at the end."""
    house = open_house(folder, clock=clock, HELPDESK_EGRESS_ALLOW="127.0.0.1")
    connect(house, site.url, site.bridge.name, site.bridge.application_password)
    return house


def connect(house: House, url: str, user: str, password: str) -> None:
    with house.ctx.transaction() as tx:
        row = tx.sites.get(1)
        row.url, row.wp_user = url, user
        row.wp_password_sealed = house.ctx.secrets.seal(password)


@contextmanager
def must_use(site: Site, php: str) -> Iterator[None]:
    """The statements run on every request of the site, before its plugins.

    Each time a file of its own: PHP keeps what it compiled for two seconds.
    """
    file = site.folder / "www" / "wp-content" / "mu-plugins" / f"{uuid.uuid4().hex}.php"
    file.write_text(f"<?php\n{php}\n")
    try:
        yield
    finally:
        file.unlink()


def codes(report: SiteReport) -> dict[str, bool]:
    """Code → whether it is only a remark."""
    return {one.code.value: one.ok for one in report.checks}


def found(house: House) -> dict[str, bool]:
    return codes(check(house.ctx, "main"))

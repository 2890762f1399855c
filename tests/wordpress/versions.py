"""The WordPress versions that tests run on, and the sites made of them."""

import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bridge.cli.demo.wordpress import (
    MariaDb,
    Site,
    SitePlan,
    WordPressCore,
    WordPressUnavailable,
    create_site,
    obtain,
)
from tests.servers import mariadb
from tests.servers.requirements import MARIADB, NPM, PHP
from tests.servers.run import Run

# Debian suites that carry them; only the first stands still.
SUITES = {"6.1": "bookworm", "stable": "trixie", "newest": "sid"}
USUAL = "stable"
_CHOICE = "HELPDESK_TEST_WORDPRESS"


def chosen() -> str | None:
    """The version that the environment names for the whole run."""
    wanted = os.environ.get(_CHOICE) or None
    if wanted is not None and wanted not in SUITES:
        raise pytest.UsageError(f"{_CHOICE}={wanted}: expected one of {', '.join(SUITES)}")
    return wanted


@dataclass
class Sites:
    """One served site per version, made when a test first asks for it."""

    run: Run
    folder: Path
    _cores: dict[str, WordPressCore] = field(default_factory=dict)
    _sites: dict[str, Site] = field(default_factory=dict)

    def core(self, version: str) -> WordPressCore:
        """Fetched once per machine; skips the asking test where it cannot be had."""
        if version not in self._cores:
            PHP.demand()
            home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
            cache = home / "helpdesk-bridge" / "wordpress"
            try:
                self._cores[version] = obtain(cache, print, suite=SUITES[version])
            except WordPressUnavailable as error:
                if os.environ.get("CI") == "true":
                    raise
                pytest.skip(f"needs WordPress: {error}")
        return self._cores[version]

    def site(self, version: str) -> Site:
        if version not in self._sites:
            self._sites[version] = self.make(version, self.folder / version)
            self._sites[version].start()
        return self._sites[version]

    def stop(self) -> None:
        for site in self._sites.values():
            site.stop()

    def make(self, version: str, folder: Path) -> Site:
        """Another site of a version, on the database that it needs; not started."""
        core = self.core(version)
        (NPM if core.runs_on_sqlite else MARIADB).demand()
        database = None
        if not core.runs_on_sqlite:
            name = f"wordpress_{uuid.uuid4().hex}"
            database = MariaDb(socket=str(mariadb.of(self.run)), name=name)
        plan = SitePlan(minimum_seconds=0, database=database)
        return create_site(core, folder, plan)

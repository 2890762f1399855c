"""A site's database: a file of SQLite, or a database of its own on a MariaDB that already runs.

WordPress before 6.4 knows only the second. Either can be kept as it is and put back.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from bridge.cli.demo.wordpress.commands import run
from bridge.cli.demo.wordpress.php import Php

SCRIPTS = Path(__file__).resolve().parents[4] / "config" / "demo" / "wordpress"


class SiteDatabase(Protocol):
    def keep(self) -> None:
        """Remembers what is in the database now."""

    def reset(self) -> None:
        """Puts back what `keep` saw, also while the site runs."""


@dataclass(frozen=True, slots=True)
class MariaDb:
    """Where a site's database is to be made: `socket` of a server that lets `user` in.

    A second database, `<name>_kept`, holds what `keep` saw.
    """

    socket: str
    name: str
    user: str = "root"
    password: str = ""

    def as_dict(self) -> dict[str, str]:
        """As wp-config.php and the copying script read it."""
        return asdict(self)


class SqliteFile:
    """`private/database/.ht.sqlite`, kept beside it as one file (about 50 ms either way)."""

    def __init__(self, private: Path, php: Php) -> None:
        self._file = private / "database" / ".ht.sqlite"
        self._kept = private / "kept.sqlite"
        self._php = php

    def keep(self) -> None:
        self._copy(self._file, self._kept)

    def reset(self) -> None:
        self._copy(self._kept, self._file)

    def _copy(self, source: Path, target: Path) -> None:
        script = SCRIPTS / "copy-database.php"
        run([*self._php.command, script, source, target], env=self._php.env)


class MariaDbDatabase:
    """Copied table by table; only tables whose content differs (about 100 ms)."""

    def __init__(self, place: MariaDb, php: Php) -> None:
        self._place = place
        self._php = php

    def create(self) -> None:
        """Makes both databases; raises WordPressUnavailable when the server refuses."""
        self._script("create")

    def keep(self) -> None:
        self._script("keep")

    def reset(self) -> None:
        self._script("reset")

    def _script(self, order: str) -> None:
        place = self._place
        words = (order, place.socket, place.user, place.password, place.name)
        run([*self._php.command, SCRIPTS / "copy-mariadb.php", *words], env=self._php.env)


def database_of(settings: Mapping[str, Any], private: Path, php: Php) -> SiteDatabase:
    """The database that a site's settings name; SQLite where they name none."""
    place = settings.get("database")
    return MariaDbDatabase(MariaDb(**place), php) if place else SqliteFile(private, php)

"""WordPress itself: taken from Debian's packages, ready for SQLite if it can, in a cache."""

import fcntl
import os
import re
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bridge.cli.demo.wordpress.apt import PrivateApt
from bridge.cli.demo.wordpress.commands import (
    Report,
    WordPressUnavailable,
    require,
    run_with_retries,
)
from bridge.cli.demo.wordpress.php import Php, find_php

SUITE = "trixie"
_PACKAGE = "wordpress"
# Of what Debian's package asks for, these bring files that WordPress itself has links to.
_PARTS = ("libjs-", "libphp-", "php-getid3", "wordpress-theme-")
_LAYOUT = 2  # counted up when what a cached core holds changes
_SQLITE_SINCE = (6, 4)
DROPIN = Path("wp-content") / "db.php"
# The npm package that carries the drop-in as a zip; it is only unpacked, never installed.
_DROPIN_PACKAGE = "@wp-playground/cli"
_DROPIN_ZIP = "package/sqlite-database-integration.zip"


@dataclass(frozen=True, slots=True)
class WordPressCore:
    """A read-only WordPress in `folder` that any number of sites are made from."""

    folder: Path
    version: str
    php: Php

    @property
    def runs_on_sqlite(self) -> bool:
        """The drop-in for SQLite asks for 6.4."""
        return _numbers(self.version) >= _SQLITE_SINCE


def obtain(cache: Path, report: Report, *, suite: str = SUITE) -> WordPressCore:
    """The WordPress of Debian's `suite`, fetched (about 10 s) when `cache` does not hold it yet.

    Several processes may call this at once: the first one fetches, the others wait.
    Raises WordPressUnavailable.
    """
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"{suite}-{_LAYOUT}"
    with _locked(cache):
        php = find_php(cache, report)
        if not folder.exists():
            _build(folder, suite, report)
    return WordPressCore(folder, _version(folder), php)


@contextmanager
def _locked(cache: Path) -> Iterator[None]:
    with (cache / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _build(folder: Path, suite: str, report: Report) -> None:
    with tempfile.TemporaryDirectory(prefix=f"{suite}-", dir=folder.parent) as name:
        work = Path(name)
        report(f"Fetching WordPress (Debian {suite}, unpacked into the cache)")
        apt = PrivateApt(work / "apt", suite)
        apt.update()
        parts = [name for name in apt.asks_for(_PACKAGE) if name.startswith(_PARTS)]
        apt.unpack([_PACKAGE, *parts], work / "root", work / "downloads")
        core = work / "core"
        _copy_following_links(work / "root" / "usr/share/wordpress", core, work / "root")
        themes = work / "root" / "var/lib/wordpress/wp-content/themes"
        _copy_following_links(themes, core / "wp-content" / "themes", work / "root")
        (core / "wp-config.php").unlink(missing_ok=True)  # Debian's own reads /etc/wordpress
        if _numbers(_version(core)) >= _SQLITE_SINCE:
            report("Fetching the SQLite drop-in")
            _add_sqlite(work / "npm", core)
        core.rename(folder)


def _add_sqlite(work: Path, core: Path) -> None:
    npm = require(
        "npm", "install npm, which carries WordPress's SQLite drop-in, or run `docker compose up`"
    )
    work.mkdir()
    run_with_retries([npm, "pack", _DROPIN_PACKAGE, "--silent"], cwd=work)
    archive = next(work.glob("*.tgz"))
    with tarfile.open(archive) as tar:
        member = tar.extractfile(_DROPIN_ZIP)
        if member is None:
            raise WordPressUnavailable(f"{_DROPIN_PACKAGE} no longer holds the SQLite drop-in.")
        (work / "dropin.zip").write_bytes(member.read())
    with zipfile.ZipFile(work / "dropin.zip") as package:
        package.extractall(work / "dropin")  # noqa: S202 -- zipfile keeps names inside
    unpacked = next((work / "dropin").glob("*/db.copy")).parent
    plugin = core / "wp-content" / "plugins" / "sqlite-database-integration"
    plugin.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(unpacked, plugin)
    dropin = (plugin / "db.copy").read_text(encoding="utf-8")
    # The first placeholder stays unresolved on purpose: the drop-in then looks beside itself,
    # which holds in every site made from this core.
    dropin = dropin.replace("{SQLITE_PLUGIN}", "sqlite-database-integration/load.php")
    (core / DROPIN).write_text(dropin, encoding="utf-8")


def _copy_following_links(source: Path, target: Path, root: Path) -> None:
    """Copies a tree; a link, also an absolute one, is read as if `root` were the machine's root."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in sorted(source.iterdir()):
        real = _resolve(entry, root)
        if real.is_dir():
            _copy_following_links(real, target / entry.name, root)
        elif real.is_file():
            shutil.copyfile(real, target / entry.name)


def _resolve(path: Path, root: Path) -> Path:
    for _ in range(10):
        if not path.is_symlink():
            return path
        link = path.readlink()
        path = root / link.relative_to("/") if link.is_absolute() else path.parent / link
        path = Path(os.path.normpath(path))
    return path


def _version(folder: Path) -> str:
    text = (folder / "wp-includes" / "version.php").read_text(encoding="utf-8")
    found = re.search(r"\$wp_version = '([^']+)'", text)
    return found.group(1) if found else "unknown"


def _numbers(version: str) -> tuple[int, ...]:
    """`6.8.12` as (6, 8, 12); what is no number ends it."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found.group().split("."))) if found else ()

"""A PHP that can run WordPress on SQLite: there already, installed, or unpacked."""

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from bridge.cli.demo.wordpress.apt import download_and_unpack, install_as_root
from bridge.cli.demo.wordpress.commands import Report, WordPressUnavailable, require, run

NEEDED = ("pdo_sqlite", "dom", "xml", "mbstring", "curl")
PACKAGES = ("php-cli", "php-sqlite3", "php-xml", "php-mbstring", "php-curl")
REMEDY = f"install {' '.join(PACKAGES)}, or run `docker compose up`"

# Loading order matters: pdo before its drivers, dom and xml before what builds on them.
_FIRST = ("pdo", "dom", "xml")


@dataclass(frozen=True, slots=True)
class Php:
    """How to call PHP: `command` and what its environment needs besides."""

    command: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)

    def lacks(self) -> list[str]:
        """The needed extensions that this PHP does not load."""
        loaded = run(
            [*self.command, "-r", "echo json_encode(get_loaded_extensions());"], env=self.env
        )
        names = {str(name).lower() for name in json.loads(loaded)}
        return [name for name in NEEDED if name not in names]


def find_php(cache: Path, report: Report) -> Php:
    """Raises WordPressUnavailable when no PHP is there and none can be fetched."""
    own = _on_path()
    if own is not None:
        return own
    if _may_install():
        report("Installing PHP (php-cli and five extensions)")
        install_as_root(PACKAGES)
        installed = _on_path()
        if installed is None:
            raise WordPressUnavailable("PHP was installed but lacks what WordPress needs.", REMEDY)
        return installed
    unpacked = cache / "php"
    if not (unpacked / "php.ini").exists():
        report("Fetching PHP (unpacked into the cache, nothing is installed)")
        _unpack(unpacked)
    return _unpacked_php(unpacked)


def _on_path() -> Php | None:
    found = shutil.which("php")
    if found is None:
        return None
    php = Php((found,))
    return None if php.lacks() else php


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _unpack(target: Path) -> None:
    """Builds beside `target` and renames, so that a cut-off build is never used."""
    require("apt-get", REMEDY)
    building = target.with_name(f"{target.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    version = _packaged_version()
    names = [
        f"{version}-{part}"
        for part in ("cli", "common", "sqlite3", "xml", "mbstring", "curl", "opcache", "readline")
    ]
    download_and_unpack(
        [*names, "libonig5", "libargon2-1", "libsodium23"],
        building / "root",
        building / "downloads",
    )
    shutil.rmtree(building / "downloads")
    modules = next((building / "root" / "usr/lib/php").glob("2*"))
    # Paths in the file are those after the rename.
    final = target / modules.relative_to(building)
    names = sorted((path.stem for path in modules.glob("*.so")), key=_load_order)
    lines = [f"extension_dir={final}"]
    lines += [
        f"zend_extension={name}" if name == "opcache" else f"extension={name}" for name in names
    ]
    (building / "php.ini").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    building.rename(target)


def _load_order(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _packaged_version() -> str:
    """`php8.2` or whatever the machine's suite has: what the package php-cli depends on."""
    for line in run(["apt-cache", "depends", "php-cli"]).splitlines():
        name = line.partition("Depends:")[2].strip()
        if name.startswith("php") and name.endswith("-cli"):
            return name.removesuffix("-cli")
    raise WordPressUnavailable("This machine's APT offers no PHP.", REMEDY)


def _unpacked_php(folder: Path) -> Php:
    binary = next((folder / "root" / "usr/bin").glob("php[0-9]*"))
    libraries = [str(path) for path in (folder / "root" / "usr/lib").glob("*-linux-*")]
    php = Php(
        (str(binary), "-c", str(folder / "php.ini")),
        {"LD_LIBRARY_PATH": os.pathsep.join(libraries), "PHP_INI_SCAN_DIR": ""},
    )
    missing = php.lacks()
    if missing:
        raise WordPressUnavailable(f"The fetched PHP does not load {', '.join(missing)}.", REMEDY)
    return php

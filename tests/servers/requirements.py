"""What tests need besides Python packages, and how a machine gets it."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

PREFIX = "needs "  # begins every reason to skip for a missing server; the closing list finds it


@dataclass(frozen=True)
class Requirement:
    """`packages` are Debian's names, `present` tells whether this machine has it."""

    name: str
    packages: tuple[str, ...]
    present: Callable[[], bool]

    def demand(self) -> None:
        """Skips the asking test where the requirement is missing; with CI set, fails it."""
        if not self.present():
            self.is_missing()

    def is_missing(self) -> NoReturn:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{PREFIX}{self.name}, and CI=true allows no skip for it", pytrace=False)
        pytest.skip(f"{PREFIX}{self.name}")


def postgresql_folder() -> Path | None:
    """The folder of `initdb` and `postgres`: from PATH, else Debian's newest version."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    found += sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)
    complete = [f for f in found if (f / "initdb").exists() and (f / "postgres").exists()]
    return complete[0] if complete else None


def chromium_path() -> str | None:
    """The first browser of the Chromium family that really runs.

    Ubuntu's `chromium-browser` may be an empty shell around a snap, so each is asked once.
    """
    names = ("chromium", "google-chrome-stable", "google-chrome", "chromium-browser")
    for path in filter(None, map(shutil.which, names)):
        asked = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)
        if asked.returncode == 0:
            return path
    return None


def php_loads(*extensions: str) -> bool:
    """Whether PHP's command line is there with these extensions."""
    php = shutil.which("php")
    if php is None:
        return False
    asked = subprocess.run([php, "-m"], capture_output=True, text=True, check=False, timeout=60)
    return set(extensions) <= set(asked.stdout.split())


def php_is_complete() -> bool:
    """What WordPress on SQLite loads."""
    return php_loads("curl", "dom", "mbstring", "pdo_sqlite", "SimpleXML")


def mariadb_is_there() -> bool:
    """The server, what makes its first tables, and PHP's way to it."""
    programs = ("mariadbd", "mariadb-install-db", "my_print_defaults")
    return all(map(mariadb_program, programs)) and php_loads("mysqli")


def mariadb_program(name: str) -> str | None:
    """Its path; Debian keeps the server where only root's PATH looks."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")


POSTGRESQL = Requirement("PostgreSQL", ("postgresql",), lambda: postgresql_folder() is not None)
PHP = Requirement(
    "PHP",
    ("php-cli", "php-curl", "php-mbstring", "php-sqlite3", "php-xml"),
    php_is_complete,
)
# Without it WordPress exports nobody's personal data.
PHP_ZIP = Requirement("PHP's zip", ("php-zip",), lambda: php_loads("zip"))
# Only WordPress before 6.4 needs it. The package mariadb-server would start one of its own.
MARIADB = Requirement(
    "MariaDB", ("mariadb-server-core", "mariadb-client-core", "php-mysql"), mariadb_is_there
)
# Fetches the drop-in that lets WordPress run on SQLite.
NPM = Requirement("npm", ("npm",), lambda: shutil.which("npm") is not None)
CHROMIUM = Requirement(
    "Chromium",
    ("chromium", "fonts-dejavu-core", "fonts-noto-color-emoji"),
    lambda: chromium_path() is not None,
)
DOVECOT = Requirement(
    "Dovecot",
    ("dovecot-imapd",),
    lambda: Path("/usr/sbin/dovecot").exists() or shutil.which("dovecot") is not None,
)
PHPUNIT = Requirement("PHPUnit", ("phpunit",), lambda: shutil.which("phpunit") is not None)
PHPCS = Requirement(
    "PHP_CodeSniffer", ("php-codesniffer",), lambda: shutil.which("phpcs") is not None
)
CURL = Requirement("curl", ("curl",), lambda: shutil.which("curl") is not None)
ALL = (POSTGRESQL, PHP, PHP_ZIP, MARIADB, NPM, CHROMIUM, DOVECOT, PHPUNIT, PHPCS, CURL)


def install_command(missing: tuple[Requirement, ...]) -> str:
    """The one command that brings `missing` on Debian and Ubuntu."""
    packages = sorted(package for requirement in missing for package in requirement.packages)
    return "sudo apt-get install --no-install-recommends " + " ".join(packages)

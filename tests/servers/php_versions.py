"""PHP of other versions than the machine's, out of Debian's other releases: to check syntax with.

Unpacked into a cache beside their own C library, not installed. `php -n` needs no extension for
`-l`, so the program and its libraries are enough.
"""

import fcntl
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bridge.cli.demo.wordpress.apt import PrivateApt

_SAME = ("libargon2-1", "libpcre2-8-0", "libsodium23", "libxml2", "zlib1g", "libc6", "libcrypt1")
_MORE = ("liblzma5", "libgcc-s1", "libstdc++6")


@dataclass(frozen=True, slots=True)
class Release:
    """A PHP and the suite of Debian that has it; `libraries` are those named after a version."""

    php: str
    suite: str
    libraries: tuple[str, ...]


RELEASES = (
    Release("7.4", "bullseye", ("libssl1.1", "libicu67")),
    Release("8.4", "trixie", ("libssl3t64", "libicu76", "libzstd1")),
)


def command_of(release: Release, cache: Path) -> list[str | Path]:
    """How to call that PHP without any configuration, fetched when `cache` does not hold it.

    Raises WordPressUnavailable where APT, a mirror or the release cannot be had.
    """
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"php-{release.php}"
    with (cache / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not folder.exists():
            _unpack(release, folder)
    program = folder / "usr" / "bin" / f"php{release.php}"
    libraries = sorted({path.parent for path in folder.rglob("*.so*")})
    loader = next(path for path in sorted(folder.rglob("ld-linux*.so*")) if path.is_file())
    path = ":".join(str(library) for library in libraries)
    return [loader, "--library-path", path, program, "-n"]


def _unpack(release: Release, folder: Path) -> None:
    """Builds beside `folder` and renames, so that a cut-off build is never used."""
    building = folder.with_name(f"{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    apt = PrivateApt(building / "apt", release.suite)
    apt.update()
    packages = (f"php{release.php}-cli", *_SAME, *_MORE, *release.libraries)
    apt.unpack(packages, building / "root", building / "downloads")
    (building / "root").rename(folder)
    shutil.rmtree(building)


def syntax_errors(command: list[str | Path], files: list[Path]) -> list[str]:
    """What that PHP says against the syntax of `files`; deprecations count too."""
    options = ["-d", "error_reporting=-1", "-d", "display_errors=stdout", "-d", "log_errors=0"]
    errors = []
    for file in files:
        run = subprocess.run(
            [*command, *options, "-l", file],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        said = run.stdout.replace(f"No syntax errors detected in {file}", "").strip()
        if run.returncode != 0 or said or run.stderr:
            errors.append(f"{file}: {said or run.stderr}")
    return errors

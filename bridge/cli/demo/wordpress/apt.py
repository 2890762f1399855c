"""Debian packages unpacked into a folder: nothing is installed, the machine's APT is untouched."""

import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from bridge.cli.demo.wordpress.commands import (
    WordPressUnavailable,
    require,
    run,
    run_with_retries,
)

_MOVING = ("stable", "testing", "unstable", "sid")  # suites that sources may name instead
_TARGETS = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(TARGET_OF)"


class PrivateApt:
    """APT with its own source list of one suite, in `folder`. Signatures stay checked.

    Raises WordPressUnavailable when the machine has no APT or no Debian mirror set up.
    """

    def __init__(self, folder: Path, suite: str) -> None:
        require("apt-get")
        require("dpkg")
        self._options = _prepare(folder, suite)

    def update(self) -> None:
        """Reads the suite's package list."""
        run_with_retries(["apt-get", *self._options, "update", "-qq"])

    def asks_for(self, package: str) -> list[str]:
        """What `package` depends on or recommends in this suite, alternatives included."""
        listing = run(["apt-cache", *self._options, "depends", package])
        words = [line.strip(" |").partition(": ") for line in listing.splitlines()]
        return sorted({name for kind, _, name in words if kind in ("Depends", "Recommends")})

    def unpack(self, packages: Sequence[str], root: Path, downloads: Path) -> None:
        """Downloads `packages`, without their dependencies, and unpacks them below `root`."""
        downloads.mkdir(parents=True, exist_ok=True)
        root.mkdir(parents=True, exist_ok=True)
        run_with_retries(["apt-get", *self._options, "download", "-qq", *packages], cwd=downloads)
        for package in sorted(downloads.glob("*.deb")):
            run(["dpkg", "-x", package, root])


def download_and_unpack(packages: Sequence[str], root: Path, downloads: Path) -> None:
    """Like `PrivateApt.unpack`, from the machine's own suite (native packages such as PHP)."""
    require("apt-get")
    downloads.mkdir(parents=True, exist_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    run_with_retries(["apt-get", "download", "-qq", *packages], cwd=downloads)
    for package in sorted(downloads.glob("*.deb")):
        run(["dpkg", "-x", package, root])


def install_as_root(packages: Sequence[str]) -> None:
    """`apt-get install` with the package list read first; asks nothing, adds no extras."""
    quiet: Mapping[str, str] = {"DEBIAN_FRONTEND": "noninteractive"}
    run_with_retries(["apt-get", "update", "-qq"], env=quiet)
    run_with_retries(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=quiet
    )


def _prepare(folder: Path, suite: str) -> list[str]:
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    sources = folder / "sources.list"
    sources.write_text(f"deb {_mirror()} {suite} main\n", encoding="utf-8")
    settings = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Dir::State::status": "/dev/null",
        "APT::Sandbox::User": "root",
    }
    return [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]


def _mirror() -> str:
    """Where this machine gets its own Debian release from; other sources do not count."""
    system = platform.freedesktop_os_release()
    codename = system.get("VERSION_CODENAME") if system.get("ID") == "debian" else None
    listing = run(["apt-get", "indextargets", "--format", _TARGETS])
    found = []
    for line in set(listing.splitlines()):
        address, release, component, kind = line.split("|")
        if (component, kind) == ("main", "deb") and release in (codename, *_MOVING):
            found.append(address)
    if codename and found:
        return min(found, key=lambda address: ("debian" not in address, address))
    raise WordPressUnavailable(
        "WordPress comes from a Debian package, and this machine's APT knows no Debian mirror."
    )

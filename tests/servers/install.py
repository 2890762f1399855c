"""Brings the missing servers onto a Debian or Ubuntu machine before the tests start.

`python -m tests.servers.install`, as `make test` calls it. It does nothing where all is there,
nor for anyone but root: the tests then skip what is missing and say how to get it.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.servers.requirements import ALL, Requirement

TRIES = 3
PAUSE = 5  # seconds before the second try, twice that before the third
# Debian's postgresql package would create and start a cluster that nobody asked for.
CLUSTER_CONFIG = Path("/etc/postgresql-common/createcluster.conf")


def missing() -> tuple[Requirement, ...]:
    return tuple(requirement for requirement in ALL if not requirement.present())


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def keep_clusters_away() -> None:
    if not CLUSTER_CONFIG.exists():
        CLUSTER_CONFIG.parent.mkdir(parents=True, exist_ok=True)
        CLUSTER_CONFIG.write_text("create_main_cluster = false\nstart_conf = manual\n")


def tell(line: str) -> None:
    sys.stderr.write(line + "\n")


def apt_get(*arguments: str) -> bool:
    """Runs apt-get without questions; a broken download is tried again."""
    command = ["apt-get", "-q", "-y", "-o", "Acquire::Retries=3"]
    command += ["-o", "Dpkg::Options::=--force-confold", *arguments]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for attempt in range(1, TRIES + 1):
        if subprocess.run(command, env=environment, check=False).returncode == 0:
            return True
        if attempt < TRIES:
            tell(f"apt-get {arguments[0]} failed, trying again")
            time.sleep(PAUSE * attempt)
    return False


def main() -> int:
    needed = missing()
    if not needed or not may_install():
        return 0
    packages = [package for requirement in needed for package in requirement.packages]
    tell("installing for the tests: " + ", ".join(requirement.name for requirement in needed))
    keep_clusters_away()
    done = apt_get("update") and apt_get("install", "--no-install-recommends", *packages)
    if not done:
        tell("apt-get could not install " + " ".join(packages))
    return 0  # what is still missing is skipped, or fails with CI=true: pytest tells


if __name__ == "__main__":
    sys.exit(main())

"""One MariaDB for the test run, on a unix socket alone: what WordPress before 6.4 runs on."""

import contextlib
import os
import signal
import socket
import subprocess
from pathlib import Path

from tests.servers.requirements import mariadb_program
from tests.servers.run import NotStarted, Run

# A test's data need not survive a power cut.
SETTINGS = {
    "innodb-flush-log-at-trx-commit": "0",
    "innodb-flush-method": "nosync",
    "innodb-doublewrite": "0",
    "innodb-buffer-pool-size": "48M",
    "innodb-log-file-size": "32M",
    "performance-schema": "0",
    "max-connections": "100",
    "character-set-server": "utf8mb4",
    "collation-server": "utf8mb4_unicode_ci",
}


def of(run: Run) -> Path:
    """The socket of the run's server, started by the first worker that asks.

    The account `root` needs no password. Raises NotStarted with the server's last words.
    """
    return Path(run.once("mariadb", lambda: {"socket": str(start(run))})["socket"])


def start(run: Run) -> Path:
    folder = run.folder / "mariadb"
    folder.mkdir(mode=0o700)
    account = ["--user=root"] if os.geteuid() == 0 else []
    initialise(folder, account)
    path = folder / "socket"
    server = run.keep(
        "mariadb",
        [
            *(_program("mariadbd"), "--no-defaults", *account, f"--datadir={folder / 'data'}"),
            *(f"--socket={path}", f"--pid-file={folder / 'pid'}", "--skip-networking"),
            *(f"--{name}={value}" for name, value in SETTINGS.items()),
        ],
        ending=signal.SIGKILL,  # at once: nothing need be saved
    )
    server.wait_until_ready(lambda: accepts(path))
    return path


def initialise(folder: Path, account: list[str]) -> None:
    command = [_program("mariadb-install-db"), "--no-defaults", *account]
    command += [f"--datadir={folder / 'data'}", "--auth-root-authentication-method=normal"]
    command += ["--skip-test-db", "--skip-name-resolve", "--innodb-flush-method=nosync"]
    made = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
    if made.returncode:
        raise NotStarted(f"mariadb-install-db failed:\n{made.stdout}{made.stderr}")


def accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
        client.connect(str(path))
        return bool(client.recv(1))  # the server speaks first
    return False


def _program(name: str) -> str:
    found = mariadb_program(name)
    if found is None:
        raise NotStarted(f"no {name} on this machine")
    return found

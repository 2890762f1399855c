"""What every command begins with: configuration, logging, context."""

import sys

import click

from bridge import logs
from bridge.cli import valkey
from bridge.config import Config, load
from bridge.wiring import Context, build


def configured() -> Config:
    """Reads the configuration and sets up logging. Raises ConfigError."""
    config = load()
    logs.set_up(config.log_format)
    return config


def context() -> Context:
    """For one command; it reaches the embedded Valkey of an `up` that runs beside it."""
    config = configured()
    made = build(config, config.redis_url or valkey.running(config.data_dir / valkey.FOLDER))
    if running := click.get_current_context(silent=True):
        running.call_on_close(made.database.dispose)
    return made


def read_secret(what: str, *, from_stdin: bool) -> str:
    """The first line of standard input, or what is typed unseen and typed again."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt(what, hide_input=True, confirmation_prompt=True))

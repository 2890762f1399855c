"""What every command begins with: configuration, logging, context."""

from bridge import logs
from bridge.config import Config, load
from bridge.wiring import Context, build


def configured() -> Config:
    """Reads the configuration and sets up logging. Raises ConfigError."""
    config = load()
    logs.set_up(config.log_format)
    return config


def context() -> Context:
    return build(configured())

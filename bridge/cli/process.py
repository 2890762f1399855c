"""What every command begins with: configuration, logging, context."""

import logging
import sys
from typing import Any

import structlog

from bridge.config import Config, load
from bridge.wiring import Context, build

SECRET_WORDS = ("password", "secret", "token", "authorization", "body", "text")


def configured() -> Config:
    """Reads the configuration and sets up logging. Raises ConfigError."""
    config = load()
    set_up_logging(config.log_format)
    return config


def context() -> Context:
    return build(configured())


def set_up_logging(log_format: str) -> None:
    """Structured lines on standard error; never a secret and never a message's body."""
    last: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _hide_secrets,
            structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _hide_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    for key in event:
        if any(word in key.lower() for word in SECRET_WORDS):
            event[key] = "[hidden]"
    return event

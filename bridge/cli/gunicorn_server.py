"""The web role: gunicorn over the Flask application."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from bridge.app import create_app
from bridge.config import Config

THREADS = 4
GRACEFUL_SECONDS = 10


class _Server(BaseApplication):  # type: ignore[misc]
    """Each worker process makes its own application, after the fork."""

    def __init__(self, make: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make = make
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self._options.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        return self._make()


def serve(config: Config, host: str, port: int) -> None:
    """Until told to stop; requests at hand are finished first."""
    serve_app(lambda: create_app(config), host, port, workers=config.web_workers)


def serve_app(make: Callable[[], Flask], host: str, port: int, *, workers: int) -> None:
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "graceful_timeout": GRACEFUL_SECONDS,
        "limit_request_line": 8190,
        "limit_request_field_size": 16380,
        "accesslog": None,
        "loglevel": "warning",
        "proc_name": "helpdesk-bridge web",
    }
    _Server(make, options).run()

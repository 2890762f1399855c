"""The web role: gunicorn over the Flask application."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from bridge.app import create_app
from bridge.config import Config

THREADS = 4
GRACEFUL_SECONDS = 10


class _Server(BaseApplication):  # type: ignore[misc]
    """Each worker process builds its own application after the fork."""

    def __init__(self, config: Config, options: dict[str, Any]) -> None:
        self._config = config
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self._options.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        return create_app(self._config)


def serve(config: Config, host: str, port: int) -> None:
    """Until told to stop; requests at hand are finished first."""
    options = {
        "bind": f"{host}:{port}",
        "workers": config.web_workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "graceful_timeout": GRACEFUL_SECONDS,
        "limit_request_line": 8190,
        "limit_request_field_size": 16380,
        "accesslog": None,
        "loglevel": "warning",
        "proc_name": "helpdesk-bridge web",
    }
    _Server(config, options).run()

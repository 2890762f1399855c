"""Puts the web room together: blueprints, error documents, security headers."""

from urllib.parse import urlsplit

from flask import Flask, Response

from bridge.services.context import Context
from bridge.web import health, hooks, problems
from bridge.web.api import setup as api
from bridge.web.current import EXTENSION

LARGEST_BODY = 32 * 1024 * 1024
LARGEST_FORM_FIELD = 1024 * 1024
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def prepare(app: Flask, context: Context) -> None:
    app.extensions[EXTENSION] = context
    problems.register(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(hooks.blueprint)
    api.install(app)
    app.after_request(_protect)


def trusted_hosts(base_url: str) -> list[str]:
    """The Host headers that we answer to: our own address, and loopback for probes."""
    return [urlsplit(base_url).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]


def _protect(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", CSP)
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    return answer

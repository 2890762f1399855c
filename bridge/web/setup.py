"""Puts the web room together: blueprints, error documents, security headers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from bridge.services.context import Context
from bridge.web import (
    auth,
    drawing,
    health,
    hooks,
    notifications,
    permissions,
    problems,
    rail,
    speech,
    statement,
    throttle,
)
from bridge.web.api import setup as api
from bridge.web.current import EXTENSION
from bridge.web.inbox import arrivals
from bridge.web.inbox import pages as inbox
from bridge.web.kb import drafts, shelf
from bridge.web.portal import suggestion, vendor, visitor
from bridge.web.settings import forms, mailboxes, set_aside, templates
from bridge.web.settings import index as settings
from bridge.web.tickets import cases
from bridge.web.tickets import pages as tickets

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LARGEST_BODY = 32 * 1024 * 1024
LARGEST_FORM_FIELD = 1024 * 1024
LARGEST_ROW_NUMBER = 2**63 - 1
STATIC_SECONDS = 365 * 24 * 3600
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PEOPLE = (
    auth,
    statement,
    inbox,
    arrivals,
    notifications,
    tickets,
    cases,
    shelf,
    drafts,
    visitor,
    vendor,
    suggestion,
    settings,
    forms,
    mailboxes,
    templates,
    set_aside,
)


class RowNumber(IntegerConverter):
    """`<row:…>` in an address: a number that no database column can hold is not found."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - werkzeug's name
        super().__init__(map, max=LARGEST_ROW_NUMBER)


def prepare(app: Flask, context: Context) -> None:
    app.url_map.converters["row"] = RowNumber
    app.extensions[EXTENSION] = context
    app.config.update(
        PERMANENT_SESSION_LIFETIME=context.timing.session,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_SECONDS,  # their addresses carry a digest
    )
    problems.register(app)
    for room in (health, *PEOPLE):
        app.register_blueprint(room.blueprint)
    speech.install(app)
    drawing.install(app)
    _guard_forms(app)
    permissions.install(app)
    rail.install(app)
    api.install(app)
    throttle.install(app)
    app.after_request(_protect)
    app.wsgi_app = _Doors(app, _hooks(app, context))  # type: ignore[method-assign]


def _hooks(people: Flask, context: Context) -> Flask:
    """The machines' doors: what comes is signed, so nothing here opens a session or counts."""
    app = Flask("bridge.web.hooks", static_folder=None)
    app.config.update({key: people.config[key] for key in ("MAX_CONTENT_LENGTH", "TRUSTED_HOSTS")})
    app.extensions[EXTENSION] = context
    problems.register(app)
    app.register_blueprint(hooks.blueprint)
    app.after_request(_protect)
    return app


class _Doors:
    """Sends what is for a machine to its application, everything else to the people's."""

    def __init__(self, people: Flask, machines: Flask) -> None:
        self._people = people.wsgi_app
        self._machines = machines.wsgi_app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        machine = environ.get("PATH_INFO", "").startswith(hooks.PREFIX)
        return (self._machines if machine else self._people)(environ, start_response)


def trusted_hosts(base_url: str) -> list[str]:
    """The Host headers that we answer to: our own address, and loopback for probes."""
    return [urlsplit(base_url).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]


def _guard_forms(app: Flask) -> None:
    """Every POST of a person carries a CSRF token; machines carry a signature of their own."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a ticket stays open for hours
        WTF_CSRF_SSL_STRICT=False,  # would ask for the Referer, which our pages never send
    )
    csrf = CSRFProtect(app)

    @app.before_request
    def check_token() -> None:
        if not request.path.startswith(problems.MACHINE_PATHS):
            csrf.protect()


def _protect(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", CSP)
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    return answer

"""Puts the API together: its sections, its OpenAPI document, its reader."""

from typing import Any

from flask import Flask
from flask_smorest import Api

from bridge.web.api import articles, cases, pace, reader, tickets
from bridge.web.api.access import SCHEME
from bridge.web.api.refusals import Problem
from bridge.web.api.section import PREFIX

SECTIONS = (tickets.section, cases.section, articles.section, cases.vendors)
VERSION = "1.0"
ABOUT = """\
Programs open, read, change and escalate tickets.

Send `Authorization: Bearer hbt_…` with every request; an administrator makes tokens with
`helpdesk-bridge token create`. Each operation names the scope that the token needs.
Refusals are problem documents (RFC 9457) that name the field at fault.
Lists come in pages: pass `next` back as `after` until it is null.
Times are UTC.
"""


class HelpdeskApi(Api):
    """flask-smorest, with our problem documents in place of its own errors."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """`bridge.web.problems` answers all errors."""


def install(app: Flask) -> None:
    app.config.update(
        API_TITLE="Helpdesk Bridge",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        API_SPEC_OPTIONS=_spec_options(app.config["BASE_URL"]),
    )
    api = HelpdeskApi(app)
    for section in SECTIONS:
        api.register_blueprint(section)
        exempt_from_csrf(app, section)
    pace.install(app)
    app.register_blueprint(reader.of(api.spec))


def exempt_from_csrf(app: Flask, section: Any) -> None:
    """A request without a cookie's authority can't be forged by a page."""
    if protection := app.extensions.get("csrf"):
        protection.exempt(section)


def _spec_options(base_url: str) -> dict[str, Any]:
    token = {"type": "http", "scheme": "bearer", "description": "An API token, `hbt_…`."}
    return {
        "info": {"description": ABOUT, "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": base_url}],
        "components": {"securitySchemes": {SCHEME: token}},
    }

"""Puts the API together: its sections, its OpenAPI document, its reader."""

from http import HTTPStatus
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask
from flask_smorest import Api

from bridge.web.api import articles, cases, reader, tickets
from bridge.web.api.access import SCHEME
from bridge.web.api.refusals import Problem
from bridge.web.api.section import PREFIX, PROBLEM_TYPE

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

    def _register_error_handlers(self) -> None:
        """`bridge.web.problems` answers all errors."""

    def _register_responses(self) -> None:
        """Every refusal is a problem document."""
        described = {status.name: status.phrase for status in HTTPStatus}
        described[self.DEFAULT_ERROR_RESPONSE_NAME] = "Refused: a problem document"
        for name, phrase in described.items():
            content = {PROBLEM_TYPE: {"schema": Problem}}
            response = {"description": phrase, "content": content}
            self.spec.components.response(name, response, lazy=True)

    def _register_pagination_header(self) -> None:
        """Pages carry their cursor in the body."""


def install(app: Flask) -> None:
    app.config.update(
        API_TITLE="Helpdesk Bridge",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        API_SPEC_OPTIONS=_spec_options(app.config["BASE_URL"]),
    )
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    api = HelpdeskApi(app, spec_kwargs={"marshmallow_plugin": plugin})
    for section in SECTIONS:
        api.register_blueprint(section)
    app.register_blueprint(reader.of(api.spec))


def _schema_name(schema: Any) -> str:
    """`TicketShown` is `Ticket` to callers."""
    found = resolve_schema_cls(schema)
    one = found[0] if isinstance(found, list) else found
    return str(getattr(one, "__name__", one)).removesuffix("Shown")


def _spec_options(base_url: str) -> dict[str, Any]:
    token = {"type": "http", "scheme": "bearer", "description": "An API token, `hbt_…`."}
    return {
        "info": {"description": ABOUT, "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": base_url}],
        "components": {"securitySchemes": {SCHEME: token}},
    }

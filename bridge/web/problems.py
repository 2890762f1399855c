"""Errors leave as problem documents (RFC 9457), and as a plain page where a person reads them."""

from typing import Any

import structlog
from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from bridge.domain import errors
from bridge.web.words import N_

log = structlog.get_logger()

MACHINE_PATHS = ("/api/", "/hooks/", "/healthz", "/readyz", "/metrics")
RETRY_AFTER_SECONDS = 10
STATUS: dict[type[errors.Refused], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.NotAuthentic: 401,
    errors.Invalid: 400,
    errors.Quarantined: 400,
    errors.TooLarge: 413,
    errors.Conflict: 409,
    errors.Refused: 400,
}
_TITLES = {
    400: N_("The request can't be understood."),
    404: N_("There is nothing here."),
    405: N_("This address does not take that method."),
    413: N_("The request is too large."),
    415: N_("This address does not take that content type."),
    429: N_("Too many requests; try again later."),
}


def register(app: Flask) -> None:
    app.register_error_handler(errors.Refused, _refused)
    app.register_error_handler(errors.Unavailable, _unavailable)
    app.register_error_handler(errors.Clash, _unavailable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def problem(status: int, title: str, *, field: str | None = None, **more: Any) -> Response:
    """The document for machines, a page for people, by the path that was asked."""
    if request.path.startswith(MACHINE_PATHS):
        body = {"type": "about:blank", "title": title, "status": status, **more}
        if field:
            body["field"] = field
        answer = jsonify(body)
        answer.mimetype = "application/problem+json"
    else:
        answer = Response(render_template("problem.html", status=status, title=title))
    answer.status_code = status
    return answer


def _refused(error: errors.Refused) -> Response:
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    return problem(status, error.title, field=error.field)


def _unavailable(error: errors.Unavailable | errors.Clash) -> Response:
    log.error("store unavailable", error=str(error))
    answer = problem(503, "The store can't be reached just now; try again in a moment.")
    answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if 300 <= status < 400:
        return Response(error.get_response().get_data(), status, dict(error.get_headers()))
    answer = problem(status, _TITLES.get(status, error.description or error.name))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value
    return answer


def _fault(error: Exception) -> Response:
    log.exception("request broke", path=request.path, error=type(error).__name__)
    return problem(500, "Something broke on our side; it was noted.")

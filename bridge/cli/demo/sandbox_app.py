"""What both sandbox servers share: Flask set-up, security headers, times, JSON errors."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException

_HERE = Path(__file__).parent
MAX_REQUEST_BYTES = 40 * 1024 * 1024  # MAIL.md allows a message 25 MiB; JSON and base64 add a third

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def sandbox_app(name: str, links: tuple[tuple[str, str], ...] = ()) -> Flask:
    """An empty Flask app; `links` are (label, URL) pairs for the head of every page."""
    app = Flask(name, template_folder=_HERE / "templates", static_folder=_HERE / "static")
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_REQUEST_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_template_filter(exact_time)
    app.add_template_filter(short_time)
    app.context_processor(lambda: {"links": links})
    app.before_request(_refuse_foreign_pages)
    app.after_request(_add_security_headers)
    app.register_error_handler(HTTPException, _error)
    return app


def json_object() -> dict[str, Any]:
    """The request's body, which must be a JSON object; raises BadRequest in plain words."""
    try:
        body = json.loads(request.get_data())
    except ValueError as error:
        raise BadRequest(f"The body must be JSON in UTF-8: {error}") from error
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    return body


def exact_time(moment: object) -> str:
    """In the machine's time zone; takes a time or ISO 8601, leaves other text as it is."""
    if not isinstance(moment, datetime):
        try:
            moment = datetime.fromisoformat(str(moment))
        except ValueError:
            return str(moment)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def short_time(moment: datetime) -> str:
    """The hour for today, else the day: in the machine's time zone."""
    local = moment.astimezone()
    today = datetime.now().astimezone().date()
    if local.date() == today:
        return local.strftime("%H:%M")
    return local.strftime("%-d %b" if local.year == today.year else "%-d %b %Y")


def _refuse_foreign_pages() -> None:
    """Another web page may not post here (its browser says so by Fetch Metadata)."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if request.method not in ("GET", "HEAD", "OPTIONS") and site not in ("none", "same-origin"):
        raise BadRequest("This form was sent from another site.")


def _add_security_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _error(error: HTTPException) -> tuple[Response | str, int]:
    """JSON for programs, a page for people; never a stack trace."""
    status = error.code or 500
    if _is_page(request.path):
        return render_template("error.html", title=error.name, why=error.description), status
    problem = {"title": error.name, "status": status, "detail": error.description}
    return Response(json.dumps(problem), mimetype="application/problem+json"), status


def _is_page(path: str) -> bool:
    return not path.startswith(("/api/", "/webhook"))

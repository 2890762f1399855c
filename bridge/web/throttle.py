"""How often one sender may try: counted in Redis, in this process's memory while Redis is away."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# Only refused tries count, so an office behind one address is not shut out by its own success.
LOGIN_PER_ACCOUNT = "8 per 5 minutes"
LOGIN_PER_SENDER = "40 per 5 minutes"
TOKEN_PAGES = "240 per minute"  # noqa: S105 - a rate
TOKEN_WRITES = "30 per 5 minutes"  # noqa: S105 - a rate
# A site's plugin asks for all its visitors from one address, and limits each of them itself.
SUGGEST_PER_SENDER = "300 per minute"
SUGGEST_PER_KEY = "600 per minute"
REDIS_SECONDS: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 1}


def install(app: Flask) -> None:
    uri = _storage(app.config["RATELIMIT_STORAGE_URI"])
    app.config["RATELIMIT_STORAGE_URI"] = uri
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=uri,
        storage_options={} if uri.startswith("memory") else dict(REDIS_SECONDS),
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )
    refused: dict[str, Any] = {"methods": ["POST"], "deduct_when": _was_refused}
    _limit(app, limiter, "entrance.log_in", LOGIN_PER_SENDER, **refused)
    _limit(app, limiter, "entrance.log_in", LOGIN_PER_ACCOUNT, key_func=_account, **refused)
    for endpoint in ("visitor.show", "visitor.file", "vendor.show", "suggestion.show"):
        _limit(app, limiter, endpoint, TOKEN_PAGES)
    for endpoint in ("visitor.reply", "visitor.solve", "vendor.answer", "suggestion.solve"):
        _limit(app, limiter, endpoint, TOKEN_WRITES)
    _limit(app, limiter, "Articles.suggest_articles", SUGGEST_PER_KEY, key_func=_site_key)
    _limit(app, limiter, "Articles.suggest_articles", SUGGEST_PER_SENDER)


def _limit(app: Flask, limiter: Limiter, endpoint: str, rate: str, **options: Any) -> None:
    view: Any = app.view_functions[endpoint]
    limited: Any = limiter.limit(rate, **options)(view)
    app.view_functions[endpoint] = limited


def _account() -> str:
    """One account as tried from one address: a stranger elsewhere can't shut its owner out."""
    email = request.form.get("email", "").strip().lower()[:320]
    return f"{get_remote_address()} {email}"


def _site_key() -> str:
    return f"site key {request.args.get('key', '')[:200]}"


def _was_refused(answer: Response) -> bool:
    return answer.status_code >= 400


def _storage(uri: str) -> str:
    """The limits library's spelling of a Redis address."""
    scheme = urlsplit(uri).scheme
    spelled = {"unix": "redis+unix", "valkey": "redis", "valkeys": "rediss"}.get(scheme, scheme)
    return spelled + uri[len(scheme) :]

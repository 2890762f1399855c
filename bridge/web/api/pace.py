"""How often the public operation may be asked: per address and per site key.

Counted in Redis, in this process's memory while Redis is away.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# A site's plugin asks for all its visitors from one address, and limits each of them itself.
PER_ADDRESS = "300 per minute"
PER_KEY = "600 per minute"
ENDPOINT = "Articles.suggest_articles"
REDIS_SECONDS: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 1}


def install(app: Flask) -> None:
    limiter = _limiter(app)
    view: Any = app.view_functions[ENDPOINT]
    by_key = limiter.limit(PER_KEY, key_func=_key)(view)
    app.view_functions[ENDPOINT] = limiter.limit(PER_ADDRESS)(by_key)


def _limiter(app: Flask) -> Limiter:
    uri = app.config["RATELIMIT_STORAGE_URI"]
    scheme = urlsplit(uri).scheme
    spelled = {"unix": "redis+unix", "valkey": "redis", "valkeys": "rediss"}.get(scheme, scheme)
    return Limiter(
        get_remote_address,
        app=app,
        storage_uri=spelled + uri[len(scheme) :],
        storage_options={} if scheme == "memory" else dict(REDIS_SECONDS),
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )


def _key() -> str:
    return f"site key {request.args.get('key', '')[:200]}"

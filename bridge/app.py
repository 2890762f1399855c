"""The Flask application of one web process."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bridge.config import Config
from bridge.web import setup
from bridge.wiring import Context, build_web


def create_app(
    config: Config, context: Context | None = None, redis_url: str | None = None
) -> Flask:
    """`context` replaces the wired one in tests. Raises ConfigError."""
    app = Flask("bridge.web", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=config.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(config.secret_keys[1:]),
        MAX_CONTENT_LENGTH=setup.LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=setup.LARGEST_FORM_FIELD,
        SESSION_COOKIE_NAME="__Host-helpdesk" if config.https else "helpdesk",
        SESSION_COOKIE_SECURE=config.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        TRUSTED_HOSTS=setup.trusted_hosts(config.base_url),
        RATELIMIT_STORAGE_URI=redis_url or config.redis_url or "memory://",
        BASE_URL=config.base_url,
    )
    setup.prepare(app, context or build_web(config, redis_url))
    if config.https:  # TLS ends at a proxy before us, one hop away
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    return app

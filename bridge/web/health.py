"""`/healthz`: this process lives. `/readyz`: it can do its work."""

from flask import Blueprint, Response, jsonify

from bridge.services import health
from bridge.web.current import ctx

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """503 while the database, the migrations or Redis are not there."""
    checks = health.readiness(ctx())
    well = all(check.ok for check in checks)
    body = {"status": "ok" if well else "not ready"} | {
        check.name: "ok" if check.ok else check.says for check in checks
    }
    return jsonify(body), 200 if well else 503

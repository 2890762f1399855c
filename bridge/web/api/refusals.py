"""The API's refusals as problem documents (RFC 9457) with every field at fault."""

from typing import Any

from flask import Blueprint, Response, request
from marshmallow import Schema, fields

from bridge.domain.errors import Invalid, NotAuthentic, NotFound
from bridge.web.api.access import LacksScope
from bridge.web.problems import problem

REALM = 'Bearer realm="Helpdesk Bridge"'


class FieldFault(Schema):
    field = fields.String(metadata={"description": "Path of the field at fault."})
    title = fields.String(metadata={"description": "What is wrong with it."})


class Problem(Schema):
    """RFC 9457. `field` and `errors` are there when a field is at fault."""

    type = fields.String()
    title = fields.String(metadata={"description": "One sentence for people."})
    status = fields.Integer(metadata={"description": "The HTTP status."})
    field = fields.String()
    errors = fields.List(fields.Nested(FieldFault))


class Faults(Invalid):
    """Several fields are wrong: (path such as `requester.email`, what is wrong)."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        field, why = found[0] if found else ("", "The input can't be used.")
        super().__init__(f"{field}: {why}" if field else why, field=field or None)
        self.found = found


def register(blueprint: Blueprint) -> None:
    blueprint.register_error_handler(Invalid, _invalid)
    blueprint.register_error_handler(NotFound, _not_found)
    blueprint.register_error_handler(NotAuthentic, _not_authentic)
    blueprint.register_error_handler(LacksScope, _lacks_scope)


def _invalid(error: Invalid) -> Response:
    found = error.found if isinstance(error, Faults) else _one(error)
    errors = [{"field": field, "title": why} for field, why in found]
    more: dict[str, Any] = {"errors": errors} if errors else {}
    return problem(422, error.title, field=error.field, **more)


def _one(error: Invalid) -> list[tuple[str, str]]:
    return [(error.field, error.title)] if error.field else []


def _not_found(error: NotFound) -> Response:
    """404 for the address; what a body names in vain is a fault of that field."""
    if error.field:
        return _invalid(Invalid(error.title, field=error.field))
    return problem(404, error.title)


def _not_authentic(error: NotAuthentic) -> Response:
    """RFC 6750 section 3: no error code where no token was shown."""
    answer = problem(401, error.title)
    shown = "Authorization" in request.headers
    answer.headers["WWW-Authenticate"] = f'{REALM}, error="invalid_token"' if shown else REALM
    return answer


def _lacks_scope(error: LacksScope) -> Response:
    answer = problem(403, error.title, scope=error.scope)
    answer.headers["WWW-Authenticate"] = (
        f'{REALM}, error="insufficient_scope", scope="{error.scope}"'
    )
    return answer

"""Bodies and parameters are read strictly: UTF-8, JSON by RFC 8259, and no field too many."""

import json
import math
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from bridge.domain.errors import Refused
from bridge.web.api.refusals import Faults


class NotJson(Refused):
    """400: the body is no JSON that we can read."""


class StrictParser(FlaskParser):
    """Raises Faults, NotJson, UnsupportedMediaType."""

    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {
        "query": ma.RAISE,
        "headers": ma.EXCLUDE,
    }

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        if req.mimetype != "application/json" or req.content_encoding:
            raise UnsupportedMediaType
        body = req.get_data()
        return read_json(body) if body else core.missing

    def handle_error(
        self, error: ma.ValidationError, req: Request, schema: ma.Schema, **options: Any
    ) -> NoReturn:
        messages = error.messages if isinstance(error.messages, dict) else {}
        inner: Any = next(iter(messages.values()), {})
        raise Faults(_flat(inner, "")) from error


def read_json(body: bytes) -> Any:
    """Refuses what JSON has no word for (NaN), what no double holds, and a key given twice.

    Raises NotJson.
    """
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            object_pairs_hook=_no_repeats,
        )
    except (ValueError, RecursionError) as error:
        raise NotJson(f"The body is not JSON that can be read: {_why(error)}") from error


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _flat(messages: Any, path: str) -> list[tuple[str, str]]:
    """marshmallow's tree of messages as (path, sentence)."""
    if isinstance(messages, dict):
        return [
            found
            for key, inner in messages.items()
            for found in _flat(inner, path if key == "_schema" else _join(path, str(key)))
        ]
    sentences = messages if isinstance(messages, list) else [messages]
    return [(path, str(sentence)) for sentence in sentences]


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key

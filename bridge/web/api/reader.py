"""`/api/docs`: the OpenAPI document as one calm page, drawn by the server, without scripts."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from apispec import APISpec
from flask import Blueprint, render_template
from markupsafe import Markup, escape

METHODS = ("get", "post", "patch", "put", "delete")


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter or field. `where`: query, header or path; empty in a body."""

    name: str
    type: str
    about: str
    required: bool
    where: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    about: str
    schema: str


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    about: str
    scope: str | None
    parameters: tuple[Line, ...]
    body: tuple[Line, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    about: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema that answers are made of."""

    name: str
    lines: tuple[Line, ...]


def of(spec: APISpec) -> Blueprint:
    blueprint = Blueprint("api_reader", __name__)
    blueprint.add_app_template_filter(code_spans)

    @cache
    def document() -> dict[str, Any]:
        found: dict[str, Any] = spec.to_dict()
        return found

    @blueprint.get("/api/docs")
    def show() -> str:
        whole = document()
        return render_template(
            "api/docs.html", info=whole["info"], chapters=chapters(whole), shapes=shapes(whole)
        )

    return blueprint


def code_spans(text: str) -> Markup:
    """What stands between backticks as code; the rest as text."""
    pieces = [escape(piece) for piece in text.split("`")]
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else piece
        for number, piece in enumerate(pieces)
    )


def chapters(spec: dict[str, Any]) -> list[Chapter]:
    return [
        Chapter(
            tag["name"],
            tag.get("description", ""),
            tuple(
                _operation(spec, method, path, found)
                for path, item in spec["paths"].items()
                for method, found in item.items()
                if method in METHODS and tag["name"] in found.get("tags", ())
            ),
        )
        for tag in spec["tags"]
    ]


def shapes(spec: dict[str, Any]) -> list[Shape]:
    """The schemas of answers; those of bodies stand beside their operations."""
    bodies = {_name(_body_schema(found)) for found in _operations(spec)}
    return [
        Shape(name, _lines(schema))
        for name, schema in sorted(spec["components"]["schemas"].items())
        if name not in bodies
    ]


def _operations(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        found
        for item in spec["paths"].values()
        for method, found in item.items()
        if method in METHODS
    ]


def _operation(spec: dict[str, Any], method: str, path: str, found: dict[str, Any]) -> Operation:
    schema = _body_schema(found)
    shared = spec["paths"][path].get("parameters", [])
    return Operation(
        id=found["operationId"],
        method=method.upper(),
        path=path,
        summary=found.get("summary", ""),
        about=found.get("description", ""),
        scope=next((scope for need in found["security"] for scope in need["bearerAuth"]), None),
        parameters=tuple(_parameter(one) for one in [*shared, *found.get("parameters", [])]),
        body=_lines(spec["components"]["schemas"][_name(schema)]) if schema else (),
        answers=tuple(
            Answer(status, answer.get("description", ""), _name(_content(answer)))
            for status, answer in found["responses"].items()
            if "$ref" not in answer
        ),
    )


def _body_schema(found: dict[str, Any]) -> dict[str, Any]:
    return _content(found.get("requestBody", {}))


def _content(holder: dict[str, Any]) -> dict[str, Any]:
    for content in holder.get("content", {}).values():
        schema: dict[str, Any] = content.get("schema", {})
        return schema
    return {}


def _parameter(found: dict[str, Any]) -> Line:
    schema = found["schema"]
    return Line(
        name=found["name"],
        type=_type(schema),
        about=found.get("description") or schema.get("description", ""),
        required=found.get("required", False),
        where=found["in"],
        example=_example(schema),
    )


def _lines(schema: dict[str, Any]) -> tuple[Line, ...]:
    needed = schema.get("required", ())
    return tuple(
        Line(
            name=name,
            type=_type(found),
            about=found.get("description", ""),
            required=name in needed,
            example=_example(found),
        )
        for name, found in schema.get("properties", {}).items()
    )


def _type(schema: dict[str, Any]) -> str:
    """A schema in few words: `text`, `a or b`, `list of Ticket`."""
    if choices := [choice for choice in schema.get("enum", ()) if choice is not None]:
        return " | ".join(str(choice) for choice in choices)
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if name := _name(schema):
        return name
    for part in [*schema.get("allOf", ()), *schema.get("anyOf", ())]:
        if name := _name(part):
            return name
    kinds = schema.get("type", "object")
    if schema.get("format") == "date-time":
        kinds = "time"
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def _example(schema: dict[str, Any]) -> str:
    return str(next(iter(schema.get("examples", ())), ""))


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]

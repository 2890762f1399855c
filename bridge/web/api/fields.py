"""Schema fields and the base schema that all resources share."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

LARGEST_ID = 2**63 - 1
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class Strict(Schema):
    """A body or a query: what it does not name is refused."""

    class Meta:
        unknown = RAISE

    error_messages = {  # noqa: RUF012 - marshmallow's own spelling
        "unknown": "There is no such field here, or it can't be set.",
        "type": "This is not a JSON object.",
    }


class Shown(Schema):
    """An answer."""


class Text(fields.String):
    """Text that a database can hold: no NUL, no half of a surrogate pair."""

    def __init__(self, *, longest: int, shortest: int = 0, **more: Any) -> None:
        super().__init__(validate=validate.Length(min=shortest, max=longest), **more)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, *args, **kwargs)
        if _UNSTORABLE.search(text):
            raise ValidationError("This holds characters that no text has (NUL or a surrogate).")
        return text


class Moment(fields.DateTime):
    """UTC, RFC 3339: `2026-11-23T09:30:00Z`."""

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> str | None:
        return shown_moment(value) if isinstance(value, datetime) else None


def shown_moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def word(choices: type[StrEnum] | tuple[str, ...], **more: Any) -> fields.String:
    """One of a fixed list."""
    values = [str(choice) for choice in choices]
    one_of = validate.OneOf(values, error=f"This must be one of: {', '.join(values)}.")
    return fields.String(validate=one_of, **more)


def about(text: str, example: Any = None) -> dict[str, Any]:
    """What the OpenAPI document says of a field."""
    return {"description": text} | ({"examples": [example]} if example is not None else {})


def page_of(item: type[Schema]) -> type[Schema]:
    """A page of a list: `items`, and `next` to ask for the following one with `after`."""
    name = item.__name__.removesuffix("Shown")
    following = fields.String(
        allow_none=True,
        metadata=about("Give it back as `after` for the next page; null at the end."),
    )
    return Shown.from_dict(
        {"items": fields.List(fields.Nested(item)), "next": following}, name=f"{name}Page"
    )


def limit(most: int = 100, default: int = 50) -> fields.Integer:
    return fields.Integer(
        validate=validate.Range(min=1, max=most),
        load_default=default,
        metadata=about("How many items a page holds."),
    )

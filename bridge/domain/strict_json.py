"""JSON from outside, read so that what was checked is what was meant (RFC 8259)."""

import json
from typing import Any, NoReturn

from bridge.domain.errors import Invalid


def read(body: bytes) -> Any:
    """UTF-8, each key once, no NaN or infinity, nesting that can be followed. Raises Invalid.

    A number with a fraction or an exponent stays the text that it was written as: `1.10` and
    `1e400` would come out of a float as something else.
    """
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique_keys,
            parse_constant=_no_constant,
            parse_float=str,
        )
    except (ValueError, RecursionError) as error:
        raise Invalid("The body is not valid JSON in UTF-8.") from error


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands twice")
    return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")

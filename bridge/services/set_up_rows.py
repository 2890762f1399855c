"""Reading the rows of a set-up file: what must be there, and what may not."""

from collections.abc import Mapping
from typing import Any

from bridge.domain.errors import Invalid


def known_keys(row: Any, known: set[str], place: str) -> None:
    """Raises Invalid for what is no table, or has a key that nobody reads."""
    if not isinstance(row, Mapping):
        raise Invalid(f"{place} must be a table.", field=place)
    if unknown := sorted(set(row) - known):
        raise Invalid(f"{place} has no key {unknown[0]!r}.", field=f"{place}.{unknown[0]}")


def text(row: Mapping[str, Any], key: str, place: str) -> str:
    """Raises Invalid when it is left out or empty."""
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Invalid(f"{place} needs {key}.", field=f"{place}.{key}")
    return value.strip()

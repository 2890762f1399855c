"""Headers of foreign mail, decoded without ever raising."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from bridge.domain.addresses import normalise
from bridge.domain.language import language_of
from bridge.domain.ports import Address
from bridge.mail.reading.charsets import decoded

Headers = Mapping[str, tuple[str, ...]]
Fields = Sequence[tuple[str, str]]
"""Names in lower case with their values on one line, not decoded yet, in the order they came."""
MAX_VALUE = 64 * 1024
MAX_ADDRESSES = 500
_ID = re.compile(r"<([^<>\s]{1,998})>")
_FOLD = re.compile(r"\r?\n(?=[ \t])|[\r\n]+")
_OVERRIDE = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of what follows: a name would show as another one."""
_BARE_ADDRESS = re.compile(r"[^\s<>\",;:()\[\]]+@[^\s<>\",;:()\[\]]+")


def fields(message: Message) -> list[tuple[str, str]]:
    return [(name.lower().strip(), _unfolded(value)) for name, value in message.raw_items()]


def all_headers(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Decoded, by lower-case name, in the order they came."""
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(words(value).strip())
    return {name: tuple(values) for name, values in found.items()}


def addresses(fields: Fields, name: str) -> tuple[Address, ...]:
    """Parsed before RFC 2047 decoding, so that a comma in an encoded name splits nothing."""
    values = [value for key, value in fields if key == name]
    if not values:
        return ()
    pairs = getaddresses(values)[:MAX_ADDRESSES]
    found = [Address(_address(email), words(person).strip()) for person, email in pairs if email]
    good = tuple(address for address in found if "@" in address.email)
    if any(normalise(address.email) for address in good):
        return good
    # of several or quoted ones nobody knows which is meant
    loose = values if not good else [value for value in values if _names_one(value)]
    bare = [match for value in loose for match in _BARE_ADDRESS.findall(words(value))]
    return tuple(Address(_address(email)) for email in bare[:MAX_ADDRESSES]) or good


def _names_one(value: str) -> bool:
    """`Ann Doe ann@example.org`."""
    return value.count("@") == 1 and '"' not in value


def words(value: str) -> str:
    """RFC 2047 encoded words as text; what can't be decoded stays as it stands."""
    text = _decoded_words(value) if "=?" in value else value
    return text if text.isascii() else _OVERRIDE.sub("", text)


def _decoded_words(value: str) -> str:
    try:
        chunks = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(
        chunk if isinstance(chunk, str) else decoded(chunk, charset or "utf-8")
        for chunk, charset in chunks
    )


def first(headers: Headers, name: str) -> str:
    return next(iter(headers.get(name, ())), "")


def ids(headers: Headers, name: str) -> tuple[str, ...]:
    return tuple(found for value in headers.get(name, ()) for found in _ids(value))


def _ids(value: str) -> list[str]:
    """Those in angle brackets; else words that look like ids, as some programs write them."""
    return _ID.findall(value) or ([] if "<" in value else _BARE_ADDRESS.findall(value))


def first_id(headers: Headers, name: str) -> str | None:
    """The id in angle brackets, or the bare word that some programs write."""
    bare = first(headers, name).strip("<> \t")
    whole = bare if bare and not re.search(r"\s", bare) else None
    return next(iter(ids(headers, name)), whole)


def return_path(headers: Headers) -> str | None:
    """`""` for `<>`, None when the receiving server wrote no Return-Path."""
    values = headers.get("return-path")
    return values[0].strip("<> \t") if values else None


def date(headers: Headers) -> datetime | None:
    """In UTC; a date without a zone is taken as UTC."""
    try:
        at = parsedate_to_datetime(first(headers, "date"))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def language(headers: Headers) -> str | None:
    return language_of(first(headers, "content-language").partition(",")[0])


def _address(email: str) -> str:
    """Normal form where there is one; else as written, for people to read."""
    return normalise(email) or words(email).strip()


def _unfolded(value: object) -> str:
    """One line of text; bytes outside ASCII are taken as UTF-8, else Windows-1252."""
    line = str(value)[:MAX_VALUE]
    if not line.isascii() or "\0" in line:
        line = decoded(line.encode("utf-8", "surrogateescape"), "utf-8")
    return _FOLD.sub("", line) if "\n" in line or "\r" in line else line

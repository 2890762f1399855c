"""A submission as WordPress sends it (CONTRACT, `POST /hooks/wordpress/{site}`), checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bridge.domain.errors import Invalid
from bridge.domain.plain_text import storable
from bridge.domain.words import Level, SubmissionStatus

MOST_FIELDS = 500
MOST_FILES = 50
LONGEST_ID = 200
LONGEST_TOPIC = 200
LEVELS_OF_FORMS = (Level.L1, Level.L2, Level.L3)


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    type: str
    value: tuple[str, ...]

    @property
    def text(self) -> str:
        return ", ".join(self.value)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    field: str
    name: str
    content_type: str
    size: int
    sha256: str | None
    url: str


@dataclass(frozen=True, slots=True)
class SubmissionIn:
    """`topic` and `level` are what the site's settings give to the form, as far as they do.

    `backfill`: the site had stored it long before, and hands it over now. `canary`: the plugin
    made it up, as a test.
    """

    uid: str
    cursor: int | None
    plugin: str
    form_id: str
    form_title: str
    submitted_at: datetime
    status: SubmissionStatus
    locale: str
    page_url: str
    page_title: str
    user_id: int
    fields: tuple[Field, ...]
    files: tuple[RemoteFile, ...]
    topic: str = ""
    level: Level | None = None
    backfill: bool = False
    canary: bool = False


def read(payload: Any) -> SubmissionIn:
    """Raises Invalid, naming the field at fault. Unknown keys are left alone: plugins grow."""
    body = _object(payload, "body")
    form = _object(body.get("form"), "form")
    page = _object(body.get("page") or {}, "page")
    visitor = _object(body.get("visitor") or {}, "visitor")
    return SubmissionIn(
        uid=_identity(body),
        cursor=_integer(body.get("cursor"), "cursor"),
        plugin=_text(form, "plugin", "form.", required=True, longest=60),
        form_id=_text(form, "id", "form.", required=True, longest=LONGEST_ID),
        form_title=_text(form, "title", "form."),
        submitted_at=_time(body.get("submitted_at")),
        status=_status(body.get("status", "ok")),
        locale=_text(body, "locale", longest=20),
        page_url=_text(page, "url", "page."),
        page_title=_text(page, "title", "page."),
        user_id=_integer(visitor.get("user_id"), "visitor.user_id") or 0,
        fields=tuple(_fields(body.get("fields"))),
        files=tuple(_files(body.get("files") or [])),
        topic=_topic(form.get("topic")),
        level=_level(form.get("level")),
        backfill=body.get("backfill") is True,
        canary=body.get("canary") is True,
    )


def _identity(body: Mapping[str, Any]) -> str:
    """Repeats are known by it, so it must not be one that two submissions share once stored."""
    text = _text(body, "id", required=True, longest=LONGEST_ID)
    if text != str(body["id"]):
        raise Invalid("id holds characters that can't be stored.", field="id")
    return text


def _topic(value: Any) -> str:
    """One line; what is no text is no topic, since an extra key must not cost a submission."""
    return " ".join(storable(value).split())[:LONGEST_TOPIC] if isinstance(value, str) else ""


def _level(value: Any) -> Level | None:
    """L1 to L3; a form can be neither self-service nor a vendor's."""
    return next((level for level in LEVELS_OF_FORMS if level == value), None)


def _fields(rows: Any) -> list[Field]:
    found = []
    for number, row in enumerate(_list(rows, "fields", MOST_FIELDS)):
        place = f"fields[{number}]"
        entry = _object(row, place)
        name = _text(entry, "name", f"{place}.", required=True)
        label = _text(entry, "label", f"{place}.") or name
        kind = _text(entry, "type", f"{place}.") or "text"
        found.append(Field(name, label, kind, _values(entry.get("value"), f"{place}.value")))
    return found


def _files(rows: Any) -> list[RemoteFile]:
    found = []
    for number, row in enumerate(_list(rows, "files", MOST_FILES)):
        place = f"files[{number}]"
        entry = _object(row, place)
        found.append(
            RemoteFile(
                field=_text(entry, "field", f"{place}."),
                name=_text(entry, "name", f"{place}.") or "file",
                content_type=_text(entry, "type", f"{place}.") or "application/octet-stream",
                size=_integer(entry.get("size"), f"{place}.size") or 0,
                sha256=_text(entry, "sha256", f"{place}.", longest=64) or None,
                url=_text(entry, "url", f"{place}.", required=True),
            )
        )
    return found


def _values(value: Any, place: str) -> tuple[str, ...]:
    if value is None:
        return ()
    values = value if isinstance(value, list) else [value]
    return tuple(_scalar(item, place) for item in values)


def _scalar(value: Any, place: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return storable(str(value))
    raise Invalid("A field's value must be a text, a number or a list of them.", field=place)


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Invalid(f"{place} must be an object.", field=place)
    return value


def _list(value: Any, place: str, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise Invalid(f"{place} must be a list.", field=place)
    if len(value) > most:
        raise Invalid(f"{place} holds more than {most} entries.", field=place)
    return value


def _text(
    row: Mapping[str, Any],
    key: str,
    place: str = "",
    *,
    required: bool = False,
    longest: int | None = None,
) -> str:
    value = row.get(key)
    if value is None and not required:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or (required and not value.strip()):
        raise Invalid(f"{place}{key} must be a text.", field=f"{place}{key}")
    if longest is not None and len(value) > longest:
        raise Invalid(f"{place}{key} is longer than {longest} characters.", field=f"{place}{key}")
    return storable(value)


def _integer(value: Any, place: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise Invalid(f"{place} must be a whole number from 0.", field=place)
    return value


def _time(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise Invalid(
        "submitted_at must be a time with its zone, such as 2026-11-23T09:30:00Z.",
        field="submitted_at",
    )


def _status(value: Any) -> SubmissionStatus:
    try:
        return SubmissionStatus(value)
    except ValueError as error:
        raise Invalid("status must be ok, mail_failed or spam.", field="status") from error

"""What a vendor posts to us: JSON in, VendorUpdateIn out (CONTRACT, `POST /hooks/vendors/…`)."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from bridge.domain import strict_json
from bridge.domain.errors import Invalid
from bridge.domain.plain_text import storable
from bridge.domain.ports import FileContent, VendorUpdateIn
from bridge.domain.references import escalation_id
from bridge.domain.words import VendorUpdateType

MOST_ATTACHMENTS = 20
MOST_ATTACHED_BYTES = 10 * 1024 * 1024
_LONGEST_TEXT = 200_000
_LONGEST_NAME = 255


class _Text(fields.String):
    """Text as both databases can hold it: NUL and lone surrogates become U+FFFD."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        return storable(super()._deserialize(value, *args, **options))


class _AttachmentSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    name = _Text(required=True, validate=validate.Length(1, _LONGEST_NAME))
    type = _Text(load_default="application/octet-stream", validate=validate.Length(1, 255))
    content_base64 = fields.String(required=True)


class _UpdateSchema(Schema):
    class Meta:
        unknown = EXCLUDE  # a vendor may add what it likes

    escalation = fields.String(required=True)
    type = fields.Enum(VendorUpdateType, by_value=True, required=True)
    vendor_reference = _Text(allow_none=True, validate=validate.Length(max=_LONGEST_NAME))
    body = _Text(allow_none=True, validate=validate.Length(max=_LONGEST_TEXT))
    author = _Text(allow_none=True, validate=validate.Length(max=_LONGEST_NAME))
    attachments = fields.List(
        fields.Nested(_AttachmentSchema),
        allow_none=True,
        validate=validate.Length(max=MOST_ATTACHMENTS),
    )
    occurred_at = fields.AwareDateTime(format="iso", allow_none=True, default_timezone=UTC)


class VendorUpdates:
    """Fulfils the port VendorUpdateReader."""

    def read(self, body: bytes) -> VendorUpdateIn:
        """Raises Invalid with the field at fault."""
        try:
            data: dict[str, Any] = _UpdateSchema().load(_json_object(body))
        except ValidationError as error:
            raise _invalid(error) from error
        if escalation_id(data["escalation"]) is None:
            raise Invalid("This is no reference of a case, such as ESC-31.", field="escalation")
        return VendorUpdateIn(
            escalation=data["escalation"].upper(),
            type=data["type"],
            vendor_reference=data.get("vendor_reference") or None,
            body=data.get("body") or "",
            author=data.get("author") or None,
            attachments=_attachments(data.get("attachments") or []),
            occurred_at=_utc(data.get("occurred_at")),
        )


def _json_object(body: bytes) -> dict[str, Any]:
    data = strict_json.read(body)
    if not isinstance(data, dict):
        raise Invalid("The body is not a JSON object.")
    return data


def _attachments(rows: list[dict[str, str]]) -> tuple[FileContent, ...]:
    files: list[FileContent] = []
    room = MOST_ATTACHED_BYTES
    for row in rows:
        encoded = row["content_base64"]
        if len(encoded) > (room // 3 + 1) * 4:
            raise Invalid("The attachments are larger than 10 MiB together.", field="attachments")
        try:
            content = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Invalid("An attachment is not base64.", field="attachments") from error
        room -= len(content)
        if room < 0:
            raise Invalid("The attachments are larger than 10 MiB together.", field="attachments")
        files.append(FileContent(row["name"], row["type"], content))
    return tuple(files)


def _utc(at: datetime | None) -> datetime | None:
    try:
        return at.astimezone(UTC) if at else None
    except OverflowError as error:
        raise Invalid("The time is out of range.", field="occurred_at") from error


def _invalid(error: ValidationError) -> Invalid:
    """The first complaint, with the path to it: `attachments.0.name`."""
    path: list[str] = []
    found: Any = error.messages
    while isinstance(found, dict) and found:
        key, found = next(iter(found.items()))
        path.append(str(key))
    reason = found[0] if isinstance(found, list) and found else "Not valid."
    return Invalid(str(reason), field=".".join(path) or None)

"""Standard Webhooks: who signed these bytes, and when (standardwebhooks.com, version 1)."""

import base64
import binascii
import hmac
import re
import secrets as randomness
from collections.abc import Mapping
from datetime import datetime, timedelta

from standardwebhooks.webhooks import Webhook

from bridge.domain.errors import NotAuthentic

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = timedelta(minutes=5)
_PREFIX = "whsec_"
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def new_secret() -> str:
    return _PREFIX + base64.b64encode(randomness.token_bytes(32)).decode("ascii")


def sign(secret: str, webhook_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers over `body` (UTF-8). Raises ValueError for an empty or odd secret."""
    if not _key(secret):
        raise ValueError("the signing secret is empty or not base64")
    signature = Webhook(secret).sign(webhook_id, at, body.decode("utf-8"))
    return {ID: webhook_id, TIMESTAMP: str(int(at.timestamp())), SIGNATURE: signature}


class StandardWebhooksCheck:
    """Fulfils the port SignatureCheck. Works on bytes: a body that is not UTF-8 can be authentic.

    The package's own `verify` reads the system's clock and decodes the body first, so only its
    `sign` is used.
    """

    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: tuple[str, ...], now: datetime
    ) -> None:
        webhook_id, timestamp, given = _read(headers)
        _check_time(timestamp, now)
        keys = [key for key in map(_key, secrets) if key]
        if not keys:
            raise NotAuthentic("No signing secret is set for this address.")
        signed = f"{webhook_id}.{timestamp}.".encode("utf-8", "replace") + body
        # Every pair is compared, so the time taken tells nothing about which one held.
        matches = [hmac.compare_digest(_mac(key, signed), sig) for key in keys for sig in given]
        if not any(matches):
            raise NotAuthentic("The signature does not fit the body.", field=SIGNATURE)

    def sign(self, text: str, secrets: tuple[str, ...]) -> str:
        keys = filter(None, map(_key, secrets))
        return " ".join("v1," + _mac(key, text.encode()).decode() for key in keys)

    def new_secret(self) -> str:
        return new_secret()


def _read(headers: Mapping[str, str]) -> tuple[str, str, list[bytes]]:
    """Id, timestamp and the `v1` signatures. Web servers join repeated headers by a comma."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        if key in found:
            raise NotAuthentic(f"The header {key} came twice.", field=key)
        if key in (ID, TIMESTAMP, SIGNATURE):
            found[key] = value
    for key in (ID, TIMESTAMP, SIGNATURE):
        if not found.get(key, "").strip():
            raise NotAuthentic(f"The header {key} is missing.", field=key)
    if "," in found[ID] or "," in found[TIMESTAMP]:
        raise NotAuthentic("A webhook header came twice.", field=TIMESTAMP)
    versions = (part.partition(",") for part in found[SIGNATURE].split(" "))
    given = [value.encode("utf-8", "replace") for version, _, value in versions if version == "v1"]
    if not given:
        raise NotAuthentic("There is no signature of version v1.", field=SIGNATURE)
    return found[ID], found[TIMESTAMP], given


def _check_time(timestamp: str, now: datetime) -> None:
    if not _SECONDS.fullmatch(timestamp):
        raise NotAuthentic("The timestamp is not a number of seconds.", field=TIMESTAMP)
    age = timedelta(seconds=now.timestamp() - int(timestamp))
    if age > TOLERANCE:
        raise NotAuthentic("The timestamp is more than 5 minutes old.", field=TIMESTAMP)
    if age < -TOLERANCE:
        raise NotAuthentic("The timestamp lies more than 5 minutes ahead.", field=TIMESTAMP)


def _key(secret: str) -> bytes:
    """Empty when the secret is no base64: such a secret signs nothing."""
    text = secret.removeprefix(_PREFIX).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _mac(key: bytes, signed: bytes) -> bytes:
    return base64.b64encode(hmac.digest(key, signed, "sha256"))

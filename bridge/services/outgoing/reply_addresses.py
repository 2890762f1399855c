"""Reply addresses with a signed token: `support+t1042.MAC@…` threads a reply for certain."""

import re
from collections.abc import Iterable

from bridge.domain.ports import Address, SecretBox

PURPOSE = "reply-address"
_TAG = re.compile(r"(?P<local>[^@+]+)\+(?P<kind>[te])(?P<id>\d{1,15})\.(?P<mac>[\w-]+)@", re.ASCII)
TICKET, ESCALATION = "t", "e"


def make(secrets: SecretBox, mailbox: Address, kind: str, row_id: int) -> str:
    local, _, domain = mailbox.email.partition("@")
    mac = secrets.sign(PURPOSE, f"{kind}{row_id}")
    return f"{local}+{kind}{row_id}.{mac}@{domain}"


def read(secrets: SecretBox, addresses: Iterable[str]) -> tuple[str, int] | None:
    """(kind, row) of the first address whose token holds; None when none does."""
    for address in addresses:
        match = _TAG.match(address)
        if match and secrets.verify(PURPOSE, f"{match['kind']}{match['id']}", match["mac"]):
            return match["kind"], int(match["id"])
    return None

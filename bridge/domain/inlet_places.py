"""Where mail is read, as people write it: `imaps://user:password@host:993/INBOX`."""

from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote, urlsplit

from bridge.domain.errors import Invalid
from bridge.domain.ports import Encryption, InletPlace

EXAMPLE = "imaps://support%40example.com:password@imap.example.com:993/INBOX"
_SCHEMES = {
    "imaps": (Encryption.TLS, 993),
    "imap+starttls": (Encryption.STARTTLS, 143),
    "imap": (Encryption.NONE, 143),
}
_FIRST_PRINTABLE = 32


def read(url: str, field: str) -> tuple[InletPlace, str]:
    """The place, and the password (empty when the address holds none), both percent-decoded.

    Raises Invalid that names the fault and an example.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise _fault(field, "has no valid host and port") from None
    if parts.scheme not in _SCHEMES:
        raise _fault(field, "must begin with imaps://, imap+starttls:// or imap://")
    encryption, usual_port = _SCHEMES[parts.scheme]
    _check(field, parts, encryption)
    place = InletPlace(
        host=parts.hostname or "",
        port=usual_port if port is None else port,
        encryption=encryption,
        user=unquote(parts.username or ""),
        folder=unquote(parts.path.removeprefix("/")) or "INBOX",
    )
    return place, unquote(parts.password or "")


def written(place: InletPlace) -> str:
    """The address of a place, without a password."""
    scheme = next(name for name, (kind, _) in _SCHEMES.items() if kind is place.encryption)
    host = f"[{place.host}]" if ":" in place.host else place.host
    user = quote(place.user, safe="")
    return f"{scheme}://{user}@{host}:{place.port}/{quote(place.folder, safe='/')}"


def with_password(place: InletPlace, password: str) -> str:
    """The address of the account, whatever its folder."""
    user, secret = f"//{quote(place.user, safe='')}@", quote(password, safe="")
    url = written(replace(place, folder=""))
    return url.replace(user, f"{user[:-1]}:{secret}@", 1)


def _check(field: str, parts: SplitResult, encryption: Encryption) -> None:
    if not parts.hostname:
        raise _fault(field, "names no host")
    if not parts.username:
        raise _fault(field, "names no user")
    if parts.query or parts.fragment:
        raise _fault(field, "has a ? or # in it, which is written %3F or %23")
    if any(ord(sign) < _FIRST_PRINTABLE for sign in unquote(parts.netloc + parts.path)):
        raise _fault(field, "holds a control character")
    if encryption is Encryption.NONE and not _is_loopback(parts.hostname):
        why = "would send the password unencrypted; use imaps:// or imap+starttls://"
        raise _fault(field, why)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fault(field: str, what: str) -> Invalid:
    return Invalid(f"The address of the mailbox {what}; for example {EXAMPLE}", field=field)

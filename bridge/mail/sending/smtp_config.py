"""Where mail leaves: HELPDESK_SMTP_URL, read once."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from bridge.domain.errors import ConfigError

KEY = "HELPDESK_SMTP_URL"
EXAMPLE = "smtp+starttls://user:password@mail.example.com:587"


class Security(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


_SCHEMES = {
    "smtp": (Security.NONE, 25),
    "smtp+starttls": (Security.STARTTLS, 587),
    "smtps": (Security.TLS, 465),
}


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """`timeout` holds for connecting and each answer; `verdict_timeout` for the one answer
    after the mail's content, while servers scan for spam and viruses: giving up there makes a
    delivery uncertain."""

    host: str
    port: int = 25
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    """In the place of a password: XOAUTH2."""
    security: Security = Security.NONE
    timeout: timedelta = timedelta(seconds=10)
    verdict_timeout: timedelta = timedelta(seconds=60)

    @classmethod
    def from_url(
        cls, url: str, *, named: str = KEY, user: str = "", access_token: str | None = None
    ) -> Self:
        """Raises ConfigError, which calls the address as `named`.

        User and password are percent-decoded; the port has defaults.
        With an access token, the address needs no password.
        """
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError:
            raise _fault(named, "has no valid host and port") from None
        if parts.scheme not in _SCHEMES:
            raise _fault(named, "must begin with smtp://, smtp+starttls:// or smtps://")
        security, default_port = _SCHEMES[parts.scheme]
        _check(named, parts, security, secret=parts.password or access_token)
        return cls(
            host=parts.hostname or "",
            port=default_port if port is None else port,
            user=user or (unquote(parts.username) if parts.username else None),
            password=unquote(parts.password) if parts.password else None,
            access_token=access_token,
            security=security,
        )

    def __repr__(self) -> str:
        return f"SmtpConfig({self.security} {self.host}:{self.port})"


def _check(named: str, parts: SplitResult, security: Security, *, secret: str | None) -> None:
    if not parts.hostname:
        raise _fault(named, "names no host")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _fault(named, "has something after host and port")
    if bool(parts.username) != bool(secret) and bool(parts.username) != bool(parts.password):
        raise _fault(named, "needs user and password together, or neither")
    if secret and security is Security.NONE and not _is_loopback(parts.hostname):
        raise _fault(named, "would send the password unencrypted")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fault(named: str, what: str) -> ConfigError:
    return ConfigError(f"{named} {what}; for example {EXAMPLE}")

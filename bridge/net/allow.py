"""Which addresses may be called: public ones, and what HELPDESK_EGRESS_ALLOW names."""

import re
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from bridge.domain.errors import ConfigError
from bridge.net.target import IPAddress

_NAT64 = IPv6Network("64:ff9b::/96")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", re.ASCII)
_WEB_PORTS = (80, 443)
_FIRST_FREE_PORT = 1024


@dataclass(frozen=True, slots=True)
class _Entry:
    """One allowed thing: a network or a host name; `port` None means any web port."""

    network: IPv4Network | IPv6Network | None
    host: str | None
    port: int | None

    def names(self, host: str, address: IPAddress) -> bool:
        if self.network is not None:
            return address in self.network
        return self.host == host


class AllowList:
    """Entries are `10.0.0.0/8`, `127.0.0.1`, `127.0.0.1:8025`, `[::1]:80`, `host`, `host:port`."""

    def __init__(self, entries: tuple[str, ...] = ()) -> None:
        """Raises ConfigError for an entry that is none of these."""
        self._entries = tuple(_entry(text.strip().lower()) for text in entries if text.strip())

    def admits(self, host: str, address: IPAddress, port: int) -> bool:
        """Whether `address`, to which `host` resolves, may be called at `port`.

        Privileged ports other than 80 and 443 (mail, SSH) need an entry with that port.
        """
        real = _innermost(address)
        named = [entry for entry in self._entries if entry.names(host, real)]
        if any(entry.port == port for entry in named):
            return True
        if port not in _WEB_PORTS and port < _FIRST_FREE_PORT:
            return False
        return any(entry.port is None for entry in named) or _is_public(real)


def _innermost(address: IPAddress) -> IPAddress:
    """The IPv4 address inside a mapped, 6to4, Teredo or NAT64 one: that is who would answer."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def _is_public(address: IPAddress) -> bool:
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    return address.is_global


def _entry(text: str) -> _Entry:
    try:
        return _Entry(ip_network(text, strict=False), None, None)
    except ValueError:
        pass
    host, colon, digits = text.rpartition(":")
    host, port = (host, _port(digits, text)) if colon else (text, None)
    try:
        return _Entry(ip_network(ip_address(host.strip("[]"))), None, port)
    except ValueError:
        pass
    if not _HOST.fullmatch(host):
        raise _wrong(text)
    return _Entry(None, host.removesuffix("."), port)


def _port(digits: str, text: str) -> int:
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:6]) < 65536):
        raise _wrong(text)
    return int(digits)


def _wrong(text: str) -> ConfigError:
    return ConfigError(
        f"HELPDESK_EGRESS_ALLOW: {text!r} is neither a network nor a host"
        " (example: 10.0.0.0/8,127.0.0.1:8025,intranet.example)"
    )

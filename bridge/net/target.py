"""Reads a URL strictly: one spelling per target, everything odd is refused."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, quote, urlsplit

import idna

from bridge.net.answers import EgressError, EgressFault

IPAddress = IPv4Address | IPv6Address
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*", re.ASCII)
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_LONGEST_URL = 4000
_LONGEST_NAME = 253


@dataclass(frozen=True, slots=True)
class Target:
    """`host` is lower-case ASCII without a trailing dot; `address` is set when it is literal."""

    scheme: str
    host: str
    port: int
    path: str
    address: IPAddress | None

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.scheme, self.host, self.port)


def read_target(url: str) -> Target:
    """Raises EgressError (refused) for anything but plain http(s)://host[:port]/path?query."""
    if len(url) > _LONGEST_URL or _UNSAFE.search(url):
        raise refused("The address is too long or holds blanks, backslashes or control characters.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise refused(f"The address can't be read: {error}.") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise refused("Only http:// and https:// addresses are called.")
    if "@" in parts.netloc:
        raise refused("The address holds a user name before its host; put it elsewhere.")
    if port == 0:
        raise refused("Port 0 can't be called.")
    host, address = _host(parts.hostname or "")
    return Target(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], _path(parts), address)


def refused(why: str) -> EgressError:
    return EgressError(why, EgressFault.REFUSED)


def _host(host: str) -> tuple[str, IPAddress | None]:
    if ":" in host:
        return _literal(host)
    name = (_ascii(host) if not host.isascii() else host.lower()).removesuffix(".")
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise refused("The address has no readable host name.")
    # What a system resolver takes for a number (127.1, 2130706433, 0x7f.1, 0177.0.0.1) must be
    # a dotted quad; ipaddress refuses leading zeros.
    if _NUMERIC_LABEL.fullmatch(name.rpartition(".")[2]):
        return _literal(name)
    return name, None


def _literal(host: str) -> tuple[str, IPAddress]:
    try:
        address = ip_address(host)
    except ValueError as error:
        raise refused("The host is an odd spelling of an IP address.") from error
    if isinstance(address, IPv6Address) and address.scope_id:
        raise refused("An IPv6 address with a zone is not called.")
    return str(address), address


def _ascii(host: str) -> str:
    """Punycode after UTS 46, which also turns ideographic dots into dots."""
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise refused("The host name can't be written in ASCII.") from error


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return f"{path}?{query}" if query else path

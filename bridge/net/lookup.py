"""Names to addresses, inside a time limit that the system's resolver does not know."""

import socket
import threading
import time
from collections.abc import Callable
from ipaddress import ip_address

from bridge.net.answers import EgressError, EgressFault
from bridge.net.target import IPAddress, Target

Resolver = Callable[[str, int], list[str]]
"""(host, port) → addresses as text; raises OSError when the name is unknown."""


def system_resolver(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def look_up(target: Target, resolver: Resolver, deadline: float) -> list[IPAddress]:
    """Addresses in the resolver's order. `deadline` on time.monotonic's scale.

    Raises EgressError (dns).
    """
    if target.address is not None:
        return [target.address]
    found: list[str] = []
    failed: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found.extend(resolver(target.host, target.port))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    # getaddrinfo can't be interrupted: a daemon thread that is too late is left behind.
    asking = threading.Thread(target=ask, name="egress-lookup", daemon=True)
    asking.start()
    asking.join(max(0.0, deadline - time.monotonic()))
    if asking.is_alive():
        raise EgressError(f"The name {target.host} was not resolved in time.", EgressFault.DNS)
    if failed or not found:
        raise EgressError(f"The name {target.host} does not resolve.", EgressFault.DNS)
    return [ip_address(text.partition("%")[0]) for text in found]

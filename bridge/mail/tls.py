"""TLS to mail servers."""

from functools import cache
from ssl import SSLContext, create_default_context


@cache
def system_trust() -> SSLContext:
    """Trusts the system's certificate authorities, which take long to read: once a process."""
    return create_default_context()

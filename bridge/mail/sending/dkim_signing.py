"""DKIM: a mail bears its domain's signature (RFC 6376).

What is signed is what section 5.4.1 of the RFC advises. From is signed once more than it stands
there, and so are the other headers that a reader sees, so that nobody can add a second one.
"""

from functools import lru_cache

import dkim
from dkim.crypto import UnparsableKeyError, parse_pem_private_key

from bridge.domain.errors import ConfigError, DeliveryFailed
from bridge.domain.ports import DkimKey

_SIGNED = (
    b"from date to cc subject message-id reply-to in-reply-to references mime-version "
    b"content-type content-language auto-submitted"
).split()
_ONCE_MORE = (b"from", b"subject", b"to", b"date", b"reply-to")


def signed(content: bytes, key: DkimKey) -> bytes:
    """`content` below its signature, otherwise unchanged. Raises DeliveryFailed."""
    head = content.partition(b"\r\n\r\n")[0].lower()
    there = {line.partition(b":")[0] for line in head.split(b"\r\n")}
    headers = [*(name for name in _SIGNED if name in there), *_ONCE_MORE]
    try:
        signature = dkim.sign(
            content,
            key.selector.encode("ascii"),
            key.domain.encode("idna"),
            key.pem.encode("ascii"),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=headers,
        )
    except (dkim.DKIMException, ValueError) as error:
        raise DeliveryFailed(f"the DKIM key can't sign: {error}") from error
    return bytes(signature) + content


@lru_cache(maxsize=64)
def check_key(key: DkimKey) -> None:
    """Raises ConfigError when the key can't be used."""
    try:
        modulus = parse_pem_private_key(key.pem.encode("ascii"))["modulus"]
        key.selector.encode("ascii")
        key.domain.encode("idna")
    except (UnparsableKeyError, ValueError, KeyError, IndexError) as error:
        raise ConfigError("the DKIM key is no RSA key in PEM form") from error
    if modulus.bit_length() < 1024:
        raise ConfigError("the DKIM key is shorter than 1024 bits, which receivers ignore")

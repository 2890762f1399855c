"""How secrets are kept: sealed at rest, signed in addresses, passwords as Argon2id hashes."""

import base64
import hashlib
import hmac
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAC_BYTES = 16
MOST_OPENED = 1024
"""Every push opens its site's secret; a process that holds the key may as well remember it."""


class KeyedSecrets:
    """Keys of its own per purpose are derived (HKDF, RFC 5869) from the process's secret keys.

    The first key seals and signs; all of them open and verify, so keys can be rotated.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = keys
        self._boxes = MultiFernet(
            [Fernet(base64.urlsafe_b64encode(_derived(key, "seal"))) for key in keys]
        )
        self._signing: dict[tuple[str, str], bytes] = {}
        self._opened = lru_cache(MOST_OPENED)(self._open)

    def seal(self, plain: str) -> str:
        return self._boxes.encrypt(plain.encode("utf-8")).decode("ascii")

    def open(self, sealed: str) -> str:
        """Raises ValueError when no live key fits: the secret key was changed or lost."""
        return self._opened(sealed)

    def _open(self, sealed: str) -> str:
        try:
            return self._boxes.decrypt(sealed.encode("ascii")).decode("utf-8")
        except InvalidToken as error:
            raise ValueError(
                "a stored secret was sealed with another HELPDESK_SECRET_KEY"
            ) from error

    def sign(self, purpose: str, text: str) -> str:
        return self._mac(self._keys[0], purpose, text)

    def verify(self, purpose: str, text: str, mac: str) -> bool:
        given = mac.encode("utf-8", "replace")
        fits = [
            hmac.compare_digest(self._mac(key, purpose, text).encode("ascii"), given)
            for key in self._keys
        ]
        return any(fits)

    def _mac(self, key: str, purpose: str, text: str) -> str:
        """Lower-case hex: mail servers on the way may fold the case of an address."""
        signing = self._signing.get((key, purpose))
        if signing is None:
            signing = self._signing[key, purpose] = _derived(key, f"sign {purpose}")
        return hmac.digest(signing, text.encode("utf-8"), "sha256")[:MAC_BYTES].hex()


def _derived(key: str, purpose: str) -> bytes:
    secret = hashlib.sha256(key.encode("utf-8")).digest()
    info = f"helpdesk-bridge {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


class Argon2Passwords:
    """Argon2id with the library's current parameters (RFC 9106)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

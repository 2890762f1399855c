"""Time, secrets, files, passwords and the hint to the workers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime: ...


class SecretBox(Protocol):
    """Keeps secrets readable only with the process's key (MultiFernet)."""

    def seal(self, plain: str) -> str: ...

    def open(self, sealed: str) -> str: ...

    def sign(self, purpose: str, text: str) -> str:
        """Short URL-safe MAC of `text` under a key derived for `purpose`."""
        ...

    def verify(self, purpose: str, text: str, mac: str) -> bool:
        """Whether `mac` is a MAC of `text` under any live key; constant time."""
        ...


class FileStore(Protocol):
    """Bytes of attachments and raw mails under opaque keys."""

    def put(self, content: bytes) -> str: ...

    def put_pieces(self, pieces: Iterable[bytes]) -> str:
        """The same for content that is too large to hold; taken from `pieces` once."""
        ...

    def get(self, key: str) -> bytes: ...


class WorkQueue(Protocol):
    """A hint that a queue has due effects. May fail silently: the sweeper finds the rows."""

    def nudge(self, queue: str) -> None: ...

    def ping(self) -> bool:
        """Whether it can be reached."""
        ...


class PasswordHasher(Protocol):
    def hash(self, password: str) -> str: ...

    def verify(self, hashed: str, password: str) -> bool: ...

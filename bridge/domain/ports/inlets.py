"""Reading a mailbox on a mail server (IMAP): what the reader asks of it."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Event
from typing import Protocol


class Encryption(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class InletPlace:
    """Where a mailbox lies on a mail server, without its secret."""

    host: str
    port: int
    encryption: Encryption
    user: str
    folder: str


@dataclass(frozen=True, slots=True)
class InletAccess:
    """`secret` is a password, or with `is_token` an access token for XOAUTH2."""

    place: InletPlace
    secret: str
    is_token: bool = False

    def __repr__(self) -> str:
        return f"InletAccess({self.place.host}:{self.place.port})"


@dataclass(frozen=True, slots=True)
class FolderState:
    """`next_uid`: every message that comes from now on has it or a greater one."""

    uid_validity: int
    next_uid: int
    idles: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A message by its UID, with its size in bytes."""

    uid: int
    size: int


class OpenInlet(Protocol):
    """A selected folder. Everything here raises InletFault when the connection is no use."""

    @property
    def state(self) -> FolderState:
        """As it was when the folder was selected."""
        ...

    def first_since(self, at: datetime) -> int:
        """The least UID that the server took in at `at` or later; the next UID when none."""
        ...

    def unseen(self, last_uid: int, since: datetime | None) -> list[int]:
        """UIDs up to `last_uid` without the mark, which the server took in at `since` or later."""
        ...

    def listed(self, after_uid: int, most: int) -> list[Listed]:
        """At most `most` messages with a greater UID, the least first."""
        ...

    def fetch(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole messages by UID. One that was deleted meanwhile is left out; no mark is set."""
        ...

    def pieces(self, uid: int, size: int) -> Iterator[bytes]:
        """One message piece by piece, for those that are too large to hold."""
        ...

    def mark_seen(self, uids: Sequence[int]) -> None:
        """A server that refuses the mark (mailbox over quota, read-only) is left in peace."""
        ...

    def wait(self, longest: timedelta, stop: Event) -> bool:
        """Waits for news (IDLE) and says whether any came; ends early when `stop` is set."""
        ...


class Inlets(Protocol):
    def open(self, access: InletAccess) -> AbstractContextManager[OpenInlet]:
        """Connects, logs in and selects the folder. Raises InletFault."""
        ...

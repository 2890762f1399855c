"""Mails as they came: kept compressed with their arrival, before anything reads them.

A small one lies in the database, so that a single commit keeps mail and arrival; a large one lies
in the file store, which is safe before that commit begins.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.words import Door
from bridge.services.context import Context
from bridge.store.audit import Arrival, RawMail
from bridge.store.session import Transaction

LARGEST_ROW = 64 * 1024
"""Compressed bytes that a row of the database holds."""
HEAD = 512 * 1024
"""As much of a mail that is too large is read for its sender, subject and first words."""
_LEVEL = 3
_PACKED = "zlib:"


@dataclass(frozen=True, slots=True)
class Kept:
    """An arrival whose raw form is safe. `outcome` is None while it is to be worked out."""

    arrival_id: int
    outcome: str | None
    ticket_id: int | None
    first: bool


Along = Callable[[Transaction], None]
"""What is to be stored in the very transaction that keeps mails."""


def keep(
    ctx: Context,
    mailbox: str,
    raws: Sequence[bytes],
    along: Along | None = None,
    mark: str | None = None,
) -> list[Kept]:
    """One transaction for all of them; a mail that came before is counted and not kept again.

    `mark` stands as the arrival's reason until its outcome is known.
    """
    packed = [_pack(ctx, raw) for raw in raws]

    def work(tx: Transaction) -> list[Kept]:
        now = ctx.clock.now()
        kept = [_enter(tx, mailbox, one, now, mark) for one in packed]
        if along:
            along(tx)
        return kept

    return ctx.settle(work)


def keep_large(
    ctx: Context,
    mailbox: str,
    pieces: Iterable[bytes],
    along: Along | None = None,
    mark: str | None = None,
) -> tuple[Kept, bytes, int]:
    """A mail too large to hold: its arrival, its first HEAD bytes and its size."""
    reading = _Reading(pieces)
    key = ctx.files.put_pieces(reading.packed())
    packed = _Packed(reading.digest, reading.size, None, _PACKED + key)

    def work(tx: Transaction) -> Kept:
        kept = _enter(tx, mailbox, packed, ctx.clock.now(), mark)
        if along:
            along(tx)
        return kept

    return ctx.settle(work), bytes(reading.head), reading.size


def fetch(ctx: Context, arrival: Arrival, most: int | None = None) -> bytes:
    """What came, or its first `most` bytes; of any door. Empty when nothing was kept."""
    if arrival.raw_key is None:
        with ctx.reading() as tx:
            body = tx.audit.raw(arrival.id)
        return _unpacked(body, most) if body is not None else b""
    key = arrival.raw_key
    content = ctx.files.get(key.removeprefix(_PACKED))
    return _unpacked(content, most) if key.startswith(_PACKED) else content[:most]


@dataclass(frozen=True, slots=True)
class _Packed:
    digest: str
    size: int
    body: bytes | None
    key: str | None


class _Reading:
    """Looks at pieces once: digest, size and head are there when the last one was taken."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._hash = hashlib.sha256()
        self.head = bytearray()
        self.size = 0

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def packed(self) -> Iterator[bytes]:
        packer = zlib.compressobj(_LEVEL)
        for piece in self._pieces:
            self._hash.update(piece)
            self.size += len(piece)
            self.head += piece[: max(0, HEAD - len(self.head))]
            yield packer.compress(piece)
        yield packer.flush()


def _pack(ctx: Context, raw: bytes) -> _Packed:
    digest, body = hashlib.sha256(raw).hexdigest(), zlib.compress(raw, _LEVEL)
    if len(body) <= LARGEST_ROW:
        return _Packed(digest, len(raw), body, None)
    return _Packed(digest, len(raw), None, _PACKED + ctx.files.put(body))


def _enter(tx: Transaction, mailbox: str, packed: _Packed, now: datetime, mark: str | None) -> Kept:
    known = tx.audit.known(Door.MAIL, mailbox, packed.digest)
    if known:
        tx.audit.seen_again(known[0], now)
        return Kept(*known, first=False)
    arrival_id = tx.insert(
        Arrival,
        door=Door.MAIL,
        source=mailbox,
        key=packed.digest,
        reason=mark,
        raw_key=packed.key,
        size=packed.size,
        repeats=0,
        tries=0,
        received_at=now,
        last_seen_at=now,
    )
    if packed.body is not None:
        tx.insert(RawMail, arrival_id=arrival_id, body=packed.body)
    return Kept(arrival_id, None, None, first=True)


def _unpacked(body: bytes, most: int | None) -> bytes:
    return zlib.decompress(body) if most is None else zlib.decompressobj().decompress(body, most)

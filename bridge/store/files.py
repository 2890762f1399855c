"""Bytes of attachments and raw arrivals in a folder, under names made from their content."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bridge.domain.errors import Unavailable

_KEY = re.compile(r"[0-9a-f]{64}")


class FolderFiles:
    """Content-addressed: the same bytes are kept once, and a key can't be anything but a hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Durable when it returns. Raises Unavailable when the disk takes nothing just now."""
        key = hashlib.sha256(content).hexdigest()
        path = self._path(key)
        try:
            if not path.exists():
                with _aside(path.parent) as (file, aside):
                    file.write(content)
                    _settle(file, aside, path)
        except OSError as error:
            raise _full(error) from error
        return key

    def put_pieces(self, pieces: Iterable[bytes]) -> str:
        """Piece by piece, as `put`. Raises Unavailable, and whatever `pieces` raises."""
        hashed = hashlib.sha256()
        folder = self._folder / "aside"
        try:
            with _aside(folder) as (file, aside):
                for piece in pieces:
                    hashed.update(piece)
                    file.write(piece)
                path = self._path(hashed.hexdigest())
                path.parent.mkdir(parents=True, exist_ok=True)
                _settle(file, aside, path)
        except OSError as error:
            raise _full(error) from error
        return hashed.hexdigest()

    def get(self, key: str) -> bytes:
        """Raises FileNotFoundError."""
        return self._path(key).read_bytes()

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self._folder / key[:2] / key[2:]


@contextmanager
def _aside(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file to write in; it is gone when it was not settled."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file, Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _settle(file: BinaryIO, aside: Path, path: Path) -> None:
    """Flushed to the disk, then renamed: the file is there whole or not at all."""
    file.flush()
    os.fsync(file.fileno())
    aside.replace(path)


def _full(error: OSError) -> Unavailable:
    return Unavailable(f"the folder of files can't be written: {error.strerror}")

"""Bytes of attachments and raw arrivals in a folder, under names made from their content."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

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
                _write(path, content)
        except OSError as error:
            raise Unavailable(f"the folder of files can't be written: {error.strerror}") from error
        return key

    def get(self, key: str) -> bytes:
        """Raises FileNotFoundError."""
        return self._path(key).read_bytes()

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self._folder / key[:2] / key[2:]


def _write(path: Path, content: bytes) -> None:
    """Written aside, flushed to the disk, then renamed: the file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise

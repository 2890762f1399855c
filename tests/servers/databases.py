"""Databases for tests: empty ones, and copies of one that was prepared once in the run."""

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.servers.postgresql import Cluster
from tests.servers.run import Run

Prepare = Callable[[str], object]  # takes a database's URL


class Databases:
    """Makes databases for one test and forgets them after it.

    `kind` is "sqlite" or "postgresql". URLs are in SQLAlchemy's form.
    """

    def __init__(self, kind: str, run: Run, folder: Path) -> None:
        self.kind = kind
        self._run = run
        self._folder = folder
        self._made: list[str] = []
        self._numbers = itertools.count(1)

    def empty(self) -> str:
        if self.kind == "sqlite":
            return sqlite_url(self._new_file())
        return self._copy("template0")

    def prepared(self, prepare: Prepare) -> str:
        """A copy of the database that `prepare(url)` filled, called once in the whole run.

        `prepare` is known by its name, so it must be a function of a module, and it must close
        its connections.
        """
        key = f"{prepare.__module__}.{prepare.__qualname__}"
        if self.kind == "postgresql":
            return self._copy(self._cluster.template(key, prepare))
        file = self._new_file()
        shutil.copyfile(sqlite_template(self._run, key, prepare), file)
        return sqlite_url(file)

    def forget(self) -> None:
        for name in self._made:
            self._cluster.drop(name)

    @property
    def _cluster(self) -> Cluster:
        return Cluster.of(self._run)

    def _copy(self, template: str) -> str:
        self._made.append(self._cluster.create(template))
        return self._cluster.url(self._made[-1])

    def _new_file(self) -> Path:
        return self._folder / f"helpdesk-{next(self._numbers)}.sqlite"


def sqlite_url(file: Path) -> str:
    return f"sqlite:///{file}"


def sqlite_template(run: Run, key: str, prepare: Prepare) -> Path:
    """The closed file that `prepare` filled; its write-ahead log is folded in on last close."""
    file = run.folder / f"{key}.sqlite"

    def make() -> dict[str, str]:
        prepare(sqlite_url(file))
        return {"file": str(file)}

    return Path(run.once(f"sqlite-{key}", make)["file"])

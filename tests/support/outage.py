"""A database that is gone for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Engine


@contextmanager
def unreachable(engine: Engine) -> Iterator[None]:
    """Cuts every connection of `engine` and lets no new one in, until the block ends."""
    gone = _without_postgresql if engine.dialect.name == "postgresql" else _without_file
    with gone(engine):
        yield


@contextmanager
def _without_file(engine: Engine) -> Iterator[None]:
    file = Path(engine.url.database or "")
    engine.dispose()
    aside = file.rename(file.with_suffix(".aside"))
    file.mkdir()  # else SQLite would make a new file
    try:
        yield
    finally:
        engine.dispose()
        file.rmdir()
        aside.rename(file)


@contextmanager
def _without_postgresql(engine: Engine) -> Iterator[None]:
    name = engine.url.database or ""
    server = engine.url.set(drivername="postgresql", database="postgres")
    address = server.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        try:
            yield
        finally:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

"""The schema's versions: migrate, go back, and tell whether the database is up to date."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from bridge.store.base import Base
from bridge.store.session import begin_sqlite

metadata = Base.metadata  # whole: session.py, imported above, knows every aggregate
INDEX_TABLES = ("article_index",)  # full-text tables: each engine has its own, see search.py


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrates up. On SQLite it also switches the file to WAL, before any worker opens it."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        finally:
            raw.close()
    with engine.begin() as connection:
        begin_sqlite(connection)
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        begin_sqlite(connection)
        command.downgrade(_config(connection), revision)


def revise(engine: Engine, message: str) -> None:
    """Writes a new migration from the difference between the models and this database."""
    with engine.begin() as connection:
        begin_sqlite(connection)
        command.revision(_config(connection), message, autogenerate=True)


def current(engine: Engine) -> tuple[str | None, str | None]:
    """The database's revision and the newest that this code knows."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        return found, ScriptDirectory.from_config(_config(connection)).get_current_head()


def differences(engine: Engine) -> list[str]:
    """What the migrated database lacks beside the models; empty when both agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, metadata)
    return [
        str(change) for change in found if not any(name in str(change) for name in INDEX_TABLES)
    ]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config

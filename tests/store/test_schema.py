"""The schema's way up and down, on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect, text

from bridge.store import schema
from bridge.store.session import Database


@pytest.fixture
def empty(database: str) -> Iterator[Database]:
    made = Database(database)
    yield made
    made.dispose()


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_what_the_models_say(empty: Database) -> None:
    schema.upgrade(empty.engine)
    assert schema.differences(empty.engine) == []
    found, newest = schema.current(empty.engine)
    assert found == newest is not None


def test_the_migrations_go_down_to_nothing_and_up_again(empty: Database) -> None:
    schema.upgrade(empty.engine)
    full = tables(empty)
    schema.downgrade(empty.engine, "base")
    assert tables(empty) == set()
    assert schema.current(empty.engine)[0] is None
    schema.upgrade(empty.engine)
    assert tables(empty) == full
    assert schema.differences(empty.engine) == []


def test_to_migrate_twice_changes_nothing(empty: Database) -> None:
    schema.upgrade(empty.engine)
    schema.upgrade(empty.engine)
    assert schema.differences(empty.engine) == []


def test_an_empty_database_knows_that_it_is_not_migrated(empty: Database) -> None:
    found, newest = schema.current(empty.engine)
    assert found is None
    assert newest is not None


def test_a_lacking_column_is_told(empty: Database) -> None:
    schema.upgrade(empty.engine)
    with empty.engine.begin() as connection:
        connection.execute(text("ALTER TABLE forms DROP COLUMN title"))
    assert any("title" in change for change in schema.differences(empty.engine))


def test_sqlite_writes_ahead_and_waits_for_the_disk(empty: Database) -> None:
    schema.upgrade(empty.engine)
    if empty.engine.dialect.name != "sqlite":
        return
    with empty.transaction() as tx:
        assert tx.session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert tx.session.scalar(text("PRAGMA synchronous")) == 2  # FULL
        assert tx.session.scalar(text("PRAGMA foreign_keys")) == 1

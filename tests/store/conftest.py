"""A migrated database, and the smallest rows that others hang on."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bridge.store.session import Database
from bridge.store.sites import Site
from tests.servers.databases import Databases
from tests.support.desk import migrated

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(databases: Databases) -> Iterator[Database]:
    made = Database(databases.prepared(migrated))
    yield made
    made.dispose()


@pytest.fixture
def site_id(store: Database) -> int:
    site = Site(
        slug="main",
        url="http://main.test",
        wp_user="bridge",
        wp_password_sealed="sealed",
        transport="auto",
        push_secrets_sealed="sealed",
        public_key="key",
        submissions_cursor=0,
        created_at=NOW,
    )
    with store.transaction() as tx:
        tx.sites.add(site)
    return site.id

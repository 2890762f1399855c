"""The bridge's own schema, for `prepared_database`."""

from bridge.store.schema import upgrade
from bridge.store.session import Database


def migrate(url: str) -> None:
    """Brings the database at `url` to the newest schema, as `helpdesk-bridge db upgrade` does."""
    database = Database(url)
    upgrade(database.engine)
    database.dispose()

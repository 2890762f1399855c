"""Test entries among very many tickets: found by their index, never by reading all."""

from typing import Any

from sqlalchemy import event

from bridge.store.session import Database
from tests.store.conftest import NOW


def test_no_look_for_test_entries_reads_every_ticket(store: Database) -> None:
    if store.engine.dialect.name != "sqlite":
        return  # PostgreSQL plans by the rows there are
    asked: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    with store.reading() as tx:
        tx.canaries.requester()
        tx.canaries.old(NOW, 50)
        tx.canaries.newest(1)
    event.remove(store.engine, "before_cursor_execute", note)
    with store.engine.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            for statement, parameters in asked
        ]
    firsts = [plan[0][-1] for plan in plans]
    assert len(firsts) == 3
    assert all("USING INDEX ix_tickets_canary" in first for first in firsts), firsts

"""Every column takes odd values, and gives back the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import String, Text, insert, inspect, select
from sqlalchemy.exc import StatementError

from bridge.domain.errors import Clash
from bridge.store.base import Base, PlainText, PlainWord
from bridge.store.session import Database
from bridge.store.sites import Form, Site
from tests.store.conftest import NOW

ODD = {
    "a\x00b": "a\ufffdb",
    "\ud800": "\ufffd",
    "x\udfffy": "x\ufffdy",
    "😀👩\u200d👩\u200d👧": "😀👩\u200d👩\u200d👧",
    "\u202eevil": "\u202eevil",
    "e\u0301": "e\u0301",
    'It\'s a "test" with back\\slash & <b>html</b> ünï 😀': (
        'It\'s a "test" with back\\slash & <b>html</b> ünï 😀'
    ),
}


def test_every_text_column_is_of_a_kind_that_takes_any_text() -> None:
    plain = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | Text)
    ]
    assert plain == []
    kinds = [type(column.type) for table in Base.metadata.sorted_tables for column in table.columns]
    assert kinds.count(PlainText) > 20
    assert kinds.count(PlainWord) > 20


@pytest.mark.parametrize("kind", [PlainText, PlainWord])
def test_odd_text_is_kept_as_near_as_can_be(store: Database, site_id: int, kind: type[Any]) -> None:
    columns = [c.name for c in inspect(Site).columns if isinstance(c.type, kind)]
    for given, kept in ODD.items():
        with store.transaction() as tx:
            site = tx.sites.get(site_id)
            for column in columns:
                setattr(site, column, given)
        with store.reading() as tx:
            row = tx.sites.get(site_id)
            assert {getattr(row, column) for column in columns} == {kept}
            assert tx.sites.by_slug(given) is (row if kind is PlainWord else None)


def test_odd_text_in_json_is_kept_as_near_as_can_be(store: Database) -> None:
    for given, kept in ODD.items():
        value = {"text": given, "list": [given, 1, None, True], given: "key"}
        with store.transaction() as tx:
            tx.sites.put_setting("odd", value)
        with store.reading() as tx:
            read = tx.sites.setting("odd")
        wanted = given if given == "a\x00b" else kept  # NUL is no trouble within JSON
        assert read == {"text": wanted, "list": [wanted, 1, None, True], wanted: "key"}


def test_what_is_no_json_number_is_refused(store: Database) -> None:
    with pytest.raises((ValueError, StatementError)), store.transaction() as tx:
        tx.sites.put_setting("odd", float("nan"))


def test_a_moment_is_the_same_moment_whatever_its_zone(store: Database, site_id: int) -> None:
    moments = [
        datetime(2026, 3, 29, 2, 30, 15, 123456, timezone(timedelta(hours=9))),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, UTC),
    ]
    for moment in moments:
        with store.transaction() as tx:
            tx.sites.get(site_id).last_pull_at = moment
        with store.reading() as tx:
            read = tx.sites.get(site_id).last_pull_at
        assert read == moment
        assert read is not None
        assert read.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(store: Database, site_id: int) -> None:
    with pytest.raises(StatementError, match="without a zone"), store.transaction() as tx:
        tx.sites.get(site_id).last_pull_at = NOW.replace(tzinfo=None)


def test_a_wrong_reference_to_another_row_is_refused(store: Database) -> None:
    with pytest.raises(Clash), store.transaction() as tx:
        values = {"site_id": 99, "plugin": "cf7", "plugin_form_id": "1", "title": "t"}
        tx.session.execute(insert(Form).values(**values, mapping={}, created_at=NOW))
    with store.reading() as tx:
        assert tx.session.scalars(select(Form)).all() == []

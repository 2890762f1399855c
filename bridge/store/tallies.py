"""How many automatic answers went out to a site's visitors, in steps of ten minutes.

The form is a way to mail strangers (RELIABILITY A48). A site's count is spread over a few rows,
so that workers that answer at the same time seldom wait for one another.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Index, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store import direct
from bridge.store.base import Base, Time, Word
from bridge.store.unit import Aggregate

STEP = timedelta(minutes=10)
KEPT = timedelta(days=1)
SHARDS = 8
SITE, VISITOR = "site", "visitor"


class AnswerTally(Base):
    """`key`: a site's row, or the MAC of a visitor's IP address. `began`: of the ten minutes."""

    __tablename__ = "answer_tallies"
    __table_args__ = (Index("ix_answer_tallies_began", "began"),)

    scope: Mapped[Word] = mapped_column(primary_key=True)
    key: Mapped[Word] = mapped_column(primary_key=True)
    began: Mapped[Time] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answers: Mapped[int]


_COUNTED = select(func.coalesce(func.sum(AnswerTally.answers), 0)).where(
    AnswerTally.scope == bindparam("scope"),
    AnswerTally.key == bindparam("key"),
    AnswerTally.began > bindparam("since"),
)


class Tallies(Aggregate):
    def answers_since(self, scope: str, key: str, since: datetime) -> int:
        """Exact to one STEP."""
        row = direct.first(self.connection, _COUNTED, scope=scope, key=key, since=since)
        return int(row[0]) if row else 0

    def count(self, scope: str, key: str, at: datetime, shard: int = 0) -> None:
        began = at - (at - datetime.min.replace(tzinfo=at.tzinfo)) % STEP
        values = {"scope": scope, "key": key, "began": began, "shard": shard % SHARDS}
        statement = _one_more(self.connection.dialect.name)
        direct.change(self.connection, statement, **values)

    def forget(self, before: datetime) -> None:
        """What is older counts no more, and no trace of a visitor is kept longer than needed."""
        self.session.execute(delete(AnswerTally).where(AnswerTally.began < before))


@cache
def _one_more(dialect: str) -> Executable:
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    columns = AnswerTally.__table__.columns
    names = ("scope", "key", "began", "shard")
    values = {name: bindparam(name, type_=columns[name].type) for name in names}
    made = insert(AnswerTally).values(**values, answers=1)
    one_more = {"answers": AnswerTally.answers + 1}
    return made.on_conflict_do_update(index_elements=names, set_=one_more)  # type: ignore[no-any-return]

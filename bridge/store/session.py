"""One database, one transaction at a time. The same code for SQLite (WAL) and PostgreSQL."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import cached_property, partial
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bridge.domain.errors import Clash, ConfigError, Unavailable
from bridge.domain.plain_text import storable
from bridge.store import direct
from bridge.store.article_lists import ArticleLists
from bridge.store.attachments import Attachments
from bridge.store.audit import Audit
from bridge.store.base import Base
from bridge.store.canaries import Canaries
from bridge.store.deliveries import Deliveries
from bridge.store.drafts import Drafts
from bridge.store.gate import Gate, gate_for
from bridge.store.inlets import Inlets
from bridge.store.knowledge import Knowledge
from bridge.store.leadership import Leaderships
from bridge.store.mail_templates import MailTemplates
from bridge.store.mailboxes import Mailboxes
from bridge.store.messages import Messages
from bridge.store.mirror import Mirror
from bridge.store.notifications import Notifications
from bridge.store.outbox import Outbox
from bridge.store.people import People
from bridge.store.search import ArticleSearch
from bridge.store.shared_commit import SharedCommit
from bridge.store.sites import Sites
from bridge.store.tallies import Tallies
from bridge.store.ticket_lists import TicketLists
from bridge.store.tickets import Tickets
from bridge.store.tries import Tries
from bridge.store.unit import Unit
from bridge.store.vendors import Vendors

T = TypeVar("T")

SQLITE_BUSY_SECONDS = 15
STANDSTILL_SECONDS = 30
"""A transaction takes moments: whoever stands still in one for so long is not waited for."""
CHECKPOINT_PAGES = 16_000


class Transaction(Unit):
    """The aggregates within one transaction. `outbox.queues` names what to nudge after it."""

    sites = cached_property(Sites)
    canaries = cached_property(Canaries)
    mailboxes = cached_property(Mailboxes)
    inlets = cached_property(Inlets)
    mail_templates = cached_property(MailTemplates)
    people = cached_property(People)
    tallies = cached_property(Tallies)
    tickets = cached_property(Tickets)
    messages = cached_property(Messages)
    attachments = cached_property(Attachments)
    ticket_lists = cached_property(TicketLists)
    knowledge = cached_property(Knowledge)
    mirror = cached_property(Mirror)
    drafts = cached_property(Drafts)
    article_lists = cached_property(ArticleLists)
    search = cached_property(ArticleSearch)
    vendors = cached_property(Vendors)
    notifications = cached_property(Notifications)
    outbox = cached_property(Outbox)
    deliveries = cached_property(Deliveries)
    leadership = cached_property(Leaderships)
    tries = cached_property(Tries)
    audit = cached_property(Audit)

    def insert(self, model: type[Base], **values: Any) -> int:
        """Writes a row past the unit of work, for rows that are only written; returns its id."""
        return direct.insert(self.connection, model, values)


class Database:
    """`url` is a SQLAlchemy address: `sqlite:///path` or `postgresql://user@host/name`.

    `standstill` (seconds): PostgreSQL ends a transaction that nobody goes on with for so long. On
    SQLite nobody can end it: other writers are told Unavailable, until it goes on or its process
    ends.
    """

    def __init__(
        self, url: str, *, pool_size: int = 5, standstill: float = STANDSTILL_SECONDS
    ) -> None:
        self.url = parse_url(url)
        self.engine = _engine(self.url, pool_size, standstill)
        self._write_gate = gate_for(self.url, standstill)
        self._shared = SharedCommit(self.transaction)

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Commits at the end, rolls back on any error. Raises Unavailable when the database is."""
        return self._begin(self._write_gate, "BEGIN IMMEDIATE")

    def share(self, work: Callable[[Transaction], T]) -> T:
        """Runs `work` in a transaction that on SQLite other threads' work may be part of.

        `work` may run twice; only one run is committed. Raises as `transaction` does.
        """
        if self.url.get_backend_name() == "sqlite":
            return self._shared.run(work)
        with self.transaction() as tx:
            return work(tx)

    def reading(self) -> AbstractContextManager[Transaction]:
        """A snapshot to read from, which on SQLite waits for no writer. Changes are a fault."""
        return self._begin(nullcontext, "BEGIN")

    @contextmanager
    def _begin(self, gate: Gate, sqlite_begin: str) -> Iterator[Transaction]:
        try:
            with gate(), self.engine.connect() as connection, connection.begin():
                begin_sqlite(connection, sqlite_begin)
                with closing(Transaction(connection)) as tx:
                    yield tx
                    tx.flush()
        except IntegrityError as error:
            raise Clash(_first_line(error)) from error
        except PoolTimeout as error:
            raise Unavailable("every connection to the database is in use") from error
        except OperationalError as error:
            raise (Clash if _is_race(error) else Unavailable)(_first_line(error)) from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise Unavailable(_first_line(error)) from error
            raise

    def ping(self) -> None:
        with self.reading() as tx:
            tx.session.execute(text("SELECT 1"))

    def dispose(self) -> None:
        self.engine.dispose()


def begin_sqlite(connection: Connection, statement: str = "BEGIN IMMEDIATE") -> None:
    """Begins outright on SQLite: a writer takes the lock before it reads anything.

    Said here and not in a listener: one listener on the engine slows every statement down.
    """
    if connection.dialect.name == "sqlite":
        direct.run(connection, statement)


def parse_url(url: str) -> URL:
    """Chooses the drivers. Raises ConfigError with an example."""
    try:
        parsed = make_url(url)
    except Exception as error:
        raise ConfigError(
            "HELPDESK_DATABASE_URL: not a database address; "
            "for example postgresql://helpdesk:secret@localhost/helpdesk"
        ) from error
    name = parsed.get_backend_name()
    if name == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if name == "sqlite" and parsed.database:
        return parsed.set(drivername="sqlite+pysqlite")
    raise ConfigError(
        f"HELPDESK_DATABASE_URL: {name!r} is not supported; "
        "use sqlite:////path/to/file.db or postgresql://user:password@host/name"
    )


def _engine(url: URL, pool_size: int, standstill: float) -> Engine:
    if url.get_backend_name() == "postgresql":
        engine = create_engine(
            url,
            pool_size=pool_size,
            pool_pre_ping=True,
            json_serializer=_json,
            connect_args={"connect_timeout": 5},
        )
        event.listen(engine, "connect", partial(_prepare_postgresql, round(standstill * 1000)))
        return engine
    engine = create_engine(
        url,
        pool_size=pool_size,
        json_serializer=_json,
        connect_args={"timeout": SQLITE_BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _json(value: Any) -> str:
    return storable(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """WAL is a property of the file (migrations switch it on); the rest is of the connection."""
    connection.isolation_level = None  # BEGIN is ours to send: begin_sqlite
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA temp_store=MEMORY")
    # a commit dirties some thirty pages: with SQLite's own 1000 every thirtieth would copy the
    # log into the file and wait for the disk twice more; 64 MiB of log is little
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")


def _prepare_postgresql(standstill: int, connection: Any, _record: Any) -> None:
    """`standstill` is in milliseconds. Sent as a statement: poolers refuse it as an option."""
    connection.execute(f"SET idle_in_transaction_session_timeout = {standstill}")
    connection.commit()


def _is_race(error: OperationalError) -> bool:
    """PostgreSQL's serialization_failure and deadlock_detected (SQLSTATE class 40)."""
    return str(getattr(error.orig, "sqlstate", None) or "").startswith("40")


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]

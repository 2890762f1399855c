"""One open transaction, and what the aggregates share of it."""

from functools import cached_property

from sqlalchemy import Connection
from sqlalchemy.orm import Session


class Unit:
    """Most of what runs often needs the connection alone: the ORM's session costs more to open

    and close than a submission's rows cost to write, so it is made when first asked for.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def session(self) -> Session:
        """The unit of work over this connection. It never commits: the connection does."""
        return Session(self.connection, join_transaction_mode="rollback_only")

    def flush(self) -> None:
        """Writes what the unit of work holds."""
        if "session" in self.__dict__:
            self.session.flush()

    def close(self) -> None:
        """The objects that it loaded stay usable as they are."""
        if "session" in self.__dict__:
            self.session.close()


class Aggregate:
    """The queries about one kind of thing within one transaction."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @property
    def session(self) -> Session:
        return self._unit.session

    @property
    def connection(self) -> Connection:
        return self._unit.connection

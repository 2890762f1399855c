"""What agents are told, read in the page or told by mail; and which of it they want."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from bridge.domain.notifying import NotificationKind
from bridge.domain.words import ActorKind
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.messages import Message
from bridge.store.tickets import Ticket
from bridge.store.unit import Aggregate

_UNREAD = text("read_at IS NULL")
_AT_ONCE = 500
"""Values in one statement: SQLite takes 32,766 at most."""


class Notification(Base):
    """One agent is told of one thing that happened in a ticket."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_agent_id", "agent_id", "id"),
        # the bell beside every page, and what a mail gathers
        Index(
            "ix_notifications_unread",
            "agent_id",
            "ticket_id",
            sqlite_where=_UNREAD,
            postgresql_where=_UNREAD,
        ),
    )

    id: Mapped[Id]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    kind: Mapped[Word]
    actor_name: Mapped[Line]
    receiver: Mapped[Line | None]
    """Who did not get a message, where that is what it tells."""
    due_at: Mapped[Time | None]
    """When a promise breaks, where that is what it tells."""
    in_page: Mapped[bool]
    by_mail: Mapped[bool]
    created_at: Mapped[Time]
    read_at: Mapped[Time | None]
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"))
    """The mail that told it."""


class NotificationChoice(Base):
    """What an agent wants to be told of one kind of thing. Without a row: both ways."""

    __tablename__ = "notification_choices"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    kind: Mapped[Word] = mapped_column(primary_key=True)
    in_page: Mapped[bool]
    by_mail: Mapped[bool]


@dataclass(frozen=True, slots=True)
class Told:
    """A notification with what it is about."""

    row: Notification
    ticket: Ticket
    message: Message | None


class Notifications(Aggregate):
    def get(self, notification_id: int) -> Notification | None:
        return self.session.get(Notification, notification_id)

    def choices(self, agent_ids: Collection[int]) -> dict[tuple[int, str], NotificationChoice]:
        """By agent and kind."""
        rows = self.session.scalars(
            select(NotificationChoice).where(NotificationChoice.agent_id.in_(agent_ids))
        )
        return {(row.agent_id, row.kind): row for row in rows}

    def choose(self, agent_id: int, kind: str, *, in_page: bool, by_mail: bool) -> None:
        self.session.merge(
            NotificationChoice(agent_id=agent_id, kind=kind, in_page=in_page, by_mail=by_mail)
        )

    def untold(
        self,
        agent_id: int,
        kind: str,
        ticket_id: int,
        message_id: int | None,
        due_at: datetime | None,
    ) -> bool:
        """Whether one that says just this has reached the agent by no way yet."""
        return self._any(
            Notification.agent_id == agent_id,
            Notification.ticket_id == ticket_id,
            Notification.kind == kind,
            Notification.message_id == message_id,
            Notification.due_at == due_at,
            Notification.read_at.is_(None),
            Notification.delivery_id.is_(None),
        )

    def told_of(self, kind: str, ticket_id: int, due_at: datetime) -> bool:
        """Whether anybody was told of this ticket's promise before."""
        return self._any(
            Notification.ticket_id == ticket_id,
            Notification.kind == kind,
            Notification.due_at == due_at,
        )

    def last_to_name(self, agent_id: int, ticket_id: int) -> int | None:
        """The agent whose note named this one last in a ticket."""
        return self.session.scalar(
            select(Message.actor_id)
            .join(Notification, Notification.message_id == Message.id)
            .where(
                Notification.agent_id == agent_id,
                Notification.ticket_id == ticket_id,
                Notification.kind == NotificationKind.MENTIONED,
                Message.actor_kind == ActorKind.AGENT,
            )
            .order_by(Notification.id.desc())
            .limit(1)
        )

    def to_mail(self, agent_id: int) -> list[Told]:
        """What a mail to the agent has to tell: neither read nor told by mail; oldest first."""
        return self._told(
            Notification.agent_id == agent_id,
            Notification.by_mail.is_(True),
            Notification.read_at.is_(None),
            Notification.delivery_id.is_(None),
            newest_first=False,
        )

    def mailed(self, ids: Sequence[int], delivery_id: int) -> None:
        for start in range(0, len(ids), _AT_ONCE):
            self.session.execute(
                update(Notification)
                .where(Notification.id.in_(ids[start : start + _AT_ONCE]))
                .values(delivery_id=delivery_id)
                .execution_options(synchronize_session=False)
            )

    def page(self, agent_id: int, before: int | None, limit: int) -> list[Told]:
        """What the page shows, newest first."""
        shown = [Notification.agent_id == agent_id, Notification.in_page.is_(True)]
        if before is not None:
            shown.append(Notification.id < before)
        return self._told(*shown, newest_first=True, limit=limit)

    def unread(self, agent_id: int) -> int:
        """How many the bell shows."""
        count = select(func.count()).where(
            Notification.agent_id == agent_id, _UNREAD, Notification.in_page.is_(True)
        )
        return self.session.scalar(count) or 0

    def unread_of(self, agent_id: int, ticket_id: int) -> bool:
        return self._any(
            Notification.agent_id == agent_id,
            Notification.ticket_id == ticket_id,
            Notification.read_at.is_(None),
        )

    def read(
        self,
        agent_id: int,
        at: datetime,
        *,
        ticket_id: int | None = None,
        up_to: int | None = None,
        one: int | None = None,
    ) -> int:
        """Marks an agent's own as read: of a ticket, those up to an id, or one; how many."""
        which: list[ColumnElement[bool]] = [Notification.agent_id == agent_id]
        if ticket_id is not None:
            which.append(Notification.ticket_id == ticket_id)
        if up_to is not None:
            which.append(Notification.id <= up_to)
        if one is not None:
            which.append(Notification.id == one)
        result = self.session.execute(
            update(Notification)
            .where(*which, _UNREAD)
            .values(read_at=at)
            .execution_options(synchronize_session=False)
        )
        return int(result.rowcount)  # type: ignore[attr-defined]

    def _any(self, *which: ColumnElement[bool]) -> bool:
        found = self.session.scalar(select(Notification.id).where(*which).limit(1))
        return found is not None

    def _told(
        self, *which: ColumnElement[bool], newest_first: bool, limit: int | None = None
    ) -> list[Told]:
        order = Notification.id.desc() if newest_first else Notification.id
        rows = self.session.execute(
            select(Notification, Ticket, Message)
            .join(Ticket, Ticket.id == Notification.ticket_id)
            .outerjoin(Message, Message.id == Notification.message_id)
            .where(*which)
            .order_by(order)
            .limit(limit)
        )
        return [Told(row[0], row[1], row[2]) for row in rows]

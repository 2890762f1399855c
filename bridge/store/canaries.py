"""What is known of each site's canary, and the end of its tickets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, delete, exists, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from bridge.domain.references import ticket_reference
from bridge.domain.words import EffectKind
from bridge.store.attachments import Attachment
from bridge.store.audit import Arrival
from bridge.store.base import Base, Time
from bridge.store.deliveries import Attempt, Delivery
from bridge.store.drafts import ArticleDraft
from bridge.store.effects import Effect
from bridge.store.mailboxes import SendSlot
from bridge.store.messages import Message
from bridge.store.people import Requester, RequesterAddress
from bridge.store.sites import Site, Submission
from bridge.store.tickets import Participant, Ticket, TicketEvent
from bridge.store.unit import Aggregate
from bridge.store.vendors import Escalation


class Canary(Base):
    """A site's, as its plugin told of it last."""

    __tablename__ = "canaries"

    site_id: Mapped[int] = mapped_column(
        ForeignKey("sites.id"), primary_key=True, autoincrement=False
    )
    is_on: Mapped[bool]
    since: Mapped[Time]
    """When we heard that it was switched on, or off."""
    came_at: Mapped[Time | None]
    """When a test entry came in last."""
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The plugin's last call, as far as it was read."""
    told_at: Mapped[Time | None]


# In the words and the order of ix_tickets_canary: said otherwise, SQLite reads every ticket.
_TESTS = text("tickets.canary")
_AS_INDEXED = (Ticket.site_id, Ticket.id)


class Canaries(Aggregate):
    def of_site(self, site_id: int) -> Canary | None:
        return self.session.get(Canary, site_id)

    def locked(self, site_id: int) -> Canary | None:
        return self.session.get(Canary, site_id, with_for_update=True, populate_existing=True)

    def add(self, row: Canary) -> None:
        self.session.add(row)
        self.session.flush()

    def newest(self, site_id: int) -> str | None:
        """Id of the site's latest test entry whose ticket is still here."""
        return self.session.scalar(
            select(Submission.uid)
            .join(Ticket, Ticket.id == Submission.ticket_id)
            .where(_TESTS, Ticket.site_id == site_id)
            .order_by(Ticket.id.desc())
            .limit(1)
        )

    def requester(self) -> int | None:
        """The one who all test entries are from."""
        return self.session.scalar(
            select(Ticket.requester_id).where(_TESTS).order_by(*_AS_INDEXED).limit(1)
        )

    def old(self, before: datetime, limit: int) -> list[int]:
        """Tickets that may go. What agents made a case or an article of stays; so does the newest
        ticket of all, because SQLite would give its number away again."""
        newest = select(func.max(Ticket.id)).scalar_subquery()
        query = (
            select(Ticket.id)
            .where(
                _TESTS,
                Ticket.created_at < before,
                Ticket.id != newest,
                ~exists().where(Escalation.ticket_id == Ticket.id),
                ~exists().where(ArticleDraft.ticket_id == Ticket.id),
            )
            .order_by(*_AS_INDEXED)
            .limit(limit)
        )
        return list(self.session.scalars(query))

    def remove(self, ticket_ids: Sequence[int]) -> None:
        """The tickets with all that hangs on them. Their arrivals stay, and know a repeat."""
        self._let_go_of_arrivals(ticket_ids)
        people = set(
            self.session.scalars(select(Ticket.requester_id).where(Ticket.id.in_(ticket_ids)))
        )
        sent = select(Delivery.id).where(Delivery.ticket_id.in_(ticket_ids))
        files = select(Attachment.id).where(Attachment.ticket_id.in_(ticket_ids))
        for kind, ids in (
            (EffectKind.AUTO_RESPONSE, ticket_ids),
            (EffectKind.DELIVER, sent),
            (EffectKind.FETCH_FILE, files),
        ):
            self._delete(Effect, Effect.kind == kind, Effect.subject_id.in_(ids))
        self._delete(Attempt, Attempt.delivery_id.in_(sent))
        self._delete(SendSlot, SendSlot.delivery_id.in_(sent))
        for model in (Delivery, Attachment, Participant, TicketEvent, Message, Submission):
            self._delete(model, model.ticket_id.in_(ticket_ids))
        self._delete(Ticket, Ticket.id.in_(ticket_ids))
        self._delete(
            Requester,
            Requester.id.in_(people),
            ~exists().where(Ticket.requester_id == Requester.id),
            ~exists().where(RequesterAddress.requester_id == Requester.id),
        )

    def _let_go_of_arrivals(self, ticket_ids: Sequence[int]) -> None:
        """The detail keeps the reference: a repeat is still answered with it."""
        rows = self.session.execute(
            select(Submission.ticket_id, Submission.door, Submission.uid, Site.slug)
            .join(Site, Site.id == Submission.site_id)
            .where(Submission.ticket_id.in_(ticket_ids))
        )
        for ticket_id, door, uid, slug in rows:
            self.session.execute(
                update(Arrival)
                .where(Arrival.door == door, Arrival.source == slug, Arrival.key == uid)
                .values(ticket_id=None, detail=ticket_reference(ticket_id))
                .execution_options(synchronize_session=False)
            )

    def _delete(self, model: type[Base], *which: Any) -> None:
        self.session.execute(
            delete(model).where(*which).execution_options(synchronize_session=False)
        )

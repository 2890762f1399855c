"""The whole history of a ticket as one line of entries: messages, and what happened between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bridge.services.tickets.message_view import MessageView
from bridge.services.tickets.ticket_view import EventView, TicketView
from bridge.web.tickets.sentences import heading, sentence

FOLD_FROM = 4
"""So many small events in a row are folded into one line."""

# Their message tells the same and more.
_TOLD_BY_MESSAGE = frozenset(
    {
        "created",
        "reply",
        "note",
        "requester_reply",
        "auto_response",
        "vendor_written",
        "vendor_acknowledged",
        "vendor_comment",
        "vendor_resolved",
        "vendor_rejected",
    }
)


_ALARMS = frozenset(
    {
        "delivery_bounced",
        "delivery_failed",
        "delivery_uncertain",
        "effect_set_aside",
        "mail_shortened",
        "mail_too_large",
        "sender_unproven",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """A small event: who did what, when."""

    actor: str
    text: str
    at: datetime
    alarm: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """Neighbouring small events; `folded` when there are many and none needs attention."""

    lines: tuple[Line, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A message with its heading: who wrote it to whom."""

    message: MessageView
    heading: str
    vendor: str | None

    @property
    def unnamed_vendor(self) -> str | None:
        """The vendor, where neither the author's name nor the heading tells which one it is."""
        told = f"{self.message.actor} {self.heading}"
        return self.vendor if self.vendor and self.vendor not in told else None


Entry = Lines | Said


def entries(ticket: TicketView) -> list[Entry]:
    """Oldest first. At the same moment a message stands before what it caused."""
    told: dict[int, EventView] = {}
    for event in ticket.events:
        about = event.data.get("message")
        if event.type in _TOLD_BY_MESSAGE and isinstance(about, int):
            told[about] = event
    vendors = {case.reference: case.vendor for case in ticket.escalations}
    dated: list[tuple[datetime, int, int, MessageView | EventView]] = [
        *((message.at, 0, message.id, message) for message in ticket.messages),
        *(
            (event.at, 1, event.id, event)
            for event in ticket.events
            if event.type not in _TOLD_BY_MESSAGE
        ),
    ]
    in_order = [thing for *_, thing in sorted(dated, key=lambda entry: entry[:3])]
    return list(_joined(in_order, told, vendors))


def _joined(
    things: list[MessageView | EventView], told: dict[int, EventView], vendors: dict[str, str]
) -> Iterator[Entry]:
    waiting: list[Line] = []
    for thing in things:
        if isinstance(thing, EventView):
            waiting.append(_line(thing))
            continue
        if waiting:
            yield _lines(waiting)
            waiting = []
        vendor = vendors.get(thing.escalation or "")
        yield Said(thing, heading(thing, told.get(thing.id), vendor), vendor)
    if waiting:
        yield _lines(waiting)


def _line(event: EventView) -> Line:
    alarm = event.type in _ALARMS
    return Line(event.actor, sentence(event), event.at, alarm)


def _lines(lines: list[Line]) -> Lines:
    return Lines(tuple(lines), len(lines) >= FOLD_FROM and not any(line.alarm for line in lines))

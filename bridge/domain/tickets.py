"""Rules of a ticket's life."""

from bridge.domain.words import TicketStatus

LIVE = (TicketStatus.NEW, TicketStatus.OPEN, TicketStatus.PENDING, TicketStatus.ON_HOLD)
ENDED = (TicketStatus.CLOSED, TicketStatus.MERGED)
SETTABLE = (
    TicketStatus.OPEN,
    TicketStatus.PENDING,
    TicketStatus.ON_HOLD,
    TicketStatus.SOLVED,
    TicketStatus.SPAM,
)

_REOPENED_BY_REQUESTER = (TicketStatus.PENDING, TicketStatus.ON_HOLD, TicketStatus.SOLVED)


def after_requester_reply(status: str) -> TicketStatus:
    """A reply reopens what waits or is solved; `new` stays new until an agent takes it up."""
    return TicketStatus.OPEN if status in _REOPENED_BY_REQUESTER else TicketStatus(status)


def after_agent_reply(status: str, *, solve: bool) -> TicketStatus:
    if solve:
        return TicketStatus.SOLVED
    return TicketStatus.ON_HOLD if status == TicketStatus.ON_HOLD else TicketStatus.PENDING


def after_vendor_answer(status: str) -> TicketStatus:
    """A vendor's word brings a waiting ticket back to the agents; a solved one stays solved."""
    return TicketStatus.OPEN if status == TicketStatus.ON_HOLD else TicketStatus(status)


def takes_messages(status: str) -> bool:
    """Whether a reply still goes into this ticket, rather than into a new one linked to it."""
    return status not in ENDED

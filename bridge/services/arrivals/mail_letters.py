"""A mail at the door with what we make of it: is it a machine's, and is it from whom it says?"""

from dataclasses import dataclass
from datetime import UTC, datetime

from bridge.domain import mail_marks
from bridge.domain.authentication import Authentication
from bridge.domain.forwards import Forwarded
from bridge.domain.ports import Address, ParsedMail
from bridge.domain.reasons import Reason
from bridge.domain.words import Outcome
from bridge.services import helpdesk
from bridge.services.arrivals import mail_machines
from bridge.services.context import Context
from bridge.store.session import Transaction

IMPORTED = Reason("imported", "It is old mail that was imported.")
UNPROVEN = Reason("unproven_sender", "The sender's own domain says that it is forged.")
OLDEST = datetime(1982, 8, 13, tzinfo=UTC)
"""RFC 822 is from that day."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an arrival went. `reason` is a sentence of the catalogue, `detail` the case's own."""

    outcome: Outcome
    ticket_id: int | None = None
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """`sender` is an address that can be answered. `too_large`: only its head was read.

    `size`: bytes of the whole mail. `imported`: old mail that a person brings in. `checked`: a mail
    server of ours is named whose word on senders counts.
    """

    mailbox: str
    mail: ParsedMail
    sender: Address
    size: int
    authentication: Authentication
    forwarded: Forwarded | None = None
    imported: bool = False
    too_large: bool = False
    checked: bool = False

    @property
    def receivers(self) -> tuple[Address, ...]:
        return (*self.mail.to, *self.mail.cc)

    def dated(self, now: datetime) -> datetime:
        """When it counts as written: imported mail keeps its own date, if that can be right."""
        date = self.mail.date
        return date if self.imported and date and OLDEST <= date <= now else now


def marks(ctx: Context, tx: Transaction, letter: Letter) -> tuple[Reason, ...]:
    """Everything that speaks against an automatic answer."""
    mail = letter.mail
    found = mail_marks.machine_marks(
        headers=mail.headers,
        sender=letter.sender.email,
        envelope_from=mail.envelope_from,
        to=[address.email for address in mail.to],
        cc=[address.email for address in mail.cc],
        own_addresses=helpdesk.own_addresses(ctx, tx),
        own_domain=ctx.identity.mail_domain,
        content_type=mail.content_type,
    )
    unproven = (UNPROVEN,) if letter.authentication.failed else ()
    old = (IMPORTED,) if letter.imported else ()
    return (*old, *unproven, *found, *mail_machines.mark(mail))

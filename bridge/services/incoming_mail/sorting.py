"""A mail that was kept is read and gets exactly one outcome.

What can be known of it without the database is found out first, so that the transaction is short.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog

from bridge.domain import addresses, authentication
from bridge.domain.errors import Clash, MalformedMail, Unavailable
from bridge.domain.ports import ParsedMail
from bridge.domain.references import ticket_reference
from bridge.domain.words import Outcome
from bridge.services.arrivals.mail_letters import Letter, Placed
from bridge.services.arrivals.raw_mail import Kept
from bridge.services.context import Context
from bridge.services.incoming_mail import bounces, mail_forwards, mail_placing
from bridge.services.tickets import files
from bridge.store.session import Transaction

log = structlog.get_logger()

LONGEST_TITLE = 300
NO_SENDER = "It names no sender that could be answered."
BROKEN = "It could not be sorted because of a fault of this program."


@dataclass(frozen=True, slots=True)
class Sorted:
    """`outcome` is None for a mail that is kept and whose sorting was put off."""

    ticket: str | None
    outcome: Outcome | None
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How mails come in: `trusted` are the servers whose Authentication-Results are believed."""

    mailbox: str
    trusted: tuple[str, ...]
    imported: bool = False


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail that was understood as far as it can be; or `fault`, why it can't."""

    mail: ParsedMail | None
    fault: str | None = None
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    """All that is known of a mail without the database.

    `letter` is None when nobody could be answered.
    """

    kept: Kept
    mail: ParsedMail
    letter: Letter | None


def read(ctx: Context, raw: bytes, mail: ParsedMail | None = None) -> ReadMail:
    """`mail`: when it was read already."""
    try:
        return ReadMail(mail or ctx.mail_parser.parse(raw))
    except MalformedMail as error:
        return ReadMail(None, str(error))


def read_head(ctx: Context, head: bytes) -> ReadMail:
    """Sender, subject and the first words; a file that is cut off is no file."""
    found = read(ctx, head)
    mail = replace(found.mail, attachments=(), html=None) if found.mail else None
    return replace(found, mail=mail, too_large=True)


def sort_together(
    ctx: Context,
    way: Way,
    pairs: Sequence[tuple[Kept, bytes]],
    mails: Sequence[ParsedMail | None],
) -> list[Sorted]:
    """In one transaction; where that breaks, each by itself, so that one can't harm the others.

    `mails` holds None for what was not read. Raises Unavailable.
    """
    readable = [mail for mail in mails if mail is not None]
    if len(readable) == len(pairs) > 1:
        try:
            return _together(ctx, way, pairs, readable)
        except Unavailable:
            raise
        except Exception as error:  # an edge, as below: the single mail at fault is found there
            log.info("mails sorted one by one", why=type(error).__name__)
    return [
        sort(ctx, way, kept, len(raw), partial(read, ctx, raw, mail))
        for (kept, raw), mail in zip(pairs, mails, strict=True)
    ]


def _together(
    ctx: Context, way: Way, pairs: Sequence[tuple[Kept, bytes]], mails: Sequence[ParsedMail]
) -> list[Sorted]:
    ready = [
        _ready(ctx, way, kept, mail, len(raw))
        for (kept, raw), mail in zip(pairs, mails, strict=True)
    ]
    return ctx.settle(lambda tx: [_sort(ctx, tx, one) for one in ready])


def sort(ctx: Context, way: Way, kept: Kept, size: int, read: Callable[[], ReadMail]) -> Sorted:
    """Whatever goes wrong with one mail, the others go on: it is set aside with a reason."""
    if kept.outcome is not None:
        return repeated(kept.outcome, kept)
    try:
        found = read()
        if found.mail is None:
            return set_aside(ctx, kept, found.fault or "")
        ready = _ready(ctx, way, kept, found.mail, size, too_large=found.too_large)
        return ctx.settle(lambda tx: _sort(ctx, tx, ready))
    except (Unavailable, Clash):
        raise
    except Exception as error:  # an edge: a fault of ours must not stop the mails behind it
        log.exception("mail not sorted", mailbox=way.mailbox, arrival=kept.arrival_id)
        return set_aside(ctx, kept, BROKEN, f"{type(error).__name__}: {error}"[:300])


def _ready(
    ctx: Context, way: Way, kept: Kept, mail: ParsedMail, size: int, *, too_large: bool = False
) -> _Ready:
    if mail.sender is None or addresses.normalise(mail.sender.email) is None:
        return _Ready(kept, mail, None)
    if not bounces.is_report(ctx, mail):
        files.store(ctx, mail.attachments)  # the transaction must not wait for the disk
    letter = Letter(
        mailbox=way.mailbox,
        mail=mail,
        sender=mail.sender,
        size=size,
        authentication=authentication.judge(mail.headers, way.trusted, mail.sender.email),
        forwarded=mail_forwards.found_in(ctx, mail),
        imported=way.imported,
        too_large=too_large,
        checked=bool(way.trusted),
    )
    return _Ready(kept, mail, letter)


def _sort(ctx: Context, tx: Transaction, ready: _Ready) -> Sorted:
    kept, mail = ready.kept, ready.mail
    if not tx.audit.claim(kept.arrival_id):
        row = tx.audit.get(kept.arrival_id)
        outcome = Outcome(row.outcome) if row and row.outcome else None
        ticket = ticket_reference(row.ticket_id) if row and row.ticket_id else None
        return Sorted(ticket, outcome, duplicate=True)
    if bounces.is_report(ctx, mail) or bounces.is_known(ctx, tx, mail):
        placed = bounces.take(ctx, tx, mail)
    elif ready.letter is None:
        placed = Placed(Outcome.QUARANTINED, None, NO_SENDER)
    else:
        placed = mail_placing.place(ctx, tx, ready.letter)
    _decide(tx, kept, placed, mail)
    return _answer(placed)


def _decide(tx: Transaction, kept: Kept, placed: Placed, mail: ParsedMail | None) -> None:
    sender = mail.sender.email.lower()[:320] if mail and mail.sender else None
    title = mail.subject[:LONGEST_TITLE] if mail else None
    tx.audit.decide(
        kept.arrival_id,
        placed.outcome,
        placed.ticket_id,
        placed.reason,
        placed.detail,
        sender,
        title,
    )


def set_aside(ctx: Context, kept: Kept, reason: str, detail: str | None = None) -> Sorted:
    placed = Placed(Outcome.QUARANTINED, None, reason, detail)
    ctx.settle(lambda tx: _decide(tx, kept, placed, None))
    return _answer(placed)


def repeated(outcome: str, kept: Kept) -> Sorted:
    return _answer(Placed(Outcome(outcome), kept.ticket_id), duplicate=True)


def _answer(placed: Placed, *, duplicate: bool = False) -> Sorted:
    ticket = ticket_reference(placed.ticket_id) if placed.ticket_id else None
    log.info("mail sorted", outcome=placed.outcome, ticket=ticket, duplicate=duplicate)
    return Sorted(ticket, placed.outcome, duplicate)

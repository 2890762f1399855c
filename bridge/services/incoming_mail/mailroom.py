"""Mail comes in: kept raw first, then understood, then sorted to exactly one outcome."""

import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import islice

import structlog

from bridge.domain import addresses, authentication
from bridge.domain.errors import Clash, MalformedMail, NotAuthentic, Unavailable
from bridge.domain.machine_mail import MachineMail, machine_made
from bridge.domain.ports import ParsedMail
from bridge.domain.references import ticket_reference
from bridge.domain.words import Outcome
from bridge.services.agents import accounts
from bridge.services.arrivals import raw_mail
from bridge.services.arrivals.mail_letters import IMPORTED, Letter, Placed
from bridge.services.arrivals.raw_mail import Along, Kept
from bridge.services.context import Context
from bridge.services.incoming_mail import bounces, mail_forwards, mail_placing
from bridge.services.tickets import files
from bridge.store.audit import Arrival
from bridge.store.session import Transaction

log = structlog.get_logger()

LARGEST = 25 * 1024 * 1024
"""Bytes of a mail that is read whole; of a larger one only the head."""
TOGETHER = 10
"""Mails that are sorted in one transaction: each commit waits for the disk."""
MOST_TRIES = 3
"""So often is a mail taken up again whose sorting killed its process (RELIABILITY F42)."""
LEFT_FOR = timedelta(minutes=1)
LEFT_BATCH = 20
LONGEST_TITLE = 300
NO_SENDER = "It names no sender that could be answered."
POISON = "It broke whatever tried to read it, again and again."
BROKEN = "It could not be sorted because of a fault of this program."


@dataclass(frozen=True, slots=True)
class Sorted:
    """`outcome` is None for a mail that is kept and whose sorting was put off."""

    ticket: str | None
    outcome: Outcome | None
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """How mails come in: `trusted` are the servers whose Authentication-Results are believed."""

    mailbox: str
    trusted: tuple[str, ...]
    imported: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
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
    made: MachineMail | None
    letter: Letter | None


def authenticate(ctx: Context, slug: str, token: str) -> None:
    """Raises NotAuthentic, alike for an unknown mailbox and a wrong token."""
    with ctx.reading() as tx:
        mailbox = tx.mailboxes.by_slug(slug)
    known = mailbox.token_hash if mailbox else ""
    if not hmac.compare_digest(known, accounts.hashed_token(token)):
        raise NotAuthentic("There is no mailbox of this name with this token.")


def known(ctx: Context, mailbox: str) -> bool:
    with ctx.reading() as tx:
        return tx.mailboxes.by_slug(mailbox) is not None


def take(ctx: Context, mailbox: str, raw: bytes, *, imported: bool = False) -> Sorted:
    """The raw message is safe before anything reads it; a repeat changes nothing."""
    [sorted_] = take_all(ctx, mailbox, [raw], imported=imported)
    return sorted_


def take_all(
    ctx: Context,
    mailbox: str,
    raws: Sequence[bytes],
    *,
    along: Along | None = None,
    imported: bool = False,
) -> list[Sorted]:
    """Keeps all of them in one transaction, with what is to be stored `along`; then sorts each.

    Raises Unavailable; what is kept by then is sorted later by `take_up`.
    """
    kept = raw_mail.keep(ctx, mailbox, raws, along, IMPORTED.text if imported else None)
    way = _way(ctx, mailbox, imported=imported)
    fresh = [pair for pair in zip(kept, raws, strict=True) if pair[0].outcome is None]
    mails = ctx.mail_parser.parse_all([raw for _, raw in fresh])
    done: list[Sorted] = []
    for start in range(0, len(fresh), TOGETHER):
        done += _some(ctx, way, fresh[start : start + TOGETHER], list(islice(mails, TOGETHER)))
    now_sorted = iter(done)
    return [next(now_sorted) if not one.outcome else _repeated(one.outcome, one) for one in kept]


def take_large(
    ctx: Context,
    mailbox: str,
    pieces: Iterable[bytes],
    along: Along | None = None,
    *,
    imported: bool = False,
) -> Sorted:
    """A mail over LARGEST: a ticket that says so, while the raw mail is kept out of the way."""
    mark = IMPORTED.text if imported else None
    kept, head, size = raw_mail.keep_large(ctx, mailbox, pieces, along, mark)
    way = _way(ctx, mailbox, imported=imported)
    return _sorted(ctx, way, kept, size, partial(_read_head, ctx, head))


def take_up(ctx: Context, mailbox: str | None = None) -> int:
    """Sorts what was kept and then cut off; returns how many. A poison mail is set aside.

    Of one mailbox at once and not after a while: before anything newer that may answer it.
    """
    now = ctx.clock.now()
    with ctx.reading() as tx:
        left = tx.audit.undecided(now if mailbox else now - LEFT_FOR, LEFT_BATCH, mailbox)
    for row in left:
        kept = Kept(row.id, None, None, first=False)
        if row.tries >= MOST_TRIES:
            _set_aside(ctx, kept, POISON)
            continue
        with ctx.transaction() as tx:
            tx.audit.tried(row.id, now)
        way = _way(ctx, row.source, imported=row.reason == IMPORTED.text)
        _sorted(ctx, way, kept, row.size or 0, partial(read_again, ctx, row))
    return len(left)


def read_again(ctx: Context, row: Arrival) -> _Read:
    """From the raw form that was kept."""
    if (row.size or 0) > LARGEST:
        return _read_head(ctx, raw_mail.fetch(ctx, row, raw_mail.HEAD))
    return _read(ctx, raw_mail.fetch(ctx, row))


def _read(ctx: Context, raw: bytes, mail: ParsedMail | None = None) -> _Read:
    """`mail`: when it was read already."""
    try:
        return _Read(mail or ctx.mail_parser.parse(raw))
    except MalformedMail as error:
        return _Read(None, str(error))


def _read_head(ctx: Context, head: bytes) -> _Read:
    """Sender, subject and the first words; a file that is cut off is no file."""
    found = _read(ctx, head)
    mail = replace(found.mail, attachments=(), html=None) if found.mail else None
    return replace(found, mail=mail, too_large=True)


def _way(ctx: Context, mailbox: str, *, imported: bool = False) -> _Way:
    with ctx.reading() as tx:
        row = tx.mailboxes.by_slug(mailbox)
    own = (row.authserv_id,) if row and row.authserv_id else ()
    return _Way(mailbox, (*ctx.identity.authserv_ids, *own), imported)


def _some(
    ctx: Context, way: _Way, pairs: list[tuple[Kept, bytes]], mails: list[ParsedMail | None]
) -> list[Sorted]:
    """In one transaction; where that breaks, each by itself, so that one can't harm the others."""
    readable = [mail for mail in mails if mail is not None]
    if len(readable) == len(pairs) > 1:
        try:
            return _together(ctx, way, pairs, readable)
        except Unavailable:
            raise
        except Exception as error:  # an edge, as below: the single mail at fault is found there
            log.info("mails sorted one by one", why=type(error).__name__)
    return [
        _sorted(ctx, way, kept, len(raw), partial(_read, ctx, raw, mail))
        for (kept, raw), mail in zip(pairs, mails, strict=True)
    ]


def _together(
    ctx: Context, way: _Way, pairs: list[tuple[Kept, bytes]], mails: list[ParsedMail]
) -> list[Sorted]:
    ready = [
        _ready(ctx, way, kept, mail, len(raw))
        for (kept, raw), mail in zip(pairs, mails, strict=True)
    ]
    return ctx.settle(lambda tx: [_sort(ctx, tx, one) for one in ready])


def _sorted(ctx: Context, way: _Way, kept: Kept, size: int, read: Callable[[], _Read]) -> Sorted:
    """Whatever goes wrong with one mail, the others go on: it is set aside with a reason."""
    if kept.outcome is not None:
        return _repeated(kept.outcome, kept)
    try:
        found = read()
        if found.mail is None:
            return _set_aside(ctx, kept, found.fault or "")
        ready = _ready(ctx, way, kept, found.mail, size, too_large=found.too_large)
        return ctx.settle(lambda tx: _sort(ctx, tx, ready))
    except (Unavailable, Clash):
        raise
    except Exception as error:  # an edge: a fault of ours must not stop the mails behind it
        log.exception("mail not sorted", mailbox=way.mailbox, arrival=kept.arrival_id)
        return _set_aside(ctx, kept, BROKEN, f"{type(error).__name__}: {error}"[:300])


def _ready(
    ctx: Context, way: _Way, kept: Kept, mail: ParsedMail, size: int, *, too_large: bool = False
) -> _Ready:
    made = machine_made(mail)
    if mail.sender is None or addresses.normalise(mail.sender.email) is None:
        return _Ready(kept, mail, made, None)
    if not bounces.is_report(ctx, made, mail):
        files.store(ctx, mail.attachments)  # the transaction must not wait for the disk
    letter = Letter(
        mailbox=way.mailbox,
        mail=mail,
        sender=mail.sender,
        size=size,
        made=made,
        authentication=authentication.judge(mail.headers, way.trusted, mail.sender.email),
        forwarded=mail_forwards.found_in(ctx, mail),
        imported=way.imported,
        too_large=too_large,
        checked=bool(way.trusted),
    )
    return _Ready(kept, mail, made, letter)


def _sort(ctx: Context, tx: Transaction, ready: _Ready) -> Sorted:
    kept, mail, made = ready.kept, ready.mail, ready.made
    if not tx.audit.claim(kept.arrival_id):
        row = tx.audit.get(kept.arrival_id)
        outcome = Outcome(row.outcome) if row and row.outcome else None
        ticket = ticket_reference(row.ticket_id) if row and row.ticket_id else None
        return Sorted(ticket, outcome, duplicate=True)
    if bounces.is_report(ctx, made, mail) or bounces.is_known(ctx, tx, made, mail):
        placed = bounces.take(ctx, tx, made, mail)
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


def _set_aside(ctx: Context, kept: Kept, reason: str, detail: str | None = None) -> Sorted:
    placed = Placed(Outcome.QUARANTINED, None, reason, detail)
    ctx.settle(lambda tx: _decide(tx, kept, placed, None))
    return _answer(placed)


def _repeated(outcome: str, kept: Kept) -> Sorted:
    return _answer(Placed(Outcome(outcome), kept.ticket_id), duplicate=True)


def _answer(placed: Placed, *, duplicate: bool = False) -> Sorted:
    ticket = ticket_reference(placed.ticket_id) if placed.ticket_id else None
    log.info("mail sorted", outcome=placed.outcome, ticket=ticket, duplicate=duplicate)
    return Sorted(ticket, placed.outcome, duplicate)

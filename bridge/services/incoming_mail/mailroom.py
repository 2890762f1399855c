"""Mail comes in: kept raw first, then read, then sorted to exactly one outcome."""

import hmac
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from bridge.domain.errors import NotAuthentic
from bridge.domain.ports import MailsAhead
from bridge.domain.words import Door, Outcome
from bridge.services.agents import accounts
from bridge.services.arrivals import arrivals, raw_mail
from bridge.services.arrivals.mail_letters import IMPORTED
from bridge.services.arrivals.raw_mail import Along, Kept
from bridge.services.context import Context
from bridge.services.incoming_mail import sorting
from bridge.services.incoming_mail.sorting import ReadMail, Sorted, Way
from bridge.store.audit import Arrival
from bridge.store.session import Transaction

log = structlog.get_logger()

LARGEST = 25 * 1024 * 1024
"""Bytes of a mail that is read whole; of a larger one only the head."""
TOGETHER = 25
"""Mails that are sorted in one transaction: each commit waits for the disk."""
MOST_TRIES = 3
"""So often is a mail taken up again whose sorting killed its process (RELIABILITY F42)."""
LEFT_FOR = timedelta(minutes=1)
LEFT_BATCH = 20
WITHHELD = "The mail server does not hand it out, again and again. It lies there unread."
POISON = "It broke whatever tried to read it, again and again."


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
    ctx: Context, mailbox: str, raws: Sequence[bytes], *, imported: bool = False
) -> list[Sorted]:
    """Keeps all of them in one transaction, then sorts each. Raises Unavailable."""
    with backlog(ctx, mailbox) as waiting:
        waiting.keep(raws, imported=imported)
        return waiting.sort()


@dataclass(frozen=True, slots=True)
class _Batch:
    """`fresh` are those of `kept` that did not come before, with what came."""

    kept: list[Kept]
    fresh: list[tuple[Kept, bytes]]
    imported: bool


class Backlog:
    """Mails of a mailbox that are kept, and read while those before them are sorted."""

    def __init__(self, ctx: Context, mailbox: str, ahead: MailsAhead) -> None:
        self._ctx = ctx
        self._mailbox = mailbox
        self._ahead = ahead
        self._waiting: deque[_Batch] = deque()

    def __len__(self) -> int:
        """How many batches wait."""
        return len(self._waiting)

    def keep(
        self, raws: Sequence[bytes], along: Along | None = None, *, imported: bool = False
    ) -> None:
        """A batch: all in one transaction, with what is to be stored `along`.

        Raises Unavailable; what is kept is sorted later by `take_up`, if not by `sort`.
        """
        mark = IMPORTED.text if imported else None
        kept = raw_mail.keep(self._ctx, self._mailbox, raws, along, mark)
        fresh = [pair for pair in zip(kept, raws, strict=True) if pair[0].outcome is None]
        self._ahead.ask([raw for _, raw in fresh])
        self._waiting.append(_Batch(kept, fresh, imported))

    def sort(self) -> list[Sorted]:
        """The batch that waits longest. After an error none waits here any more."""
        batch = self._waiting.popleft()
        try:
            done = iter(self._sorted(batch))
        except BaseException:
            self._waiting.clear()  # whatever is read ahead now does not belong to the next one
            raise
        return [
            sorting.repeated(one.outcome, one) if one.outcome else next(done) for one in batch.kept
        ]

    def _sorted(self, batch: _Batch) -> list[Sorted]:
        way = _way(self._ctx, self._mailbox, imported=batch.imported)
        done: list[Sorted] = []
        for start in range(0, len(batch.fresh), TOGETHER):
            some = batch.fresh[start : start + TOGETHER]
            done += sorting.sort_together(self._ctx, way, some, self._ahead.take(len(some)))
        return done


@contextmanager
def backlog(ctx: Context, mailbox: str) -> Iterator[Backlog]:
    with ctx.mail_parser.ahead() as ahead:
        yield Backlog(ctx, mailbox, ahead)


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
    return sorting.sort(ctx, way, kept, size, partial(sorting.read_head, ctx, head))


def pass_over(
    ctx: Context, mailbox: str, key: str, size: int, why: str, along: Along | None = None
) -> None:
    """A mail that can't be fetched: the ledger tells of it, so that somebody looks after it."""

    def work(tx: Transaction) -> None:
        if tx.audit.known(Door.MAIL, mailbox, key) is None:
            row = arrivals.arrival(Door.MAIL, mailbox, key, Outcome.QUARANTINED, ctx.clock.now())
            row.reason, row.detail, row.size = WITHHELD, why, size
            tx.audit.add(row)
        if along:
            along(tx)

    ctx.settle(work)
    log.warning("mail passed over", mailbox=mailbox, mail=key, why=why)


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
            sorting.set_aside(ctx, kept, POISON)
            continue
        with ctx.transaction() as tx:
            tx.audit.tried(row.id, now)
        way = _way(ctx, row.source, imported=row.reason == IMPORTED.text)
        sorting.sort(ctx, way, kept, row.size or 0, partial(read_again, ctx, row))
    return len(left)


def read_again(ctx: Context, row: Arrival) -> ReadMail:
    """From the raw form that was kept."""
    if (row.size or 0) > LARGEST:
        return sorting.read_head(ctx, raw_mail.fetch(ctx, row, raw_mail.HEAD))
    return sorting.read(ctx, raw_mail.fetch(ctx, row))


def _way(ctx: Context, mailbox: str, *, imported: bool = False) -> Way:
    with ctx.reading() as tx:
        row = tx.mailboxes.by_slug(mailbox)
    own = (row.authserv_id,) if row and row.authserv_id else ()
    return Way(mailbox, (*ctx.identity.authserv_ids, *own), imported)

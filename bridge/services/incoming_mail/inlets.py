"""Mailboxes that are read over IMAP: set up, leased to one process, read up to a position."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from threading import Event

import structlog

from bridge.domain import inlet_places
from bridge.domain.errors import InletFault, NotFound, TokenRefused
from bridge.domain.ports import InletAccess, Listed, OpenInlet
from bridge.services.context import Context
from bridge.services.incoming_mail import mailroom
from bridge.store.inlets import MailboxInlet
from bridge.store.mailboxes import Mailbox
from bridge.store.session import Transaction

log = structlog.get_logger()

TERM = timedelta(seconds=45)
"""A process that is silent for so long loses its mailboxes to another."""
BATCH = 50
BATCH_BYTES = 25 * 1024 * 1024
LISTED = 500
MARK_MARGIN = timedelta(minutes=10)
"""A mail server's clock may differ from ours by so much."""


@dataclass(frozen=True, slots=True)
class Inlet:
    """A mailbox to read, as its reader knows it."""

    id: int
    mailbox: str
    url: str


@dataclass(frozen=True, slots=True)
class _Position:
    """`old_below`: what has a lesser UID lay there before the set-up and is imported."""

    uid_validity: int
    last_uid: int
    old_below: int = 0


def lease(ctx: Context, holder: str) -> list[Inlet]:
    """Takes every mailbox that nobody reads, keeps those that are ours; all that we hold now."""
    rows = all_of(ctx)
    if not rows:
        return []
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        return [row for row in rows if tx.inlets.lease(row.id, holder, now, now + TERM)]


def all_of(ctx: Context) -> list[Inlet]:
    """Every mailbox that is read over IMAP."""
    with ctx.reading() as tx:
        return [Inlet(inlet.id, mailbox.slug, inlet.url) for inlet, mailbox in tx.inlets.all()]


def release(ctx: Context, inlet: Inlet, holder: str) -> None:
    """Another process need not wait for the lease to run out."""
    with ctx.transaction() as tx:
        tx.inlets.release(inlet.id, holder)


def access(ctx: Context, inlet_id: int) -> InletAccess:
    """Raises NotFound, InletFault."""
    with ctx.reading() as tx:
        row, mailbox = _found(tx, inlet_id)
    place, _ = inlet_places.read(row.url, "imap")
    if row.password_sealed is None:
        return InletAccess(place, _token(ctx, mailbox.slug), is_token=True)
    return InletAccess(place, ctx.secrets.open(row.password_sealed))


def _token(ctx: Context, mailbox: str) -> str:
    """Raises InletFault."""
    try:
        found = ctx.access_tokens.token(mailbox)
    except TokenRefused as refusal:
        why = f"The mailbox {mailbox} gives no access: {refusal.why}"
        raise InletFault(
            f"{why} Run helpdesk-bridge mailbox authorize {mailbox} again."
        ) from refusal
    if found is None:
        why = f"The mailbox {mailbox} has no password. Give it once in the set-up file:"
        remedy = 'imap = "imaps://user:password@host/INBOX", or authorize it by OAuth.'
        raise InletFault(f"{why} {remedy}", lasting=True)
    return found.token


def read(ctx: Context, inlet: Inlet, folder: OpenInlet, stop: Event) -> int:
    """Takes in everything new, oldest first; returns how many mails. Raises InletFault.

    Mails and the position are stored in one commit before anything is marked as seen, so
    whatever is cut off in between repeats harmlessly.
    """
    position = _position(ctx, inlet, folder)
    count = 0
    while not stop.is_set():
        listed = folder.listed(position.last_uid, LISTED)
        if not listed:
            break
        while listed and not stop.is_set():
            some, listed = _batch(listed, position.old_below)
            position = _take(ctx, inlet, folder, position, some)
            count += len(some)
    _tell(ctx, inlet, None, idles=folder.state.idles)
    return count


def finish(ctx: Context, inlet: Inlet, folder: OpenInlet) -> None:
    """Sorts and marks what was stored by a reader that ended before it could. Raises InletFault.

    Marked is only what came since all was read and marked: what a person made unread stays so.
    """
    while mailroom.take_up(ctx, inlet.mailbox):
        pass
    with ctx.reading() as tx:
        row, _ = _found(tx, inlet.id)
    if row.last_uid is None or row.uid_validity != folder.state.uid_validity:
        return
    since = row.read_at - MARK_MARGIN if row.read_at else None
    if not row.imports:
        since = max(since or row.set_up_at, row.set_up_at)
    folder.mark_seen(folder.unseen(row.last_uid, since))


def failed(ctx: Context, inlet: Inlet, fault: InletFault) -> None:
    """What `doctor` and the settings show."""
    log.warning("mailbox not readable", mailbox=inlet.mailbox, why=fault.why)
    _tell(ctx, inlet, fault.why)


def anchor(ctx: Context) -> list[tuple[str, str | None]]:
    """Fixes where reading begins in mailboxes that were just set up: nothing that lay there then
    becomes a ticket, and nothing that comes from now on is missed.

    Returns (mailbox, fault) for each. One that can't be reached is anchored by its reader, by the
    time when it was set up.
    """
    with ctx.reading() as tx:
        fresh = [
            Inlet(inlet.id, mailbox.slug, inlet.url)
            for inlet, mailbox in tx.inlets.all()
            if inlet.uid_validity is None
        ]
    found: list[tuple[str, str | None]] = []
    for inlet in fresh:
        try:
            with ctx.inlets.open(access(ctx, inlet.id)) as folder:
                _begin(ctx, inlet, folder, at_once=True)
        except (InletFault, ValueError) as fault:
            found.append((inlet.mailbox, str(fault)))
        else:
            found.append((inlet.mailbox, None))
    return found


def probe(ctx: Context, inlet: Inlet) -> str:
    """Connects as the reader does, and says what it found. Raises InletFault."""
    with ctx.inlets.open(access(ctx, inlet.id)) as folder:
        idles = folder.state.idles
    every = int(ctx.timing.poll_mail.total_seconds())
    return "tells of new mail at once" if idles else f"has no IDLE: is asked every {every} s"


def _take(
    ctx: Context, inlet: Inlet, folder: OpenInlet, position: _Position, some: list[Listed]
) -> _Position:
    reached = replace(position, last_uid=some[-1].uid)
    imported = some[0].uid < position.old_below

    def along(tx: Transaction) -> None:
        tx.inlets.advance(inlet.id, reached.uid_validity, reached.last_uid)

    uids = [one.uid for one in some]
    if some[0].size > mailroom.LARGEST:
        pieces = folder.pieces(some[0].uid, some[0].size)
        if first := next(pieces, b""):
            mailroom.take_large(
                ctx, inlet.mailbox, chain([first], pieces), along, imported=imported
            )
        else:  # deleted meanwhile
            mailroom.take_all(ctx, inlet.mailbox, [], along=along)
    else:
        found = folder.fetch(uids)
        raws = [found[uid] for uid in uids if uid in found]
        mailroom.take_all(ctx, inlet.mailbox, raws, along=along, imported=imported)
    folder.mark_seen(uids)
    return reached


def _batch(listed: list[Listed], old_below: int) -> tuple[list[Listed], list[Listed]]:
    """As many as fit, all old or all new; one that is too large comes alone."""
    if listed[0].size > mailroom.LARGEST:
        return listed[:1], listed[1:]
    size = 0
    for count, one in enumerate(listed):
        size += one.size
        full = count == BATCH or (count and size > BATCH_BYTES)
        if full or one.size > mailroom.LARGEST or listed[0].uid < old_below <= one.uid:
            return listed[:count], listed[count:]
    return listed, []


def _position(ctx: Context, inlet: Inlet, folder: OpenInlet) -> _Position:
    """Where to go on; from the set-up on when the folder is new to us or was renumbered."""
    with ctx.reading() as tx:
        row, _ = _found(tx, inlet.id)
    if row.last_uid is not None and row.uid_validity == folder.state.uid_validity:
        position = _Position(row.uid_validity, row.last_uid)
    else:
        position = _begin(ctx, inlet, folder, at_once=False)
    if not row.imports:
        return position
    return replace(position, old_below=folder.first_since(row.set_up_at))


def _begin(ctx: Context, inlet: Inlet, folder: OpenInlet, *, at_once: bool) -> _Position:
    """After a renumbering all that came since the set-up is read again: the ledger knows it."""
    with ctx.reading() as tx:
        row, _ = _found(tx, inlet.id)
    if row.imports:
        first = 1
    elif at_once:
        first = folder.state.next_uid
    else:
        first = folder.first_since(row.set_up_at)
    position = _Position(folder.state.uid_validity, first - 1)
    log.info("mailbox read from", mailbox=inlet.mailbox, uid=first, renumbered=row.uid_validity)
    with ctx.transaction() as tx:
        fresh, _ = _found(tx, inlet.id)
        fresh.uid_validity, fresh.last_uid = position.uid_validity, position.last_uid
        fresh.idles = folder.state.idles
    return position


def _tell(ctx: Context, inlet: Inlet, error: str | None, idles: bool | None = None) -> None:
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row, _ = _found(tx, inlet.id)
        row.last_error = error
        if error is None:
            row.read_at, row.idles = now, idles


def _found(tx: Transaction, inlet_id: int) -> tuple[MailboxInlet, Mailbox]:
    row = tx.inlets.get(inlet_id)
    if row is None:
        raise NotFound("This mailbox is read no more.")
    return row, tx.mailboxes.get(row.mailbox_id)

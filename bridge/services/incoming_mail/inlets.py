"""Mailboxes that are read over IMAP: set up, leased to one process, read up to a position."""

from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bridge.domain import inlet_places
from bridge.domain.errors import InletFault, NotFound, TokenRefused
from bridge.domain.ports import InletAccess, OpenInlet
from bridge.services.context import Context
from bridge.store.inlets import MailboxInlet
from bridge.store.mailboxes import Mailbox
from bridge.store.session import Transaction

log = structlog.get_logger()

TERM = timedelta(seconds=45)
"""A process that is silent for so long loses its mailboxes to another."""


@dataclass(frozen=True, slots=True)
class Inlet:
    """A mailbox to read, as its reader knows it."""

    id: int
    mailbox: str
    url: str


@dataclass(frozen=True, slots=True)
class Position:
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
        row, mailbox = found(tx, inlet_id)
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


def failed(ctx: Context, inlet: Inlet, fault: InletFault) -> None:
    """What `doctor` and the settings show."""
    log.warning("mailbox not readable", mailbox=inlet.mailbox, why=fault.why)
    tell(ctx, inlet, fault.why)


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
                begin(ctx, inlet, folder, at_once=True)
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


def position(ctx: Context, inlet: Inlet, folder: OpenInlet) -> Position:
    """Where to go on; from the set-up on when the folder is new to us or was renumbered."""
    with ctx.reading() as tx:
        row, _ = found(tx, inlet.id)
    if row.last_uid is not None and row.uid_validity == folder.state.uid_validity:
        position = Position(row.uid_validity, row.last_uid)
    else:
        position = begin(ctx, inlet, folder, at_once=False)
    if not row.imports:
        return position
    return replace(position, old_below=folder.first_since(row.set_up_at))


def begin(ctx: Context, inlet: Inlet, folder: OpenInlet, *, at_once: bool) -> Position:
    """After a renumbering all that came since the set-up is read again: the ledger knows it."""
    with ctx.reading() as tx:
        row, _ = found(tx, inlet.id)
    if row.imports:
        first = 1
    elif at_once:
        first = folder.state.next_uid
    else:
        first = folder.first_since(row.set_up_at)
    position = Position(folder.state.uid_validity, first - 1)
    log.info("mailbox read from", mailbox=inlet.mailbox, uid=first, renumbered=row.uid_validity)
    with ctx.transaction() as tx:
        fresh, _ = found(tx, inlet.id)
        fresh.uid_validity, fresh.last_uid = position.uid_validity, position.last_uid
        fresh.idles = folder.state.idles
    return position


def tell(ctx: Context, inlet: Inlet, error: str | None, idles: bool | None = None) -> None:
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        row, _ = found(tx, inlet.id)
        row.last_error = error
        if error is None:
            row.read_at, row.idles = now, idles


def found(tx: Transaction, inlet_id: int) -> tuple[MailboxInlet, Mailbox]:
    row = tx.inlets.get(inlet_id)
    if row is None:
        raise NotFound("This mailbox is read no more.")
    return row, tx.mailboxes.get(row.mailbox_id)

"""A mailbox is read: what is new is fetched, kept, sorted and marked as seen."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from threading import Event

from bridge.domain.errors import InletFault
from bridge.domain.ports import Listed, OpenInlet
from bridge.domain.words import Door
from bridge.services.arrivals.raw_mail import Along
from bridge.services.context import Context
from bridge.services.incoming_mail import inlets, mailroom
from bridge.services.incoming_mail.inlets import Inlet
from bridge.services.incoming_mail.mailroom import Backlog
from bridge.store.session import Transaction

BATCH = 100
BATCH_BYTES = 8 * 1024 * 1024
LISTED = 500
MOST_TRIES = 5
"""So often is a mail asked for at which the server breaks off, with growing pauses, before the ones
behind it go first."""
MARK_MARGIN = timedelta(minutes=10)
"""A mail server's clock may differ from ours by so much."""


@dataclass(slots=True)
class Trouble:
    """What a reader knows of mails at whose fetching it failed, from one try to the next.

    Up to `alone_to` each is fetched by itself, so that one that the server stumbles over holds up
    no other; `uid` is the one that failed by itself, `tries` times.
    """

    alone_to: int = 0
    uid: int = 0
    tries: int = 0
    why: str = ""

    def failed(self, some: list[Listed], fault: InletFault) -> None:
        self.alone_to = max(self.alone_to, some[-1].uid)
        if len(some) == 1:
            self.tries = self.tries + 1 if some[0].uid == self.uid else 1
            self.uid, self.why = some[0].uid, fault.why

    def gives_up(self, one: Listed) -> bool:
        return one.uid == self.uid and self.tries >= MOST_TRIES


def read(
    ctx: Context, inlet: Inlet, folder: OpenInlet, stop: Event, trouble: Trouble | None = None
) -> int:
    """Takes in everything new, oldest first; returns how many mails. Raises InletFault.

    Mails and the position are stored in one commit before anything is marked as seen, so
    whatever is cut off in between repeats harmlessly.
    """
    with mailroom.backlog(ctx, inlet.mailbox) as backlog:
        reading = _Reading(ctx, inlet, folder, backlog, trouble or Trouble())
        try:
            reading.all(stop)
        finally:
            reading.settle()
    inlets.tell(ctx, inlet, None, idles=folder.state.idles)
    return reading.count


def finish(ctx: Context, inlet: Inlet, folder: OpenInlet) -> None:
    """Sorts and marks what was stored by a reader that ended before it could. Raises InletFault.

    Marked is only what came since all was read and marked: what a person made unread stays so, and
    what was passed over.
    """
    while mailroom.take_up(ctx, inlet.mailbox):
        pass
    with ctx.reading() as tx:
        row, _ = inlets.found(tx, inlet.id)
    if row.last_uid is None or row.uid_validity != folder.state.uid_validity:
        return
    since = row.read_at - MARK_MARGIN if row.read_at else None
    if not row.imports:
        since = max(since or row.set_up_at, row.set_up_at)
    unseen, validity = folder.unseen(row.last_uid, since), row.uid_validity
    with ctx.reading() as tx:
        over = {
            uid for uid in unseen if tx.audit.known(Door.MAIL, inlet.mailbox, _key(validity, uid))
        }
    folder.mark_seen([uid for uid in unseen if uid not in over])


class _Reading:
    """One look into a folder. A batch is fetched and kept before the one before it is sorted."""

    def __init__(
        self,
        ctx: Context,
        inlet: Inlet,
        folder: OpenInlet,
        backlog: Backlog,
        trouble: Trouble,
    ) -> None:
        self._ctx = ctx
        self._inlet = inlet
        self._folder = folder
        self._backlog = backlog
        self._trouble = trouble
        self._unmarked: deque[list[int]] = deque()
        self._position = inlets.position(ctx, inlet, folder)
        self.count = 0

    def all(self, stop: Event) -> None:
        while not stop.is_set():
            listed = self._folder.listed(self._position.last_uid, LISTED)
            if not listed:
                return
            while listed and not stop.is_set():
                some, listed = self._next(listed)
                self._keep(some, listed)
                self.settle(but=1)
                self.count += len(some)

    def settle(self, but: int = 0) -> None:
        """Sorts and marks what is kept, `but` for the last batches."""
        while len(self._backlog) > but:
            self._backlog.sort()
            self._folder.mark_seen(self._unmarked.popleft())

    def _next(self, listed: list[Listed]) -> tuple[list[Listed], list[Listed]]:
        if listed[0].uid <= self._trouble.alone_to:
            return listed[:1], listed[1:]
        return _batch(listed, self._position.old_below)

    def _keep(self, some: list[Listed], behind: list[Listed]) -> None:
        reached = replace(self._position, last_uid=some[-1].uid)
        imported = some[0].uid < self._position.old_below

        def along(tx: Transaction) -> None:
            tx.inlets.advance(self._inlet.id, reached.uid_validity, reached.last_uid)

        if some[0].size > min(BATCH_BYTES, mailroom.LARGEST):
            self.settle()  # two such mails at once would fill the memory
        last_try = self._trouble.gives_up(some[0]) and self._hands_out(behind)
        try:
            if some[0].size > mailroom.LARGEST:
                self._take_large(some[0], along, imported=imported)
            else:
                self._take(some, along, imported=imported)
        except InletFault as fault:
            self._trouble.failed(some, fault)
            if not last_try:
                raise
            self._pass_over(some[0], along)
        self._position = reached

    def _take(self, some: list[Listed], along: Along, *, imported: bool) -> None:
        found = self._folder.fetch([one.uid for one in some])
        if left_out := next((one.uid for one in some if self._left_out(one, found)), None):
            raise InletFault(f"The server did not hand out the mail of UID {left_out}.")
        raws = [found[one.uid] for one in some if one.uid in found]
        self._backlog.keep(raws, along, imported=imported)
        self._unmarked.append([one.uid for one in some])

    def _left_out(self, one: Listed, found: Mapping[int, bytes]) -> bool:
        """Whether a mail did not come though nobody deleted it."""
        if one.uid in found:
            return False
        return any(still.uid == one.uid for still in self._folder.listed(one.uid - 1, 1))

    def _hands_out(self, behind: list[Listed]) -> bool:
        """Whether a mail is held up that the server does hand out: else all of it may be down."""
        return any(next(self._folder.pieces(one.uid, one.size), b"") for one in behind[:1])

    def _pass_over(self, one: Listed, along: Along) -> None:
        """It stays unread in the mailbox."""
        key = _key(self._position.uid_validity, one.uid)
        mailbox, why = self._inlet.mailbox, self._trouble.why
        mailroom.pass_over(self._ctx, mailbox, key, one.size, why, along)

    def _take_large(self, one: Listed, along: Along, *, imported: bool) -> None:
        pieces = self._folder.pieces(one.uid, one.size)
        if first := next(pieces, b""):
            mailbox = self._inlet.mailbox
            mailroom.take_large(
                self._ctx, mailbox, chain([first], pieces), along, imported=imported
            )
        else:  # deleted meanwhile
            self._backlog.keep([], along)
            self._backlog.sort()
        self._folder.mark_seen([one.uid])


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


def _key(uid_validity: int, uid: int) -> str:
    """In the ledger of arrivals, of a mail that was passed over."""
    return f"uid {uid_validity}/{uid}"

"""Reads mailboxes: a thread for each that this process holds the lease of.

Every scheduler runs this, the leading one and those that stand by, so that many mailboxes spread
over several machines. Whatever ends a thread or the process, the lease runs out and another one
goes on from the stored position.
"""

import random
import threading
from dataclasses import dataclass, field

import structlog

from bridge.domain.errors import InletFault, NotFound, Unavailable
from bridge.domain.ports import OpenInlet
from bridge.services.context import Context
from bridge.services.incoming_mail import inlet_reading, inlets
from bridge.services.incoming_mail.inlets import Inlet
from bridge.services.mailboxes import inlet_set_up

log = structlog.get_logger()

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
LASTING_PAUSE = 60.0
"""After a refused password: asking again and again would have the account locked."""
EVERY_SECONDS = 5.0
STOP_SECONDS = 10.0


@dataclass(slots=True)
class _Reader:
    inlet: Inlet
    thread: threading.Thread
    stop: threading.Event = field(default_factory=threading.Event)


class Readers:
    """The threads of one process. `holder` names the process in the leases.

    `first_url`: HELPDESK_IMAP_URL, the address of the first mailbox.
    """

    def __init__(self, ctx: Context, holder: str, first_url: str | None = None) -> None:
        self._ctx = ctx
        self._holder = holder
        self._first_url = first_url
        self._set_up = False
        self._running: dict[int, _Reader] = {}

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; then ends every thread after the mail at hand."""
        while not stop.is_set():
            try:
                self.look()
            except Unavailable as error:
                log.warning("database not reachable", error=str(error))
            except Exception:  # this loop must outlive any one fault
                log.exception("mailboxes not looked after")
            stop.wait(EVERY_SECONDS)
        self.end()

    def look(self) -> None:
        """Renews the leases; starts readers of new mailboxes and ends those of lost ones."""
        if not self._set_up:
            inlet_set_up.from_environment(self._ctx, self._first_url)
            self._set_up = True
        held = {inlet.id: inlet for inlet in inlets.lease(self._ctx, self._holder)}
        for inlet_id, reader in list(self._running.items()):
            changed = held.get(inlet_id) != reader.inlet
            if changed:
                reader.stop.set()
            if not reader.thread.is_alive():
                del self._running[inlet_id]
        for inlet_id, inlet in held.items():
            if inlet_id not in self._running:
                self._running[inlet_id] = self._started(inlet)

    def end(self) -> None:
        for reader in self._running.values():
            reader.stop.set()
        for reader in self._running.values():
            reader.thread.join(STOP_SECONDS)
            if not reader.thread.is_alive():
                try:
                    inlets.release(self._ctx, reader.inlet, self._holder)
                except Unavailable:
                    return  # the lease runs out by itself

    def _started(self, inlet: Inlet) -> _Reader:
        stop = threading.Event()
        thread = threading.Thread(
            target=follow, args=(self._ctx, inlet, stop), name=f"mail {inlet.mailbox}", daemon=True
        )
        thread.start()
        return _Reader(inlet, thread, stop)


def follow(ctx: Context, inlet: Inlet, stop: threading.Event) -> None:
    """Reads one mailbox until `stop` is set; connects anew after every fault, ever more slowly."""
    pause, trouble = FIRST_PAUSE, inlet_reading.Trouble()
    while not stop.is_set():
        try:
            with ctx.inlets.open(inlets.access(ctx, inlet.id)) as folder:
                inlet_reading.finish(ctx, inlet, folder)
                inlet_reading.read(ctx, inlet, folder, stop, trouble)
                pause = FIRST_PAUSE
                _stay(ctx, inlet, folder, stop, trouble)
        except NotFound:
            return
        except InletFault as fault:
            pause = max(pause, LASTING_PAUSE) if fault.lasting else pause
            _noted(ctx, inlet, fault)
        except Unavailable as error:
            log.warning("database not reachable", mailbox=inlet.mailbox, error=str(error))
        except Exception as error:  # an edge: the next try may do
            log.exception("mailbox reader broke", mailbox=inlet.mailbox)
            _noted(ctx, inlet, InletFault(f"A fault of this program: {type(error).__name__}."))
        stop.wait(pause * random.uniform(0.8, 1.2))  # noqa: S311 - only spreads the load
        pause = min(pause * 2, LONGEST_PAUSE)


def _stay(
    ctx: Context,
    inlet: Inlet,
    folder: OpenInlet,
    stop: threading.Event,
    trouble: inlet_reading.Trouble,
) -> None:
    """Waits and reads on one connection. Raises InletFault when it is gone.

    What came between a look and the next wait is told by the server with the answer to a command
    or as soon as the wait begins.
    """
    while not stop.is_set():
        if folder.state.idles:
            folder.wait(ctx.timing.idle_mail, stop)
        else:
            stop.wait(ctx.timing.poll_mail.total_seconds())
        inlet_reading.read(ctx, inlet, folder, stop, trouble)


def _noted(ctx: Context, inlet: Inlet, fault: InletFault) -> None:
    try:
        inlets.failed(ctx, inlet, fault)
    except (Unavailable, NotFound) as error:
        log.warning("fault not noted", mailbox=inlet.mailbox, error=str(error))

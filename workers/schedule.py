"""The scheduler: of all that run, one leads; it finds due rows whose hint was lost."""

import os
import secrets
import socket
import threading
from datetime import timedelta

import structlog

from bridge.domain.errors import Unavailable
from bridge.services.canary import canary_tickets
from bridge.services.context import Context
from bridge.services.incoming_mail import mailroom
from bridge.services.outgoing import outbox

log = structlog.get_logger()

EVERY = timedelta(seconds=1)
TERM = timedelta(seconds=15)
TIDY_EVERY = timedelta(hours=1)


def new_holder() -> str:
    """This process, as leases name it."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"[:64]


def run(ctx: Context, stop: threading.Event) -> None:
    """Sweeps every second while it leads, until `stop` is set."""
    holder = new_holder()
    leading = False
    tidy_at = ctx.clock.now()
    while not stop.is_set():
        try:
            leads = outbox.lead(ctx, holder, TERM)
            if leads != leading:
                log.info("leads" if leads else "stands by", scheduler=holder)
            leading = leads
            if leading:
                outbox.sweep(ctx)
                mailroom.take_up(ctx)
                if ctx.clock.now() >= tidy_at:
                    tidy_at = ctx.clock.now() + TIDY_EVERY
                    canary_tickets.remove_old(ctx)
        except Unavailable as error:
            log.warning("database not reachable", error=str(error))
        except Exception:  # the loop is a process edge: it must outlive any one fault
            log.exception("sweep broke")
        stop.wait(EVERY.total_seconds())

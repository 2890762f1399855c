"""Drains the queue `sync`: many sites at once, so that a slow one delays no other."""

from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from bridge.services.context import Context
from bridge.services.outgoing import outbox
from bridge.services.outgoing.outbox import Claim

AT_ONCE = 8
PER_SITE = 2
"""A site's submissions and its articles; its files wait for one of these places."""
WAITING_PER_SITE = 8
LATER = timedelta(seconds=5)
LOOK_AGAIN = 1.0  # seconds

Run = Callable[[Claim], None]


def drain(ctx: Context, queue: str, run: Run, until: datetime) -> int:
    """Runs what is due, until nothing is or time is up; returns how many effects ran.

    `run` raises nothing, and ends by itself in bounded time.
    """
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=queue) as pool:
        lanes = _Lanes(ctx, queue, run, pool)
        while True:
            if ctx.clock.now() <= until:
                lanes.claim()
            if not lanes.running:
                return lanes.count
            lanes.wait()


class _Lanes:
    """What is in hand: `running` by future, and claims that wait for their site."""

    def __init__(self, ctx: Context, queue: str, run: Run, pool: ThreadPoolExecutor) -> None:
        self._ctx = ctx
        self._queue = queue
        self._run = run
        self._pool = pool
        self._waiting: dict[int, deque[Claim]] = {}
        self._busy: Counter[int] = Counter()
        self._renewed_at = ctx.clock.now()
        self.running: dict[Future[None], tuple[int, Claim]] = {}
        self.count = 0

    def claim(self) -> None:
        """Fills the free places. Claims of a site that has too much in hand come back later."""
        while room := AT_ONCE - len(self.running):
            claims = outbox.claim(self._ctx, self._queue, room)
            if not claims:
                return
            sites = outbox.sites_of(self._ctx, claims)
            for claim in claims:
                self._place(sites[claim.effect_id], claim)

    def wait(self) -> None:
        """Until something ends, or it is time to look again; keeps the leases alive."""
        done, _ = wait(self.running, LOOK_AGAIN, FIRST_COMPLETED)
        for future in done:
            site, _ = self.running.pop(future)
            self._busy[site] -= 1
            future.result()
            if self._waiting.get(site):
                self._start(site, self._waiting[site].popleft())
        now = self._ctx.clock.now()
        if now - self._renewed_at > self._ctx.timing.lease / 4:
            self._renewed_at = now
            held = [claim for _, claim in self.running.values()]
            outbox.keep(self._ctx, [*held, *(c for line in self._waiting.values() for c in line)])

    def _place(self, site: int, claim: Claim) -> None:
        line = self._waiting.setdefault(site, deque())
        if self._busy[site] < PER_SITE:
            self._start(site, claim)
        elif len(line) < WAITING_PER_SITE:
            line.append(claim)
        else:
            outbox.put_off(self._ctx, claim, LATER)

    def _start(self, site: int, claim: Claim) -> None:
        self._busy[site] += 1
        self.count += 1
        self.running[self._pool.submit(self._run, claim)] = (site, claim)

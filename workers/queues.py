"""The queues in Redis, and the one place that names the jobs in them."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from bridge.domain.ports import WorkQueue
from bridge.domain.words import QueueName

log = structlog.get_logger()

DRAIN_JOB = "workers.jobs.drain"
JOB_SECONDS = 600
_PENDING = "helpdesk:nudged:{}"
_PENDING_SECONDS = 60
SPACING_SECONDS = 0.02


def connect(redis_url: str, *, patient: bool = False) -> Redis:
    """A lazy connection. `patient` waits for blocking commands, as workers need."""
    if patient:
        return Redis.from_url(redis_url)
    return Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=1)


def queue(connection: Redis, name: str) -> Queue:
    """Jobs travel as JSON: nothing that is read from Redis is ever unpickled."""
    return Queue(
        name, connection=connection, serializer=JSONSerializer, default_timeout=JOB_SECONDS
    )


class RqQueue:
    """Fulfils the port WorkQueue. One waiting job per queue is enough: it drains all of it."""

    def __init__(self, redis_url: str | None) -> None:
        self._redis = connect(redis_url) if redis_url else None
        self._draining: str | None = None

    def nudge(self, name: str) -> None:
        """Silently does nothing without Redis: the sweeper finds the rows."""
        if self._redis is None or name == self._draining:
            return
        try:
            mark = _PENDING.format(QueueName(name))
            if self._redis.set(mark, 1, nx=True, ex=_PENDING_SECONDS):
                queue(self._redis, name).enqueue_call(
                    DRAIN_JOB, args=(str(name),), result_ttl=0, failure_ttl=3600
                )
        except RedisError as error:
            log.warning("queue not reachable", queue=name, error=type(error).__name__)

    @contextmanager
    def draining(self, name: str) -> Iterator[None]:
        """The waiting job has begun: the next nudge makes a new one, but for its own queue.

        It finds by itself what it adds there.
        """
        if self._redis is not None:
            self._redis.delete(_PENDING.format(QueueName(name)))
        self._draining = name
        try:
            yield
        finally:
            self._draining = None

    def ping(self) -> bool:
        try:
            return self._redis is not None and bool(self._redis.ping())
        except RedisError:
            return False


class SpacedHints:
    """Fulfils the port WorkQueue over another one, from a thread of its own.

    A request never waits for Redis, however slow it is. The first hint leaves at once; those
    that come while it leaves, and shortly after, leave together. One that is lost with the
    process is found by the sweeper.
    """

    def __init__(self, queue: WorkQueue) -> None:
        self._queue = queue
        self._wanted: set[str] = set()
        self._changed = threading.Condition()
        self._sender: threading.Thread | None = None

    def nudge(self, name: str) -> None:
        with self._changed:
            self._wanted.add(name)
            if self._sender is None or not self._sender.is_alive():
                self._sender = threading.Thread(target=self._send, name="hints", daemon=True)
                self._sender.start()
            self._changed.notify()

    def ping(self) -> bool:
        return self._queue.ping()

    def _send(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted)
                names, self._wanted = self._wanted, set()
            for name in sorted(names):
                self._queue.nudge(name)
            time.sleep(SPACING_SECONDS)

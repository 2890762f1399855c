"""What one worker process holds: built once before RQ forks, inherited by each job's process.

Nothing is connected when the fork happens: connections belong to the process that opens them.
"""

from dataclasses import dataclass

from bridge.config import Config
from bridge.services.context import Context
from bridge.wiring import build
from workers.queues import RqQueue


@dataclass(frozen=True, slots=True)
class Started:
    context: Context
    queue: RqQueue


_started: list[Started] = []


def start(config: Config, redis_url: str) -> Started:
    queue = RqQueue(redis_url)
    _started[:] = [Started(build(config, redis_url, queue=queue), queue)]
    return _started[0]


def current() -> Started:
    """Raises LookupError in a process that is no worker."""
    if not _started:
        raise LookupError("this process was not started as a worker")
    return _started[0]

"""What RQ calls. A job takes a name and hands over; running it twice does no harm."""

from workers import outbox, process


def drain(queue: str) -> None:
    started = process.current()
    with started.queue.draining(queue):
        drained = outbox.drain(started.context, queue)
    if drained.more:
        started.queue.nudge(queue)

"""What RQ calls. A job takes a name and hands over; running it twice does no harm."""

from workers import outbox, process


def drain(queue: str) -> None:
    started = process.current()
    started.queue.taken(queue)
    outbox.drain(started.context, queue)

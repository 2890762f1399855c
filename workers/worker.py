"""A worker: RQ's, over our queues."""

from rq import Worker
from rq.serializers import JSONSerializer

from bridge.config import Config
from bridge.domain.words import QueueName
from workers import process
from workers.queues import connect, queue

ALL_QUEUES = tuple(QueueName)


def work(config: Config, redis_url: str, queues: tuple[str, ...], *, burst: bool = False) -> None:
    """Until told to stop (SIGTERM: ends after the job at hand), or until the queues are empty.

    Each job runs in a process of its own: one that dies takes no other with it.
    """
    process.start(config, redis_url)
    connection = connect(redis_url, patient=True)
    rows = [queue(connection, name) for name in queues or ALL_QUEUES]
    worker = Worker(rows, connection=connection, serializer=JSONSerializer)
    worker.log_job_description = False
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)

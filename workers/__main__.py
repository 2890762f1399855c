"""`python -m workers worker|scheduler`: what `helpdesk-bridge worker|scheduler` turns into."""

import argparse
import signal
import sys
import threading

from bridge import logs
from bridge.config import ConfigError, load
from bridge.domain.words import QueueName
from bridge.services.context import Context
from bridge.wiring import build
from workers import mailboxes, schedule
from workers.worker import work


def main(arguments: list[str]) -> int:
    wanted = _parser().parse_args(arguments)
    try:
        config = load()
        logs.set_up(config.log_format)
        if config.redis_url is None:
            raise ConfigError(
                "HELPDESK_REDIS_URL: needed here; for example redis://127.0.0.1:6379/0"
            )
        if wanted.role == "scheduler":
            run_scheduler(build(config, config.redis_url), config.imap_url)
        else:
            work(config, config.redis_url, wanted.queues, burst=wanted.burst)
    except ConfigError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    return 0


def run_scheduler(ctx: Context, imap_url: str | None) -> None:
    """Until SIGTERM or SIGINT. `imap_url`: HELPDESK_IMAP_URL."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    readers = mailboxes.Readers(ctx, schedule.new_holder(), imap_url)
    reading = threading.Thread(target=readers.run, args=(stop,), name="mailboxes")
    reading.start()
    try:
        schedule.run(ctx, stop)
    finally:
        stop.set()
        reading.join()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="helpdesk-bridge")
    roles = parser.add_subparsers(dest="role", required=True)
    worker = roles.add_parser("worker")
    worker.add_argument("--queues", type=_queues, default=())
    worker.add_argument("--burst", action="store_true")
    roles.add_parser("scheduler")
    return parser


def _queues(text: str) -> tuple[QueueName, ...]:
    try:
        return tuple(QueueName(name.strip()) for name in text.split(",") if name.strip())
    except ValueError as error:
        known = ", ".join(QueueName)
        raise argparse.ArgumentTypeError(f"queues are: {known}") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

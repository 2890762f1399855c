"""`up`: the whole helpdesk as one process group."""

import secrets

import click
import structlog

from bridge.cli import valkey
from bridge.cli.supervisor import Child, Supervisor, own_command, role_command
from bridge.config import Config
from bridge.domain.words import QueueName, Role
from bridge.services.agents import accounts
from bridge.wiring import build, migrate

log = structlog.get_logger()

# a slow vendor or a slow site delays no answer and not each other: each has a worker of its own
WORKERS = (
    (QueueName.REPLIES,),
    (QueueName.VENDORS, QueueName.BULK, QueueName.REPLIES),
    (QueueName.SYNC,),
)


def run(config: Config, host: str, port: int) -> int:
    """Migrates, then keeps web, workers and scheduler running until told to stop."""
    migrate(config)
    first_admin(config)
    supervisor = Supervisor()
    supervisor.stop_on_signals()
    try:
        redis_url = config.redis_url or _embedded(config, supervisor)
        for child in children(redis_url, host, port):
            supervisor.add(child)
        click.echo(f"Helpdesk Bridge is up: {config.base_url}/inbox")
        supervisor.watch()
    finally:
        supervisor.stop()
    return 0


def children(redis_url: str, host: str, port: int) -> list[Child]:
    environment = {"HELPDESK_REDIS_URL": redis_url}
    web = own_command("web", "--host", host, "--port", str(port))
    return [
        Child("web", web, environment),
        *(
            Child("worker", role_command("worker", "--queues", ",".join(queues)), environment)
            for queues in WORKERS
        ),
        Child("scheduler", role_command("scheduler"), environment),
    ]


def first_admin(config: Config) -> None:
    """On the first start: an admin with a password that is printed this once."""
    ctx = build(config)
    try:
        if accounts.agents(ctx):
            return
        password = secrets.token_urlsafe(12)
        admin = accounts.add_agent(ctx, config.mail_from[1], "Admin", Role.ADMIN, password)
        click.echo(f"First start: log in as {admin.email} with the password {password}")
    finally:
        ctx.database.dispose()


def _embedded(config: Config, supervisor: Supervisor) -> str:
    child, url = valkey.child(config.data_dir / valkey.FOLDER)
    supervisor.add(child)
    valkey.wait_until_ready(url)
    return url

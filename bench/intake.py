"""`intake`: signed submissions accepted per second, beside a bare route with six inserts."""

import sys
from pathlib import Path

from bench.bare_app import prepare, prepare_postgresql
from bench.desk import SITE, Desk, desk, signed_request, submission
from bench.load import fire, wait_for_port
from bench.rows import Row, rate_row
from bridge.cli.supervisor import Child, own_command
from bridge.cli.valkey import free_port
from tests.servers import postgresql
from tests.servers.postgresql import Cluster
from tests.servers.requirements import postgresql_folder
from tests.servers.run import OwnedRun

WEB_WORKERS = 2
REQUESTS = 1500
WARM_UP = 100
RUNS = 3
LEAST_RATIO = 0.4


def run() -> list[Row]:
    return [_on_sqlite(), *_on_postgresql()]


def _on_sqlite() -> Row:
    with desk(WEB_WORKERS=str(WEB_WORKERS)) as made:
        database = str(Path(made.environment["HELPDESK_DATA_DIR"]) / "bare.db")
        prepare(database)
        return _measured(made, database, "intake.sqlite", "SQLite, WAL, synchronous=FULL")


def _on_postgresql() -> list[Row]:
    """Beside the aim, which is set for SQLite: commits wait for the disk here too."""
    if postgresql_folder() is None:
        sys.stderr.write("intake.postgresql needs PostgreSQL: apt-get install postgresql\n")
        return []
    servers = OwnedRun()
    durable = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    try:
        cluster = Cluster(servers, int(postgresql.start(servers, **durable)["port"]))
        ours, bare = (cluster.url(cluster.create()) for _ in range(2))
        place = bare.replace("+psycopg", "")
        prepare_postgresql(place)
        with desk(WEB_WORKERS=str(WEB_WORKERS), DATABASE_URL=ours) as made:
            settings = "PostgreSQL, fsync and synchronous_commit on"
            return [_measured(made, place, "intake.postgresql", settings)]
    finally:
        servers.end()


def _measured(made: Desk, bare_database: str, name: str, database: str) -> Row:
    our_port, bare_port = free_port(), free_port()
    _start(made, bare_database, our_port, bare_port)
    ours, bare = [], []
    number = 0
    for size in (WARM_UP, *[REQUESTS] * RUNS):
        bodies = [submission(number + row) for row in range(size)]
        number += size
        hook = f"/hooks/wordpress/{SITE}"
        mine = [signed_request(hook, made.push_secret, body) for body in bodies]
        theirs = [signed_request("/hook", made.push_secret, body) for body in bodies]
        bare.append(fire(bare_port, theirs))
        ours.append(fire(our_port, mine))
    settings = {
        "database": database,
        "web_workers": WEB_WORKERS,
        "requests": REQUESTS,
        "connections": 8,
    }
    what = "bare Flask route, HMAC and six inserts in one commit"
    return rate_row(name, ours[1:], bare[1:], what, LEAST_RATIO, settings)


def _start(made: Desk, database: str, our_port: int, bare_port: int) -> None:
    bare = [sys.executable, "-m", "bench.bare_server", str(bare_port), str(WEB_WORKERS)]
    environment = {"BARE_DATABASE": database, "BARE_SECRET": made.push_secret}
    quiet = made.environment | {"HELPDESK_LOG_FORMAT": "json"}
    made.supervisor.add(Child("bare", bare, environment))
    ours = own_command("web", "--port", str(our_port))
    made.supervisor.add(Child("web", ours, quiet))
    for port in (our_port, bare_port):
        wait_for_port(port)

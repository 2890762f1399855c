"""One PostgreSQL cluster for the test run, and a database of its own for each test."""

import os
import pwd
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.requirements import postgresql_folder
from tests.servers.run import NotStarted, Run, free_port

ACCOUNTS = ("postgres", "nobody")  # whom root runs the server as: PostgreSQL refuses root itself
# Text sorts and folds as on a production server in UTF-8, accents included.
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
# A test's data need not survive a power cut.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "autovacuum": "off",
    "timezone": "UTC",
}
PORT_TRIES = 3


class Cluster:
    """A running cluster, known by its port."""

    def __init__(self, run: Run, port: int) -> None:
        self._run = run
        self._port = port

    @classmethod
    def of(cls, run: Run) -> "Cluster":
        """The run's cluster, started by the first worker that asks."""
        return cls(run, int(run.once("postgresql", lambda: start(run))["port"]))

    def url(self, database: str) -> str:
        """In SQLAlchemy's form, with the driver named."""
        return f"postgresql+psycopg://helpdesk@127.0.0.1:{self._port}/{database}"

    def create(self, template: str = "template0") -> str:
        """The name of a new database, equal to `template`."""
        name = f"test_{uuid.uuid4().hex}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Also ends whatever connection a test left open."""
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def template(self, key: str, prepare: Callable[[str], object]) -> str:
        """The name of a database that `prepare` filled, once in this run; copy it by `create`."""

        def make() -> dict[str, str]:
            name = self.create()
            prepare(self.url(name))
            # A template that somebody is connected to cannot be copied.
            self._execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
            self._end_connections(name)
            return {"name": name}

        return self._run.once(f"postgresql-{key}", make)["name"]

    def _execute(self, statement: str, *names: str) -> None:
        with connect(self._port) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _end_connections(self, name: str) -> None:
        with connect(self._port) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )


def connect(port: int) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=port, user="helpdesk", dbname="postgres", autocommit=True
    )


def start(run: Run, **settings: str) -> dict[str, str]:
    """`settings` beside or instead of SETTINGS. Raises NotStarted with the server's last words."""
    programs = postgresql_folder()
    if programs is None:
        raise NotStarted("no PostgreSQL on this machine")
    user = account()
    data = run.folder / "postgresql"
    initialise(programs, data, user)
    for attempt in range(1, PORT_TRIES + 1):
        port = free_port()
        options = [f"-c{key}={value}" for key, value in (SETTINGS | settings).items()]
        server = run.keep(
            "postgresql",
            [str(programs / "postgres"), "-D", str(data), "-p", str(port), *options],
            ending=signal.SIGQUIT,  # at once: no client is waited for, nothing need be saved
            user=user,
        )
        try:
            server.wait_until_ready(lambda port=port: accepts(port))
        except NotStarted:  # somebody else may have taken the port in between
            if attempt == PORT_TRIES:
                raise
        else:
            break
    return {"port": str(port)}


def initialise(programs: Path, data: Path, user: str) -> None:
    data.mkdir(mode=0o700)
    if user:
        entry = pwd.getpwnam(user)
        os.chown(data, entry.pw_uid, entry.pw_gid)
    command = [str(programs / "initdb"), "--pgdata", str(data), "--username=helpdesk"]
    command += ["--auth=trust", "--encoding=UTF8", f"--locale={LOCALE}", "--no-sync"]
    identity = {"user": user, "group": entry.pw_gid, "extra_groups": []} if user else {}
    made = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=data.parent, **identity
    )
    if made.returncode:
        raise NotStarted(f"initdb failed:\n{made.stderr}")


def account() -> str:
    """The account to run PostgreSQL as; empty for our own."""
    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ACCOUNTS if name in known)


def accepts(port: int) -> bool:
    try:
        connect(port).close()
    except psycopg.OperationalError:
        return False
    return True

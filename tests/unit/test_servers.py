"""The servers of the tests are real, apart from one another, and gone at the end."""

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import psycopg
import pytest
import redis
import sqlalchemy
from playwright.sync_api import BrowserContext

from tests.servers.databases import Databases
from tests.servers.run import NotStarted, OwnedRun, Run, wait_until


def execute(url: str, *statements: str) -> list[tuple]:
    """Runs each in one transaction; the rows of the last one."""
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.begin() as connection:
            for statement in statements:
                result = connection.execute(sqlalchemy.text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        engine.dispose()


def make_shelf(url: str) -> None:
    execute(url, "CREATE TABLE shelf (book TEXT)", "INSERT INTO shelf VALUES ('first')")


@pytest.mark.postgresql
def test_a_postgresql_url_leads_to_a_real_postgresql(postgresql_url: str) -> None:
    [(version,)] = execute(postgresql_url, "SELECT version()")
    assert version.startswith("PostgreSQL ")


@pytest.mark.postgresql
def test_postgresql_folds_accented_letters(postgresql_url: str) -> None:
    assert execute(postgresql_url, "SELECT lower('ÉTÉ')") == [("été",)]


def test_an_empty_database_holds_no_table(database: str) -> None:
    engine = sqlalchemy.create_engine(database)
    assert sqlalchemy.inspect(engine).get_table_names() == []
    engine.dispose()


def test_two_databases_of_a_test_do_not_see_each_other(databases: Databases) -> None:
    one, other = databases.empty(), databases.empty()
    make_shelf(one)
    make_shelf(other)
    execute(other, "INSERT INTO shelf VALUES ('second')")
    assert execute(one, "SELECT count(*) FROM shelf") == [(1,)]


def test_copies_of_a_prepared_database_are_apart(prepared_database) -> None:
    one, other = prepared_database(make_shelf), prepared_database(make_shelf)
    execute(one, "DELETE FROM shelf")
    assert execute(other, "SELECT book FROM shelf") == [("first",)]


def test_a_migrated_database_has_the_tables_of_the_bridge(migrated_database: str) -> None:
    assert execute(migrated_database, "SELECT count(*) FROM tickets") == [(0,)]


@pytest.mark.postgresql
def test_a_database_is_dropped_although_a_connection_is_open(
    server_run: Run, tmp_path: Path, postgresql_url: str
) -> None:
    databases = Databases("postgresql", server_run, tmp_path)
    url = databases.empty().replace("+psycopg", "")
    with psycopg.connect(url) as left_open:
        databases.forget()
        with pytest.raises(psycopg.OperationalError):
            left_open.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_valkey_is_empty_at_the_start_of_each_test(valkey_url: str, turn: str) -> None:
    with redis.Redis.from_url(valkey_url) as client:
        assert client.dbsize() == 0
        client.set(turn, "left behind")


class Page(BaseHTTPRequestHandler):
    """One page that sets a cookie and shows the one that came."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Set-Cookie", "seen=before")
        self.end_headers()
        self.wfile.write(f"<h1>cookie: {self.headers['Cookie']} 😀</h1>".encode())

    def log_message(self, *_: object) -> None:
        """Silent: pytest's output is for failures."""


@pytest.fixture
def page_url():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_browser_comes_without_cookies(
    browser_context: BrowserContext, page_url: str, turn: str
) -> None:
    page = browser_context.new_page()
    page.goto(page_url)
    assert page.inner_text("h1") == "cookie: None 😀"
    page.reload()
    assert page.inner_text("h1") == "cookie: seen=before 😀"


@pytest.fixture
def own_run():
    run = OwnedRun()
    yield run
    if run.folder.exists():
        run.end()


def sleeper(run: Run, pid_file: Path) -> int:
    """The id of a program that ends only when told to."""
    script = f"echo $$ > {pid_file}; exec sleep 600"
    run.keep("sleeper", ["sh", "-c", script], ending=signal.SIGTERM)
    wait_until(lambda: pid_file.exists() and pid_file.read_text() != "", "the program's id")
    return int(pid_file.read_text())


KILLED_RUN = """
import os, signal, sys, time
from tests.servers.run import OwnedRun
OwnedRun().keep(
    "sleeper", ["sh", "-c", f"echo $$ > {sys.argv[1]}; exec sleep 600"], ending=signal.SIGTERM
)
while not (os.path.exists(sys.argv[1]) and os.path.getsize(sys.argv[1])):
    time.sleep(0.02)
os.kill(os.getpid(), signal.SIGKILL)
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_end_of_a_run_stops_its_servers_and_removes_its_folder(
    own_run: OwnedRun, tmp_path: Path
) -> None:
    pid = sleeper(own_run, tmp_path / "pid")
    own_run.end()
    assert not is_running(pid)
    assert not own_run.folder.exists()


def test_a_server_ends_when_its_run_is_killed(tmp_path: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_RUN, tmp_path / "pid"],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    pid = int((tmp_path / "pid").read_text())
    wait_until(lambda: not is_running(pid), "the orphaned server to end")


def test_a_server_that_fails_to_start_is_reported_with_its_last_words(own_run: OwnedRun) -> None:
    broken = own_run.keep("broken", ["sh", "-c", "echo no luck; exit 3"], ending=signal.SIGTERM)
    with pytest.raises(NotStarted, match="no luck"):
        broken.wait_until_ready(lambda: False)

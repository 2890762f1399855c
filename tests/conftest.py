"""The servers that tests ask for by fixture; `tests/servers/` starts and stops them.

Nothing here starts before a test wants it. All worker processes of a run share one PostgreSQL
cluster; each has a Valkey and a browser of its own.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from _pytest.terminal import TerminalReporter
from playwright.sync_api import Browser, BrowserContext

from tests.servers import browser as browsers
from tests.servers import certificates, closing, requirements, valkey
from tests.servers import dovecot as dovecots
from tests.servers.databases import Databases, Prepare
from tests.servers.dovecot import Account, Dovecot
from tests.servers.migrated import migrate
from tests.servers.run import OwnedRun, Run

pytest_plugins = ["tests.support.desk"]

RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", None)  # set by xdist in its worker processes
    config.stash[RUN] = Run(Path(given["servers"])) if given else OwnedRun()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """xdist: tells a new worker where the run's servers are."""
    node.workerinput["servers"] = str(node.config.stash[RUN].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    run = config.stash.get(RUN, None)
    if isinstance(run, OwnedRun):
        run.end()


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    closing.tell(terminalreporter)


@pytest.fixture(scope="session")
def server_run(pytestconfig: pytest.Config) -> Run:
    """Where servers of this run live; a new kind of server starts with `server_run.keep`."""
    return pytestconfig.stash[RUN]


# ---- databases


def databases_for(kind: str, run: Run, folder: Path) -> Iterator[Databases]:
    if kind == "postgresql":
        requirements.POSTGRESQL.demand()
    databases = Databases(kind, run, folder)
    yield databases
    databases.forget()


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def databases(
    request: pytest.FixtureRequest, server_run: Run, tmp_path: Path
) -> Iterator[Databases]:
    """Databases for one test, which runs twice: on SQLite and on PostgreSQL."""
    yield from databases_for(request.param, server_run, tmp_path)


@pytest.fixture
def database(databases: Databases) -> str:
    """The URL of an empty database; the test runs on SQLite and on PostgreSQL."""
    return databases.empty()


@pytest.fixture
def prepared_database(databases: Databases) -> Callable[[Prepare], str]:
    """Gives the URL of a copy of what a function made of an empty database, once in the run."""
    return databases.prepared


@pytest.fixture
def migrated_database(databases: Databases) -> str:
    """The URL of a database with the bridge's schema and no rows; SQLite and PostgreSQL."""
    return databases.prepared(migrate)


@pytest.fixture
def postgresql_url(server_run: Run, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    for made in databases_for("postgresql", server_run, tmp_path):
        yield made.empty()


# ---- Valkey


@pytest.fixture(scope="session")
def valkey_of_worker(server_run: Run, worker_id: str) -> Iterator[str]:
    server, url = valkey.start(server_run, worker_id)
    yield url
    server.stop()


@pytest.fixture
def valkey_url(valkey_of_worker: str) -> str:
    """The URL of an empty Valkey that no other test uses at the same time."""
    with redis.Redis.from_url(valkey_of_worker) as client:
        client.flushall()
    return valkey_of_worker


# ---- Dovecot


@pytest.fixture(scope="session")
def dovecot(
    server_run: Run, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dovecot]:
    """A mail server that offers IMAP with IDLE; `dovecot.account()` is an empty mailbox."""
    requirements.DOVECOT.demand()
    certificate = certificates.self_signed(tmp_path_factory.mktemp("imap-tls") / "server.pem")
    server = dovecots.start(server_run, worker_id, certificate)
    yield server
    server.server.stop()


@pytest.fixture
def imap_account(dovecot: Dovecot) -> Account:
    return dovecot.account()


# ---- browser


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser of the Chromium family."""
    path = requirements.chromium_path()
    if path is None:
        requirements.CHROMIUM.is_missing()
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with browsers.launched(chromium) as launched:
        yield launched


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A window without cookies or cache, in UTC and English, 1280 pixels wide."""
    with browser.new_context(
        locale="en-GB", timezone_id="UTC", viewport={"width": 1280, "height": 800}
    ) as context:
        context.set_default_timeout(15_000)  # milliseconds
        yield context

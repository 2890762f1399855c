"""The API as a program sees it: an application over a real database, called in this process."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bridge import config, wiring
from bridge.app import create_app
from bridge.services.agents import accounts
from bridge.services.context import Context
from bridge.store.knowledge import Article
from bridge.store.sites import Site
from bridge.store.vendors import Vendor
from tests.servers.databases import Prepare
from tests.support.compiled import compiled_once
from tests.web.api.program import SITE_KEY, VENDOR_URL, Program, Quiet


def migrated(url: str) -> None:
    """A database with one site, two articles, two vendors."""
    with TemporaryDirectory() as folder:
        made = _config(url, Path(folder))
        wiring.migrate(made)
        context = wiring.build(made, queue=Quiet())
        _fill(context)
        context.database.dispose()


@pytest.fixture
def context(prepared_database: Callable[[Prepare], str], tmp_path: Path) -> Iterator[Context]:
    made = wiring.build(_config(prepared_database(migrated), tmp_path), queue=Quiet())
    yield made
    made.database.dispose()


@pytest.fixture
def app(context: Context, tmp_path: Path) -> Flask:
    url = context.database.url.render_as_string(hide_password=False)
    return compiled_once(create_app(_config(url, tmp_path), context))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def program_with(context: Context, client: FlaskClient) -> Callable[..., Program]:
    """A program whose token has just these scopes."""

    def made(*scopes: str) -> Program:
        return Program(client, accounts.create_token(context, f"program {scopes}", scopes))

    return made


@pytest.fixture
def program(program_with: Callable[..., Program]) -> Program:
    """A program that may do everything."""
    return program_with(*accounts.SCOPES)


def _config(url: str, folder: Path) -> config.Config:
    environment = {
        "HELPDESK_DATABASE_URL": url,
        "HELPDESK_DATA_DIR": str(folder),
        "HELPDESK_SECRET_KEY": "a-secret-of-the-tests-that-is-long-enough",
        "HELPDESK_BASE_URL": "http://localhost",
    }
    return config.load(environment, file=folder / "none.toml")


def _fill(context: Context) -> None:
    now = context.clock.now()
    with context.transaction() as tx:
        site = Site(
            slug="main",
            url="https://site.test",
            wp_user="bridge",
            wp_password_sealed=context.secrets.seal("password"),
            transport="auto",
            push_secrets_sealed=context.secrets.seal("whsec_c2VjcmV0"),
            public_key=SITE_KEY,
            submissions_cursor=0,
            created_at=now,
        )
        tx.sites.add(site)
        tx.session.flush()
        for number, status in enumerate(("publish", "draft"), 1):
            article = Article(
                site_id=site.id,
                wp_type="post",
                wp_id=number,
                status=status,
                url=f"https://site.test/refund-{status}/",
                title=f"How a refund works ({status})",
                excerpt="Refunds take five days.",
                html="<p>Refunds take five days.</p>",
                body="Refunds take five days.",
                language="en",
                categories=["Billing"],
                modified_at=now,
            )
            tx.knowledge.add(article)
            tx.session.flush()
            tx.search.index(article)
        for slug, channel, address in (
            ("acme", "webhook", VENDOR_URL),
            ("mailco", "email", "support@mailco.test"),
        ):
            tx.vendors.add(
                Vendor(
                    slug=slug,
                    name=slug.title(),
                    channel=channel,
                    address=address,
                    domains=[],
                    secrets_sealed=context.secrets.seal("whsec_c2VjcmV0"),
                    redaction={},
                    product="Shop",
                    language="en",
                    enabled=True,
                    created_at=now,
                )
            )

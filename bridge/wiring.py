"""The one place where concrete adapters meet the ports."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bridge.config import Config, ConfigError
from bridge.domain import errors
from bridge.domain.ports import Address
from bridge.mail.composing.compose import TemplateComposer
from bridge.mail.imap.evidence import ImapEvidence
from bridge.mail.imap.inlet import ImapInlets
from bridge.mail.reading.parallel import ParallelParser
from bridge.mail.sending.send import SmtpMailer
from bridge.mail.sending.smtp_config import SmtpConfig
from bridge.net.egress import Egress
from bridge.net.oauth import OAuthServer
from bridge.services.context import Context, Identity, Timing
from bridge.services.mailboxes import inlet_set_up
from bridge.services.mailboxes.mail_grants import StoredTokens
from bridge.store import schema
from bridge.store.files import FolderFiles
from bridge.store.session import Database
from bridge.store.vault import Argon2Passwords, KeyedSecrets
from bridge.vendors.inbound import VendorUpdates
from bridge.vendors.signing import StandardWebhooksCheck
from bridge.vendors.webhook import VendorWebhooks
from bridge.wordpress.checking.inspector import SiteInspector
from bridge.wordpress.publish import WordPressPublisher
from bridge.wordpress.site import WordPressSites
from workers.queues import RqQueue, SpacedHints

__all__ = ["Context", "SystemClock", "build", "build_web", "downgrade", "migrate", "schema_state"]


NEW_OBJECTS = 10_000
"""After so many Python looks for unreachable cycles (gc.set_threshold). Rows and mails come by the
thousand and hardly one hangs in a cycle; at Python's own 700 the search costs a sixth of the time.
"""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def build(config: Config, redis_url: str | None = None, **replaced: Any) -> Context:
    """The context of one process. `replaced` binds other adapters to ports, as tests do.

    Connects to nothing yet. Raises ConfigError.
    """
    gc.set_threshold(NEW_OBJECTS)
    try:
        made = replace(_build(config, redis_url), **replaced)
    except errors.ConfigError as error:
        raise ConfigError(str(error)) from error
    if "access_tokens" in replaced:
        return made
    return replace(
        made,
        access_tokens=StoredTokens(made.database, made.clock, made.secrets, made.token_server),
    )


def build_web(config: Config, redis_url: str | None = None) -> Context:
    """The context of a web process: its hints never hold a request up."""
    queue = SpacedHints(RqQueue(redis_url or config.redis_url))
    return build(config, redis_url, queue=queue)


def _build(config: Config, redis_url: str | None) -> Context:
    if config.imap_url:
        inlet_set_up.check(config.imap_url)
    name, email = config.mail_from
    egress = Egress(config.egress_allow)
    database, clock = Database(config.database_url), SystemClock()
    secrets, token_server = KeyedSecrets(config.secret_keys), OAuthServer(egress)
    return Context(
        database=database,
        clock=clock,
        secrets=secrets,
        passwords=Argon2Passwords(),
        files=FolderFiles(config.data_dir / "files"),
        queue=RqQueue(redis_url or config.redis_url),
        mailer=SmtpMailer(SmtpConfig.from_url(config.smtp_url)),
        evidence=ImapEvidence(),
        token_server=token_server,
        access_tokens=StoredTokens(database, clock, secrets, token_server),
        composer=TemplateComposer(),
        mail_parser=ParallelParser(),
        inlets=ImapInlets(),
        webhooks=VendorWebhooks(egress),
        vendor_updates=VendorUpdates(),
        signatures=StandardWebhooksCheck(),
        wordpress=WordPressSites(egress),
        site_checker=SiteInspector(egress),
        publisher=WordPressPublisher(egress),
        identity=Identity(
            config.base_url, Address(email, name), config.mail_domain, config.authserv_ids
        ),
        timing=Timing(**config.timing),
    )


def migrate(config: Config) -> None:
    """Brings the database to this code's schema; makes it when there is none."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with _database(config) as database:
        schema.upgrade(database.engine)


def downgrade(config: Config, revision: str) -> None:
    with _database(config) as database:
        schema.downgrade(database.engine, revision)


def schema_state(config: Config) -> list[str]:
    """What keeps the database from this code's schema; empty when nothing does."""
    with _database(config) as database:
        found, newest = schema.current(database.engine)
        if found != newest:
            return [f"The database is at {found or 'no'} migration; this version needs {newest}."]
        return schema.differences(database.engine)


@contextmanager
def _database(config: Config) -> Iterator[Database]:
    """Raises ConfigError when the address can't be read."""
    try:
        database = Database(config.database_url)
    except errors.ConfigError as error:
        raise ConfigError(str(error)) from error
    try:
        yield database
    finally:
        database.dispose()

"""What every use case gets: the database, the ports and the helpdesk's few constants."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bridge.domain.errors import Clash
from bridge.domain.ports import (
    AccessTokens,
    Address,
    Clock,
    Composer,
    FileStore,
    Inlets,
    Mailer,
    MailParser,
    PasswordHasher,
    Publisher,
    SecretBox,
    SentEvidence,
    SignatureCheck,
    SiteChecker,
    TokenServer,
    VendorUpdateReader,
    WebhookSender,
    WordPress,
    WorkQueue,
)
from bridge.store.session import Database, Transaction

T = TypeVar("T")

_MOST_CLASHES = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take and how often they happen."""

    lease: timedelta = timedelta(seconds=60)
    """A worker that is silent for so long has lost its effects to another."""
    uncertain_wait: timedelta = timedelta(minutes=3)
    """Before a delivery that was cut off is tried again."""
    undo_send: timedelta = timedelta(seconds=10)
    """How long an agent's reply waits, so that it can be taken back; 0 for not at all."""
    notify_wait: timedelta = timedelta(minutes=2)
    """How long a mail to an agent waits for more to tell."""
    pull_submissions: timedelta = timedelta(seconds=30)
    pull_articles: timedelta = timedelta(minutes=5)
    reconcile_articles: timedelta = timedelta(hours=1)
    site_turn: timedelta = timedelta(seconds=45)
    """One pull of one site; a slow site goes on after the others had their turn."""
    poll_mail: timedelta = timedelta(seconds=30)
    """Between two looks into a mailbox whose server does not tell of new mail."""
    idle_mail: timedelta = timedelta(minutes=4)
    """Then a waiting connection is asked for a sign of life (servers end it after 30 minutes,
    and routers forget a silent one much sooner)."""
    session: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are to the outside."""

    base_url: str
    mail_from: Address
    mail_domain: str
    authserv_ids: tuple[str, ...] = ()
    """Mail servers whose Authentication-Results we believe (RFC 8601)."""


@dataclass(frozen=True, slots=True)
class Context:
    database: Database
    clock: Clock
    secrets: SecretBox
    passwords: PasswordHasher
    files: FileStore
    queue: WorkQueue
    mailer: Mailer
    evidence: SentEvidence
    token_server: TokenServer
    access_tokens: AccessTokens
    composer: Composer
    mail_parser: MailParser
    inlets: Inlets
    webhooks: WebhookSender
    vendor_updates: VendorUpdateReader
    signatures: SignatureCheck
    wordpress: WordPress
    site_checker: SiteChecker
    publisher: Publisher
    identity: Identity
    timing: Timing

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commits at the end; only then hints to the queues that got work."""
        with self.database.transaction() as tx:
            yield tx
        for queue in sorted(tx.outbox.queues):
            self.queue.nudge(queue)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self.database.reading() as tx:
            yield tx

    def settle(self, work: Callable[[Transaction], T]) -> T:
        """Runs `work` in a transaction, anew when another one stored the same thing first."""
        for _ in range(_MOST_CLASHES):
            try:
                return self._once(work)
            except Clash:
                continue
        return self._once(work)

    def _once(self, work: Callable[[Transaction], T]) -> T:
        result, queues = self.database.share(lambda tx: (work(tx), tx.outbox.queues))
        for queue in sorted(queues):
            self.queue.nudge(queue)
        return result

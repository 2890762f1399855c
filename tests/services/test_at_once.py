"""The same thing at the same time: threads with real transactions, on both databases."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier
from typing import Any, TypeVar

from bridge.domain.ports import FeedPage, SiteAccess
from bridge.domain.words import Outcome
from bridge.services.intake import feed, intake
from bridge.services.mailboxes import mail_settings
from bridge.store.people import Requester
from bridge.store.sites import Form, Submission
from bridge.store.tickets import Ticket
from tests.mail.mail_servers import Inbox, running
from tests.support.desk import MAILBOX, SITE, Desk
from workers import outbox

T = TypeVar("T")
THREADS = 8


def at_once(works: list[Callable[[], T]]) -> list[T]:
    """Runs each in a thread of its own, all started together."""
    start = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        start.wait(20)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@dataclass
class Feed:
    """A WordPress whose feed holds these submissions."""

    items: tuple[Any, ...]
    requests: int = 0

    @property
    def discovered(self) -> dict[str, Any]:
        return {}

    def connect(self, _access: SiteAccess, _patience: timedelta | None = None) -> "Feed":
        return self

    def submissions(self, after: int, _limit: int) -> FeedPage:
        return FeedPage(self.items, after + 17, has_more=False)


def test_one_submission_pushed_eight_times_at_once_is_one_ticket(bridge: Desk) -> None:
    body = bridge.submission()
    bridge.app  # noqa: B018 - made once, before the threads
    answers = at_once([lambda: bridge.push(body)] * THREADS)
    assert sorted(answer.status_code for answer in answers) == [200] * (THREADS - 1) + [202]
    assert {answer.get_json()["ticket"] for answer in answers} == {
        bridge.ticket(answers[0].get_json()["ticket"]).reference
    }
    assert bridge.count(Ticket) == bridge.count(Submission) == 1
    assert bridge.drain() == 2
    assert len(bridge.mails()) == 1


def test_eight_submissions_of_one_new_visitor_at_once_have_one_requester(bridge: Desk) -> None:
    bodies = [bridge.submission() for _ in range(THREADS)]
    bridge.app  # noqa: B018 - made once, before the threads
    works = [lambda body=body: bridge.push(body).status_code for body in bodies]
    assert at_once(works) == [202] * THREADS
    assert bridge.count(Ticket) == THREADS
    assert (bridge.count(Requester), bridge.count(Form)) == (1, 1)


def test_push_and_pull_of_one_submission_at_once_are_one_ticket(bridge: Desk) -> None:
    body = bridge.submission()
    ctx = replace(bridge.ctx, wordpress=Feed((body,)))
    raw, headers = bridge.signed_push(body)

    def push() -> bool:
        return intake.push(ctx, SITE, raw, headers).duplicate

    def pull() -> bool:
        return feed.pull(ctx, SITE).duplicate == 1

    duplicates = at_once([push, pull])
    assert sorted(duplicates) == [False, True]
    assert bridge.count(Ticket) == 1


def test_what_no_push_brought_the_pull_finds_once(bridge: Desk) -> None:
    known, missed = bridge.submission(), bridge.submission()
    bridge.push(known)
    ctx = replace(bridge.ctx, wordpress=Feed((known, missed, {"id": "odd"}, None)))
    assert feed.pull(ctx, SITE) == feed.Pulled(new=1, duplicate=1, quarantined=2)
    assert feed.pull(ctx, SITE) == feed.Pulled(new=0, duplicate=2, quarantined=0)
    assert bridge.push(missed).get_json()["duplicate"] is True


def test_workers_share_a_queue_and_send_each_mail_once(bridge: Desk) -> None:
    addresses = [f"visitor{number}@example.org" for number in range(30)]
    for address in addresses:
        bridge.pushed(fields=bridge.fields(email=address))
    at_once([lambda: outbox.drain(bridge.ctx, "replies")] * 3)
    bridge.drain()
    assert sorted(str(mail["To"].addresses[0].addr_spec) for mail in bridge.mails()) == sorted(
        addresses
    )
    assert len({mail["Message-ID"] for mail in bridge.mails()}) == 30


def test_a_worker_with_much_to_send_does_so_over_two_connections_and_sends_each_mail_once(
    bridge: Desk,
) -> None:
    inbox = Counted()
    addresses = [f"visitor{number}@example.org" for number in range(2 * outbox.outbox.BATCH + 5)]
    for address in addresses:
        bridge.pushed(fields=bridge.fields(email=address))
    with running(inbox) as config:
        mail_settings.change(bridge.ctx, MAILBOX, {"smtp": f"smtp://127.0.0.1:{config.port}"})
        bridge.drain()
    assert sorted(inbox.receivers) == sorted(addresses)
    assert inbox.most_at_once == 2


def test_a_worker_with_little_to_send_uses_one_connection(bridge: Desk) -> None:
    inbox = Counted()
    for number in range(8):
        bridge.pushed(fields=bridge.fields(email=f"visitor{number}@example.org"))
    with running(inbox) as config:
        mail_settings.change(bridge.ctx, MAILBOX, {"smtp": f"smtp://127.0.0.1:{config.port}"})
        bridge.drain()
    assert len(inbox.receivers) == 8
    assert inbox.most_at_once == 1


class Counted(Inbox):
    """How many connections that bear mails are open at the same time, at most."""

    def __init__(self) -> None:
        super().__init__()
        self._open: set[object] = set()
        self.most_at_once = 0

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        self._open.add(session.peer)
        self.most_at_once = max(self.most_at_once, len(self._open))
        envelope.mail_from = address
        return "250 ok"

    async def handle_QUIT(self, server, session, envelope) -> str:
        self._open.discard(session.peer)
        return "221 Bye"


def test_workers_at_once_hold_the_limit_of_answers_together(bridge: Desk) -> None:
    for number in range(THREADS):
        bridge.pushed(fields=bridge.fields(subject=f"Question {number}"))
    while at_once([lambda: _one_effect(bridge)] * 4) != [0] * 4:
        pass
    assert len(bridge.mails()) == 3


def _one_effect(bridge: Desk) -> int:
    """Runs one due effect, so that the others are left to the other threads."""
    claims = outbox.outbox.claim(bridge.ctx, "replies", 1)
    for claim in claims:
        if claim.kind is outbox.EffectKind.DELIVER:
            outbox.delivery.send(bridge.ctx, [claim])
        else:
            outbox.RUNNERS[claim.kind](bridge.ctx, claim)
    return len(claims)


def test_repeats_of_a_malformed_body_at_once_are_kept_once(bridge: Desk) -> None:
    bridge.app  # noqa: B018 - made once, before the threads
    body = json.dumps({"id": "x"}).encode()
    answers = at_once([lambda: bridge.push(body).status_code] * THREADS)
    assert answers == [400] * THREADS
    with bridge.ctx.reading() as tx:
        assert [row.repeats for row in tx.audit.page((), Outcome.QUARANTINED, None, 10)] == [
            THREADS - 1
        ]

"""What was given up shows in its ticket and goes on when a person asks for it (F42)."""

from datetime import timedelta

import pytest

from bridge.domain.actor import Actor
from bridge.domain.errors import Conflict, NotFound
from bridge.domain.ports import FileContent
from bridge.domain.retries import MOST_CLAIMS
from bridge.domain.words import ActorKind
from bridge.services.outgoing import notification_mail, outbox, set_aside
from bridge.services.tickets import conversation
from tests.support.desk import Desk


def give_up(desk: Desk) -> str:
    """A ticket whose automatic answer broke each time."""
    reference = desk.pushed()
    for _ in range(MOST_CLAIMS):
        [held] = outbox.claim(desk.ctx, "replies")
        outbox.give_back(desk.ctx, held, ZeroDivisionError("the template is broken"))
        desk.clock.move(days=1)
    return reference


def test_an_answer_that_was_given_up_is_told_in_its_ticket(bridge: Desk) -> None:
    reference = give_up(bridge)
    [given_up] = bridge.ticket(reference).set_aside
    assert given_up.kind == "auto_response"
    assert given_up.why == "ZeroDivisionError: the template is broken"
    [event] = bridge.events(reference, "effect_set_aside")
    assert event.data == {"effect": "auto_response", "why": given_up.why}
    assert bridge.mails() == []


def test_a_person_has_it_tried_again_and_the_answer_goes_out_once(
    bridge: Desk, monkeypatch
) -> None:
    reference = give_up(bridge)
    [given_up] = bridge.ticket(reference).set_aside
    set_aside.try_again(bridge.ctx, bridge.agent, reference, given_up.id)
    assert bridge.queue.nudged[-1] == "replies"
    with pytest.raises(Conflict):
        set_aside.try_again(bridge.ctx, bridge.agent, reference, given_up.id)
    bridge.drain()
    assert len(bridge.mails("ann@example.org")) == 1
    assert bridge.ticket(reference).set_aside == ()
    [event] = bridge.events(reference, "effect_retried")
    assert event.actor == "Lou"


def test_nothing_is_tried_again_under_another_tickets_address(bridge: Desk) -> None:
    reference = give_up(bridge)
    [given_up] = bridge.ticket(reference).set_aside
    other = bridge.pushed(fields=bridge.fields(email="bob@example.org"))
    for wrong in ((other, given_up.id), (reference, 10_000)):
        with pytest.raises(NotFound):
            set_aside.try_again(bridge.ctx, bridge.agent, *wrong)
    assert len(bridge.ticket(reference).set_aside) == 1
    assert bridge.ticket(other).set_aside == ()


def test_a_notification_that_was_given_up_is_listed_and_leaves_once_when_tried_again(
    bridge: Desk,
) -> None:
    """No ticket shows it: it may tell of several."""
    reference = bridge.pushed()
    bridge.drain()
    bridge.agent  # noqa: B018 - the account
    ann = Actor(ActorKind.AGENT, "Ann", None)
    conversation.note(bridge.ctx, ann, reference, "@Lou, look at this.")
    bridge.clock.move(minutes=5)
    notification_mail_only(bridge)
    for _ in range(MOST_CLAIMS + 1):
        outbox.claim(bridge.ctx, "replies")
        bridge.clock.move(seconds=(bridge.ctx.timing.lease + timedelta(seconds=1)).seconds)
    assert bridge.ticket(reference).set_aside == ()
    [listed] = set_aside.all_of(bridge.ctx)
    assert (listed.receiver, listed.notice) == ("lou@helpdesk.test", True)
    assert (listed.reference, set_aside.count(bridge.ctx)) == (reference, 1)
    set_aside.try_again(bridge.ctx, bridge.agent, None, listed.row.id)
    with pytest.raises(Conflict):
        set_aside.try_again(bridge.ctx, bridge.agent, None, listed.row.id)
    bridge.drain()
    assert len(bridge.mails("lou@helpdesk.test")) == 1
    assert (set_aside.all_of(bridge.ctx), set_aside.count(bridge.ctx)) == ([], 0)
    assert len(bridge.events(reference, "effect_retried")) == 1


def notification_mail_only(desk: Desk) -> None:
    """The mail is made and waits; nobody sends it."""
    [held] = outbox.claim(desk.ctx, "replies")
    notification_mail.send(desk.ctx, held)


def test_a_file_and_a_message_that_were_given_up_are_named_in_their_ticket(bridge: Desk) -> None:
    """A worker that dies at each claim leaves no error of its own behind."""
    file = {"field": "a", "name": "log.txt", "type": "text/plain", "size": 3, "sha256": "0" * 64}
    url = "http://main.test/wp-json/helpdesk-bridge/v1/files/0192f0c0-0000-7000-8000-000000000000"
    reference = bridge.pushed(files=[file | {"url": url}])
    bridge.drain()
    conversation.reply(
        bridge.ctx, bridge.agent, reference, "Hello", attachments=(FileContent("a", "b", b"c"),)
    )
    for _ in range(MOST_CLAIMS + 1):
        outbox.claim(bridge.ctx, "replies")
        outbox.claim(bridge.ctx, "sync")
        bridge.clock.move(seconds=(bridge.ctx.timing.lease + timedelta(seconds=1)).seconds)
    kinds = {given_up.kind: given_up.why for given_up in bridge.ticket(reference).set_aside}
    why = "It broke its worker again and again."
    assert kinds == {"deliver": why, "fetch_file": why}

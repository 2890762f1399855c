"""A site's test entry: what becomes of it, which link broke, and what comes back by mail."""

import json
import threading
from datetime import timedelta
from typing import Any

from bridge.cli.demo.mailbox.faults import Fault
from bridge.domain.words import DeliveryStatus, Door, Outcome, QueueName
from bridge.services import health
from bridge.services.articles import autoresponse
from bridge.services.canary import canary, canary_tickets
from bridge.services.outgoing import outbox
from bridge.services.vendors import escalation
from bridge.store.canaries import Canary
from bridge.store.knowledge import Suggestion
from bridge.store.messages import Message
from bridge.store.people import Requester, RequesterAddress
from bridge.store.sites import Form, Submission
from bridge.store.tallies import AnswerTally
from bridge.store.tickets import Ticket
from tests.servers.run import wait_until
from tests.support.desk import MAIL_VENDOR, SITE, SUPPORT, Desk
from tests.support.letters import TRICKY, bounce, letter
from workers import schedule


def entry(bridge: Desk, **changes: Any) -> dict[str, Any]:
    return bridge.submission(canary=True, **changes)


def flown(bridge: Desk, **changes: Any) -> tuple[str, str]:
    """(id, ticket) of a test entry that was pushed."""
    submission = entry(bridge, **changes)
    answer = bridge.push(submission)
    assert answer.status_code == 202, answer.text
    return submission["id"], answer.get_json()["ticket"]


def told(bridge: Desk, *entries: dict[str, Any], on: bool = True, **more: Any) -> Any:
    """The plugin's call about its last test; the answer's entries."""
    said = {"on": on, "ran_at": bridge.clock.now().isoformat(), "entries": list(entries), **more}
    body, headers = bridge.signed_push(said)
    answer = bridge.post(f"/hooks/wordpress/{SITE}/canary", body, headers)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["entries"]


def states(bridge: Desk, uid: str) -> dict[str, tuple[str, str]]:
    [answered] = told(bridge, {"id": uid, "accepted": True})
    return {one["link"]: (one["state"], one["code"]) for one in answered["links"]}


def doctor(bridge: Desk) -> tuple[bool, str] | None:
    found = [one for one in health.full(bridge.ctx) if one.name == f"canary {SITE}"]
    return (found[0].ok, found[0].says) if found else None


def test_a_test_entry_is_answered_to_the_helpdesk_itself(bridge: Desk) -> None:
    uid, ticket = flown(bridge)
    bridge.drain()
    [mail] = bridge.mails()
    assert mail["To"].addresses[0].addr_spec == SUPPORT
    assert bridge.mails("ann@example.org") == []
    assert bridge.withheld(ticket) == []
    [answered] = told(bridge, {"id": uid, "accepted": True})
    assert answered["ticket"] == ticket
    assert states(bridge, uid) == {
        "ticket": ("good", ""),
        "answer": ("good", ""),
        "mail": ("good", ""),
    }
    ok, says = doctor(bridge) or (False, "")
    assert ok, says


def test_a_repeat_of_the_push_changes_nothing(bridge: Desk) -> None:
    submission = entry(bridge)
    first = bridge.push(submission).get_json()
    bridge.drain()
    again = bridge.push(submission)
    bridge.drain()
    assert again.status_code == 200
    assert again.get_json() == {**first, "duplicate": True}
    assert (bridge.count(Ticket), len(bridge.mails())) == (1, 1)


def test_no_limit_of_answers_holds_it_back_and_it_uses_up_none(bridge: Desk) -> None:
    """Thirty sites may be tested at the same hour, and their answers go to one address."""
    for _ in range(12):
        flown(bridge)
    bridge.drain()
    assert len(bridge.mails(SUPPORT)) == 12
    assert bridge.count(AnswerTally) == 0


def test_only_the_plugins_own_mark_makes_a_canary(bridge: Desk) -> None:
    for value in ("true", 1, [True], {"on": True}, None, False):
        assert not bridge.ticket(bridge.pushed(canary=value)).canary


def test_a_field_of_that_name_makes_no_canary(bridge: Desk) -> None:
    field = {"name": "canary", "label": "canary", "type": "text", "value": "true"}
    reference = bridge.pushed(fields=[*bridge.fields(), field])
    assert not bridge.ticket(reference).canary


def test_it_makes_no_person_form_or_suggestion_known(bridge: Desk) -> None:
    flown(bridge)
    flown(bridge)
    bridge.drain()
    assert bridge.count(Form) == bridge.count(RequesterAddress) == bridge.count(Suggestion) == 0
    assert bridge.count(Requester) == 1


# ---- which link broke


def test_without_a_worker_the_answer_is_named_after_a_while(bridge: Desk) -> None:
    uid, _ = flown(bridge)
    assert states(bridge, uid) == {"ticket": ("good", ""), "answer": ("waiting", "")}
    assert (doctor(bridge) or (False, ""))[0]
    bridge.clock.move(minutes=6)
    assert states(bridge, uid)["answer"] == ("broken", "no_worker")
    ok, says = doctor(bridge) or (True, "")
    assert not ok
    assert "Broke at “answer decided”" in says
    assert "helpdesk-bridge worker" in says


def test_a_mail_server_that_refuses_is_named_with_its_words(bridge: Desk) -> None:
    bridge.smtp_faults.set(Fault("4xx"))
    uid, ticket = flown(bridge)
    bridge.drain()
    assert states(bridge, uid)["mail"] == ("broken", "mail_refused")
    _, says = doctor(bridge) or (True, "")
    assert "Broke at “mail handed over”" in says
    assert "451" in says
    assert ticket in says


def test_an_answer_that_nobody_sends_is_named_after_a_while(bridge: Desk) -> None:
    uid, _ = flown(bridge)
    decided_and_left(bridge)
    assert states(bridge, uid)["mail"] == ("waiting", "")
    bridge.clock.move(minutes=6)
    assert states(bridge, uid)["mail"] == ("broken", "not_sent")


def decided_and_left(bridge: Desk) -> None:
    """A worker decides and is gone before it sends."""
    [claim] = outbox.claim(bridge.ctx, QueueName.REPLIES)
    autoresponse.answer(bridge.ctx, claim)


def test_an_answer_that_comes_back_undelivered_is_named(bridge: Desk) -> None:
    uid, ticket = flown(bridge)
    bridge.drain()
    [mail] = bridge.mails()
    bridge.post_mail(bounce(SUPPORT, mail["Message-ID"].strip("<>")))
    assert states(bridge, uid)["mail"] == ("broken", "mail_back")
    assert bridge.count(Ticket) == 1, ticket


def test_an_entry_that_the_site_took_for_spam_is_named(bridge: Desk) -> None:
    uid, _ = flown(bridge, status="spam")
    bridge.drain()
    assert states(bridge, uid)["answer"] == ("broken", "withheld")
    assert bridge.mails() == []


def test_a_ticket_that_is_missing_although_it_was_accepted_is_named(bridge: Desk) -> None:
    [known] = told(bridge, {"id": "gone", "accepted": True})
    assert known["ticket"] is None
    assert [(one["state"], one["code"]) for one in known["links"]] == [("broken", "no_ticket")]
    [waiting] = told(bridge, {"id": "on its way", "accepted": False})
    assert [one["state"] for one in waiting["links"]] == ["waiting"]


def test_nobody_learns_of_other_tickets_by_asking_for_their_ids(bridge: Desk) -> None:
    submission = bridge.submission()
    bridge.push(submission)
    [answered] = told(bridge, {"id": submission["id"], "accepted": True})
    assert answered["ticket"] is None


def test_doctor_names_the_link_that_the_plugin_tells_of(bridge: Desk) -> None:
    broken = {"link": "hook", "code": "no_hook", "detail": ""}
    told(bridge, {"id": "a", "form": "Quote", "accepted": False, "broken": broken})
    ok, says = doctor(bridge) or (True, "")
    assert not ok
    assert says.startswith("Broke at “the form's hook”: The plugin's hook is not there.")
    assert "(Quote)" in says


def test_what_a_server_said_is_told_in_one_line_whatever_it_is(bridge: Desk) -> None:
    broken = {"link": "pushed", "code": "not_pushed", "detail": f"{TRICKY}\x00\r\n{'x' * 999}"}
    told(bridge, {"id": "a", "form": TRICKY, "accepted": False, "broken": broken})
    said = (doctor(bridge) or (True, ""))[1]
    assert TRICKY in said
    assert said.isprintable()
    assert len(said) < 700


def test_a_code_of_a_newer_plugin_is_told_all_the_same(bridge: Desk) -> None:
    broken = {"link": "stored", "code": "of tomorrow", "detail": "disk on fire"}
    told(bridge, {"id": "a", "accepted": False, "broken": broken})
    assert "Broke at “stored on the site”: It broke there. (disk on fire)" in doctor(bridge)[1]


def test_a_canary_that_stays_away_while_it_is_on_is_a_fault(bridge: Desk) -> None:
    assert doctor(bridge) is None
    told(bridge)
    assert doctor(bridge) == (True, "on; the first test entry is yet to come")
    bridge.clock.move(hours=27)
    ok, says = doctor(bridge) or (True, "")
    assert not ok
    assert "No test entry came for 27 hours" in says
    uid, _ = flown(bridge)
    bridge.drain()
    told(bridge, {"id": uid, "accepted": True})
    assert (doctor(bridge) or (False, ""))[0]
    bridge.clock.move(hours=27)
    assert not (doctor(bridge) or (True, ""))[0]
    told(bridge, on=False)
    assert doctor(bridge) == (True, "switched off in the plugin's settings")
    told(bridge)
    assert (doctor(bridge) or (False, ""))[0], "it counts from when it was switched on"


def test_one_that_came_and_was_never_told_of_counts_too(bridge: Desk) -> None:
    flown(bridge)
    bridge.clock.move(minutes=10)
    ok, says = doctor(bridge) or (True, "")
    assert not ok
    assert "answer decided" in says


# ---- the call itself


WRONG: list[tuple[Any, str]] = [
    ({}, "on"),
    ({"on": "yes"}, "on"),
    ({"on": True, "ran_at": "yesterday"}, "ran_at"),
    ({"on": True, "entries": {}}, "entries"),
    ({"on": True, "entries": [{"id": "x"}] * 21}, "entries"),
    ({"on": True, "entries": [{"id": ""}]}, "entries"),
    ({"on": True, "entries": [{"id": "x", "broken": {"link": "z"}}]}, "entries.broken.link"),
    ({"on": True, "entries": [{"id": "x", "broken": {"link": ["z"]}}]}, "entries.link"),
]


def test_a_call_of_a_wrong_shape_names_the_field_and_changes_nothing(bridge: Desk) -> None:
    for said, field in WRONG:
        body, headers = bridge.signed_push(said)
        answer = bridge.post(f"/hooks/wordpress/{SITE}/canary", body, headers)
        assert (answer.status_code, answer.get_json()["field"]) == (400, field)
    assert bridge.count(Canary) == 0


def test_a_call_needs_the_sites_signature(bridge: Desk) -> None:
    body, headers = bridge.signed_push({"on": False})
    path = f"/hooks/wordpress/{SITE}/canary"
    assert bridge.post(path, body, {}).status_code == 401
    assert bridge.post(path, body + b" ", headers).status_code == 401
    assert bridge.post("/hooks/wordpress/nowhere/canary", body, headers).status_code == 404
    large = json.dumps({"on": True, "more": "x" * 70_000}).encode()
    assert bridge.post(path, large, bridge.signed(large)).status_code == 413
    assert bridge.count(Canary) == 0


# ---- what comes back by mail


def test_the_answer_that_comes_back_makes_no_ticket_and_no_message(bridge: Desk) -> None:
    _, ticket = flown(bridge)
    bridge.drain()
    [mail] = bridge.sink.newest_first()
    answer = bridge.post_mail(mail.raw)
    assert answer.get_json()["outcome"] == "suppressed"
    assert (bridge.count(Ticket), bridge.count(Message)) == (1, 2)
    with bridge.ctx.reading() as tx:
        [row] = tx.audit.page([Door.MAIL], Outcome.SUPPRESSED, None, 10)
    assert (row.reason, row.detail) == (canary_tickets.BACK, ticket)


def test_a_machine_that_answers_it_makes_no_ticket_either(bridge: Desk) -> None:
    flown(bridge)
    bridge.drain()
    [mail] = bridge.mails()
    to = mail["Reply-To"].addresses[0].addr_spec
    told_off = letter(to, "I am away.", sender="lou@helpdesk.test", Auto_Submitted="auto-replied")
    named = letter(SUPPORT, "I am away.", In_Reply_To=mail["Message-ID"])
    for raw in (told_off, named):
        assert bridge.post_mail(raw).get_json()["outcome"] == "suppressed"
    assert bridge.count(Ticket) == 1


def test_a_stranger_cannot_hide_a_mail_as_a_canarys(bridge: Desk) -> None:
    raw = letter(SUPPORT, "Help!", message_id="<canary.abc@elsewhere.test>")
    assert bridge.post_mail(raw).get_json()["outcome"] == "ticket"


def test_the_answer_is_known_when_its_ticket_is_long_gone(bridge: Desk) -> None:
    _, ticket = flown(bridge)
    bridge.drain()
    [mail] = bridge.sink.newest_first()
    bridge.pushed()
    bridge.clock.move(days=8)
    assert canary_tickets.remove_old(bridge.ctx) == 1
    assert bridge.post_mail(mail.raw).get_json() == {
        "duplicate": False,
        "outcome": "suppressed",
        "ticket": None,
    }
    assert ticket


# ---- and its end


def test_after_seven_days_its_ticket_goes_and_a_repeat_still_brings_nothing(bridge: Desk) -> None:
    submission = entry(bridge)
    first = bridge.push(submission).get_json()
    bridge.drain()
    person = bridge.pushed()
    bridge.clock.move(days=6)
    assert canary_tickets.remove_old(bridge.ctx) == 0
    bridge.clock.move(days=2)
    assert canary_tickets.remove_old(bridge.ctx) == 1
    assert canary_tickets.remove_old(bridge.ctx) == 0
    assert (bridge.count(Ticket), bridge.count(Submission), bridge.count(Requester)) == (1, 1, 1)
    assert bridge.ticket(person).messages
    again = bridge.push(submission)
    assert again.get_json() == {**first, "duplicate": True}
    assert bridge.count(Ticket) == 1


def test_the_scheduler_ends_them(bridge: Desk) -> None:
    flown(bridge)
    bridge.pushed()
    bridge.clock.move(days=8)
    stop = threading.Event()
    scheduler = threading.Thread(target=schedule.run, args=(bridge.ctx, stop))
    scheduler.start()
    wait_until(lambda: bridge.count(Ticket) == 1, "the old ticket to go")
    stop.set()
    scheduler.join()


def test_the_newest_ticket_stays_so_that_its_number_is_never_given_twice(bridge: Desk) -> None:
    flown(bridge)
    bridge.clock.move(days=8)
    assert canary_tickets.remove_old(bridge.ctx) == 0
    bridge.pushed()
    assert canary_tickets.remove_old(bridge.ctx) == 1


def test_one_that_an_agent_made_a_case_of_stays(bridge: Desk) -> None:
    _, ticket = flown(bridge)
    escalation.escalate(bridge.ctx, bridge.agent, ticket, MAIL_VENDOR, "Look")
    bridge.pushed()
    bridge.clock.move(days=8)
    assert canary_tickets.remove_old(bridge.ctx) == 0


def test_its_answer_waits_for_nothing_but_a_worker(bridge: Desk) -> None:
    """The rate of a mailbox, the opening hours and blocked people are no concern of it."""
    bridge.clock.move(hours=14)
    uid, _ = flown(bridge)
    bridge.drain()
    assert states(bridge, uid)["mail"] == ("good", "")
    with bridge.ctx.reading() as tx:
        ticket = tx.session.get_one(Ticket, 1)
        sent = tx.deliveries.of_ticket(ticket.id)
    assert [one.status for one in sent] == [DeliveryStatus.SENT]
    assert bridge.clock.now() - sent[0].created_at < timedelta(minutes=1)
    assert canary.verdict(bridge.ctx, _site(bridge)).ok


def _site(bridge: Desk) -> Any:
    with bridge.ctx.reading() as tx:
        return tx.sites.by_slug(SITE)

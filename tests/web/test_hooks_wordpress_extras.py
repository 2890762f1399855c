"""What a site adds to a submission: topic and level of its form, and that it comes late."""

from datetime import timedelta
from typing import Any

import pytest

from bridge.domain.words import Channel
from tests.support.desk import Desk

LATE = "2026-03-02T08:15:30Z"


def form(**extras: Any) -> dict[str, Any]:
    return {"plugin": "wpforms", "id": "7", "title": "Support request", **extras}


def without_topic(bridge: Desk) -> list[dict[str, Any]]:
    return [field for field in bridge.fields() if field["type"] != "select"]


def test_a_form_gives_its_topic_and_level_to_the_ticket(bridge: Desk) -> None:
    extras = form(topic=" Billing\n and  tax ", level="L2")
    ticket = bridge.ticket(bridge.pushed(form=extras, fields=without_topic(bridge)))
    assert (ticket.category, ticket.level) == ("Billing and tax", "L2")


def test_the_visitors_own_topic_wins(bridge: Desk) -> None:
    own = {"name": "topic", "label": "Topic", "type": "select", "value": ["Repairs"]}
    fields = [*without_topic(bridge), own]
    reference = bridge.pushed(form=form(topic="Billing"), fields=fields)
    assert bridge.ticket(reference).category == "Repairs"


@pytest.mark.parametrize("level", ["L0", "L4", "l2", "", None, 2, ["L2"], {"a": 1}])
def test_another_level_is_left_alone(bridge: Desk, level: Any) -> None:
    assert bridge.ticket(bridge.pushed(form=form(level=level))).level == "L1"


@pytest.mark.parametrize("topic", [None, 5, ["a"], {"a": 1}, "   "])
def test_a_topic_that_is_no_text_is_left_alone(bridge: Desk, topic: Any) -> None:
    reference = bridge.pushed(form=form(topic=topic), fields=without_topic(bridge))
    assert bridge.ticket(reference).category is None


def test_a_backfilled_submission_keeps_its_time_and_nobody_is_answered(bridge: Desk) -> None:
    now = bridge.clock.now()
    reference = bridge.pushed(backfill=True, submitted_at=LATE)
    bridge.drain()
    assert bridge.mails() == []
    assert bridge.withheld(reference) == ["backfill"]
    ticket = bridge.ticket(reference)
    assert ticket.created_at.isoformat() == "2026-03-02T08:15:30+00:00"
    assert ticket.messages[0].at == ticket.created_at
    assert (ticket.channel, ticket.status) == (Channel.FORM, "new")
    assert ticket.changed_at == now
    assert bridge.events(reference, "created")[0].data["backfill"] is True


def test_agents_read_why_a_backfilled_submission_was_not_answered(bridge: Desk) -> None:
    reference = bridge.pushed(backfill=True, submitted_at=LATE)
    (event,) = bridge.events(reference, "auto_response_withheld")
    assert "handed it over only now" in event.data["reasons"][0][1]


def test_a_backfilled_submission_from_the_future_is_opened_now(bridge: Desk) -> None:
    ahead = bridge.clock.now() + timedelta(days=400)
    reference = bridge.pushed(backfill=True, submitted_at=ahead.isoformat())
    assert bridge.ticket(reference).created_at == bridge.clock.now()


@pytest.mark.parametrize("mark", ["true", 1, "yes", [], None, False])
def test_only_true_marks_a_submission_as_backfilled(bridge: Desk, mark: Any) -> None:
    reference = bridge.pushed(backfill=mark, submitted_at=LATE)
    bridge.drain()
    assert len(bridge.mails("ann@example.org")) == 1
    assert bridge.ticket(reference).created_at == bridge.clock.now()


def test_what_the_same_person_sends_today_is_answered(bridge: Desk) -> None:
    first = bridge.pushed(backfill=True, submitted_at=LATE)
    bridge.pushed(id="another")
    bridge.drain()
    assert bridge.withheld(first) == ["backfill"]
    assert len(bridge.mails("ann@example.org")) == 1

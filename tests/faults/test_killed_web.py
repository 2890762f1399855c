"""The web server is killed around its commit; the plugin pushes again (F01, F02)."""

import signal

import pytest
import requests

from bridge.store.sites import Submission
from bridge.store.tickets import Ticket
from tests.faults.processes import child
from tests.support.desk import SITE, Desk


@pytest.mark.parametrize(("step", "known"), [("before_commit", False), ("after_commit", True)])
def test_a_push_without_an_answer_is_repeated_and_is_one_ticket(
    bridge: Desk, step: str, known: bool
) -> None:
    submission = bridge.submission()
    body, headers = bridge.signed_push(submission)
    with child(bridge, "web", step) as web:
        url = web.stdout.readline().strip()
        with pytest.raises(requests.ConnectionError):
            requests.post(f"{url}/hooks/wordpress/{SITE}", data=body, headers=headers, timeout=20)
        assert web.wait() == -signal.SIGKILL
    again = bridge.push(submission)
    assert again.status_code == (200 if known else 202)
    assert again.get_json()["duplicate"] is known
    assert (bridge.count(Ticket), bridge.count(Submission)) == (1, 1)
    bridge.drain()
    assert len(bridge.mails("ann@example.org")) == 1

"""The web server is killed in the middle of each step of the main job; the step is done again.

Whoever got no answer sends again: a person presses the button once more, a mail server and a
vendor's system try again. Whatever was done and not answered is there once.
"""

import json
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from werkzeug.test import TestResponse

from bridge.services.vendors import escalation
from tests.faults.processes import child
from tests.support.desk import HOOK_VENDOR, MAIL_VENDOR, MAILBOX, SUPPORT, Desk
from tests.support.letters import letter


@dataclass(frozen=True)
class Request:
    """One POST, sent as it is however often; `cookie` is the browser's."""

    path: str
    data: bytes | dict[str, str]
    headers: dict[str, str]
    cookie: str = ""

    def to(self, url: str) -> requests.Response:
        headers = self.headers | ({"Cookie": f"helpdesk={self.cookie}"} if self.cookie else {})
        return requests.post(
            f"{url}{self.path}", data=self.data, headers=headers, timeout=20, allow_redirects=False
        )

    def again(self, desk: Desk) -> TestResponse:
        with desk.app.test_client() as client:
            if self.cookie:
                client.set_cookie("helpdesk", self.cookie)
            answer: TestResponse = client.post(self.path, data=self.data, headers=self.headers)
            return answer


def by_the_agent(desk: Desk, path: str, **form: str) -> Request:
    """A form of the ticket's page, as the agent's browser holds it."""
    name = desk.agent.name
    client = desk.app.test_client()
    client.post("/login", data=_form(client.get("/login").text, email="lou@helpdesk.test"))
    page = client.get(path.rpartition("/")[0])
    assert name in page.text, page.text[:500]
    cookie = client.get_cookie("helpdesk")
    assert cookie is not None
    return Request(path, _form(page.text, **form), {}, cookie.value)


def _form(page: str, **filled: str) -> dict[str, str]:
    hidden = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("csrf_token", "seen", "version")
    }
    return {**hidden, "password": "correct horse battery", **filled}


def reply(desk: Desk, ticket: str) -> Request:
    return by_the_agent(desk, f"/tickets/{ticket}/messages", kind="reply", body="Pull the plug.")


def note(desk: Desk, ticket: str) -> Request:
    return by_the_agent(desk, f"/tickets/{ticket}/messages", kind="note", body="Rang back.")


def escalate(desk: Desk, ticket: str, vendor: str = HOOK_VENDOR) -> Request:
    path = f"/tickets/{ticket}/escalate"
    return by_the_agent(desk, path, vendor=vendor, ask="Please look.", then="send")


def escalate_by_mail(desk: Desk, ticket: str) -> Request:
    return escalate(desk, ticket, MAIL_VENDOR)


def solve(desk: Desk, ticket: str) -> Request:
    return by_the_agent(desk, f"/tickets/{ticket}/properties", status="solved")


def mail_in(desk: Desk, _ticket: str) -> Request:
    [answer] = desk.mails("ann@example.org")
    raw = letter(SUPPORT, "It still burns.", In_Reply_To=str(answer["Message-ID"]))
    headers = {"Authorization": f"Bearer {desk.mail_token}"}
    return Request(f"/hooks/mail/{MAILBOX}", raw, headers)


def vendor_in(desk: Desk, ticket: str) -> Request:
    case = escalation.escalate(desk.ctx, desk.agent, ticket, HOOK_VENDOR, "Please look.")
    desk.drain()
    said = {"escalation": case.escalation, "type": "comment", "body": "We look."}
    raw = json.dumps(said).encode()
    signed = desk.signed(raw, "msg_v1", secret=desk.vendor_secret)
    return Request(f"/hooks/vendors/{HOOK_VENDOR}", raw, signed)


def messages(kind: str, body: str) -> Callable[[Desk, str], int]:
    return lambda desk, ticket: sum(body in m.body for m in desk.messages(ticket, kind))


def ids_at(address: str) -> Callable[[Desk, str], int]:
    return lambda desk, _ticket: len({mail["Message-ID"] for mail in desk.mails(address)})


def cases(desk: Desk, _ticket: str) -> int:
    return len({call.json["escalation"] for call in desk.vendor.calls})


def solved_notices(desk: Desk, ticket: str) -> int:
    assert desk.ticket(ticket).status == "solved"
    return len(desk.messages(ticket, "system"))


Step = tuple[Callable[[Desk, str], Request], tuple[Callable[[Desk, str], Any], ...]]
STEPS: dict[str, Step] = {
    "an agent's reply": (reply, (messages("reply", "Pull the plug."),)),
    "a note": (note, (messages("note", "Rang back."),)),
    "a case by webhook": (escalate, (cases, messages("vendor_out", "Please look."))),
    "a case by mail": (escalate_by_mail, (ids_at("cases@printers.test"),)),
    "a solved ticket": (solve, (solved_notices,)),
    "a mail that came in": (mail_in, (messages("request", "It still burns."),)),
    "a vendor's call": (vendor_in, (messages("vendor_in", "We look."),)),
}


@pytest.mark.parametrize("killed", ["before_commit", "before_answer"])
@pytest.mark.parametrize("step", STEPS)
def test_it_is_there_once_when_it_is_sent_again(bridge: Desk, step: str, killed: str) -> None:
    make, counts = STEPS[step]
    ticket = bridge.pushed()
    bridge.drain()
    request = make(bridge, ticket)
    with child(bridge, "web", killed) as web:
        url = web.stdout.readline().strip()
        with pytest.raises(requests.ConnectionError):
            request.to(url)
        assert web.wait() == -signal.SIGKILL
    assert request.again(bridge).status_code < 500
    bridge.drain()
    assert [count(bridge, ticket) for count in counts] == [1] * len(counts)
    assert len(bridge.mails("ann@example.org")) == (2 if step in ANSWERED else 1)


ANSWERED = ("an agent's reply", "a solved ticket")  # the requester hears of these

"""`make demo DEMO_ARGS=--check`: the main job once, unattended, through real HTTP and SMTP."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import click
import requests

from bridge.cli.demo import visitor
from bridge.cli.demo.plan import EMAIL_VENDOR, WEBHOOK_VENDOR, Plan

T = TypeVar("T")

PATIENCE_SECONDS = 45.0
POLL_SECONDS = 0.1
MINIMUM_FORM_SECONDS = 2.5
VISITOR = "ann.example@visitor.example"
QUESTION = (
    'It\'s a "test" with back\\slash & <b>html</b> ünï 😀\n'
    "I forgot my password and the reset mail for the dashboard never arrives."
)
REPLY = "Please look into your spam folder; the mail comes from a new address."
ASK = "Are reset mails held back on your side?"


class StepFailed(Exception):
    """A step did not come to its end; the sentence says what was missing."""


def check_main_job(plan: Plan, wordpress_url: str, token: str) -> bool:
    """Prints each step with its time; False at the first that fails."""
    job = MainJob(plan, wordpress_url, token)
    began = time.monotonic()
    for number, (title, step) in enumerate(job.steps(), 1):
        started = time.monotonic()
        try:
            found = step()
        except (StepFailed, requests.RequestException, AssertionError, KeyError) as error:
            click.echo(f"FAIL {number:2}. {title}: {type(error).__name__}: {error}")
            return False
        click.echo(f"ok   {number:2}. {title}: {found} ({time.monotonic() - started:.2f} s)")
    click.echo(f"The main job ran in {time.monotonic() - began:.1f} s.")
    return True


class MainJob:
    """The steps share what earlier ones found: the ticket's reference, the cases'."""

    def __init__(self, plan: Plan, wordpress_url: str, token: str) -> None:
        self.plan = plan
        self.wordpress_url = wordpress_url
        self.api = requests.Session()
        self.api.headers["Authorization"] = f"Bearer {token}"
        self.ticket = ""
        self.cases: dict[str, str] = {}

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("the helpdesk is ready", self.wait_until_ready),
            ("a visitor submits the form", self.submit),
            ("it is a ticket", self.find_ticket),
            ("the auto-response is in the visitor's mailbox", self.find_auto_response),
            ("an agent replies", self.reply),
            ("the reply is in the visitor's mailbox", self.find_reply),
            ("the visitor answers by mail, the ticket opens", self.visitor_answers),
            ("the case goes to the e-mail vendor", lambda: self.escalate(EMAIL_VENDOR)),
            ("the e-mail vendor answers by reply", self.email_vendor_answers),
            ("the case goes to the webhook vendor", lambda: self.escalate(WEBHOOK_VENDOR)),
            ("the webhook vendor acknowledges and resolves", self.webhook_vendor_answers),
            ("the agent solves, the visitor is told", self.solve),
            ("the ticket tells the whole history", self.read_history),
        ]

    def wait_until_ready(self) -> str:
        def ready() -> str | None:
            try:
                answer = requests.get(f"{self.plan.helpdesk_url}/readyz", timeout=5)
            except requests.ConnectionError:
                return None
            return "database and Redis answer" if answer.ok else None

        return wait("readyz", ready)

    def submit(self) -> str:
        form = visitor.open_form(f"{self.wordpress_url}/support/")
        time.sleep(MINIMUM_FORM_SECONDS)  # the form's timing trap takes a faster one for a machine
        visitor.send(form, name="Ann Example", email=VISITOR, message=QUESTION)
        return "thanked at once"

    def find_ticket(self) -> str:
        found = wait("a ticket", lambda: self._get("/tickets", q=VISITOR)["items"] or None)
        self.ticket = found[0]["reference"]
        request = self._ticket()["messages"][0]
        if request["body"] != QUESTION:
            raise StepFailed(f"the text changed on its way: {request['body']!r}")
        return self.ticket

    def find_auto_response(self) -> str:
        mail = self._mail_to(VISITOR, "")
        headers = dict(mail["headers"])
        if headers.get("Auto-Submitted") != "auto-replied":
            raise StepFailed("it does not say that it is automatic")
        articles = self._ticket()["suggestions"]
        if not articles:
            raise StepFailed("it suggests no article")
        return f"{mail['subject']!r}, with {len(articles)} articles"

    def reply(self) -> str:
        self._post(f"/tickets/{self.ticket}/messages", kind="reply", body=REPLY)
        return "sent"

    def find_reply(self) -> str:
        mail = wait("the reply", lambda: self._newest(VISITOR, containing=REPLY))
        return str(mail["subject"])

    def visitor_answers(self) -> str:
        mail = wait("the reply", lambda: self._newest(VISITOR, containing=REPLY))
        self._answer(mail["id"], "It is not in the spam folder either.")
        wait("the open ticket", lambda: self._ticket()["status"] == "open" or None)
        return "open"

    def escalate(self, vendor: str) -> str:
        answer = self._post(
            f"/tickets/{self.ticket}/escalate", level="L4", vendor=vendor, reason=ASK
        )
        case = str(answer["escalation"])
        self.cases[vendor] = case
        wait("the delivery", lambda: self._case(vendor)["status"] == "sent" or None)
        return f"{case} sent"

    def email_vendor_answers(self) -> str:
        address = self.plan.email_vendor_address
        mail = wait("the vendor's mail", lambda: self._newest(address, containing=ASK))
        if VISITOR in mail["text"] or "Ann Example" in mail["text"]:
            raise StepFailed("the vendor was told who the requester is")
        self._answer(mail["id"], "Nothing is held back here; see case 7781.")
        return self._wait_for_answer(EMAIL_VENDOR, "answered")

    def webhook_vendor_answers(self) -> str:
        case = self.cases[WEBHOOK_VENDOR]
        url = f"{self.plan.vendors_url}/api/cases/{case}/answer"
        for answer in (
            {"type": "acknowledged", "body": "", "vendor_reference": "INC0012"},
            {"type": "resolved", "body": "The queue was stuck; the mails are out now."},
        ):
            requests.post(url, json=answer, timeout=visitor.SECONDS).raise_for_status()
        return self._wait_for_answer(WEBHOOK_VENDOR, "resolved")

    def solve(self) -> str:
        before = len(self._mails(VISITOR))
        path = f"{self.plan.helpdesk_url}/api/v1/tickets/{self.ticket}"
        etag = self.api.get(path, timeout=visitor.SECONDS).headers["ETag"]
        answer = self.api.patch(
            path, json={"status": "solved"}, headers={"If-Match": etag}, timeout=visitor.SECONDS
        )
        answer.raise_for_status()
        wait("the notice", lambda: len(self._mails(VISITOR)) > before or None)
        return str(self._ticket()["status"])

    def read_history(self) -> str:
        ticket = self._ticket()
        kinds = [message["kind"] for message in ticket["messages"]]
        for kind in ("request", "auto_response", "reply", "vendor_out", "vendor_in"):
            if kind not in kinds:
                raise StepFailed(f"no {kind} in it")
        if kinds.count("auto_response") != 1:
            raise StepFailed("there is more than one auto-response")
        return f"{len(kinds)} messages, {len(ticket['events'])} events"

    def _wait_for_answer(self, vendor: str, status: str) -> str:
        wait(f"the case {status}", lambda: self._case(vendor)["status"] == status or None)
        wait("the open ticket", lambda: self._ticket()["status"] == "open" or None)
        return f"{self.cases[vendor]} {status}, ticket open"

    def _case(self, vendor: str) -> Any:
        return self._get(f"/escalations/{self.cases[vendor]}")

    def _ticket(self) -> Any:
        return self._get(f"/tickets/{self.ticket}")

    def _mail_to(self, address: str, containing: str) -> Any:
        return wait("the mail", lambda: self._newest(address, containing=containing))

    def _mails(self, address: str) -> list[Any]:
        answer = requests.get(
            f"{self.plan.mailbox_url}/api/messages", {"to": address}, timeout=visitor.SECONDS
        )
        answer.raise_for_status()
        return list(answer.json()["messages"])

    def _newest(self, address: str, *, containing: str) -> Any:
        for summary in self._mails(address):
            url = f"{self.plan.mailbox_url}/api/messages/{summary['id']}"
            mail = requests.get(url, timeout=visitor.SECONDS).json()
            if containing in mail["text"]:
                return mail
        return None

    def _answer(self, mail_id: int, text: str) -> None:
        url = f"{self.plan.mailbox_url}/api/messages/{mail_id}/reply"
        answer = requests.post(url, json={"text": text}, timeout=visitor.SECONDS)
        if not answer.ok:
            raise StepFailed(f"the helpdesk did not take the mail: {answer.text}")

    def _get(self, path: str, **query: str) -> Any:
        answer = self.api.get(
            f"{self.plan.helpdesk_url}/api/v1{path}", params=query, timeout=visitor.SECONDS
        )
        answer.raise_for_status()
        return answer.json()

    def _post(self, path: str, **body: Any) -> Any:
        answer = self.api.post(
            f"{self.plan.helpdesk_url}/api/v1{path}", json=body, timeout=visitor.SECONDS
        )
        if not answer.ok:
            raise StepFailed(f"{answer.status_code}: {answer.text}")
        return answer.json()


def wait(what: str, look: Callable[[], T | None]) -> T:
    """Polls until `look` finds something. Raises StepFailed when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(POLL_SECONDS)
    raise StepFailed(f"{what} did not come within {PATIENCE_SECONDS:.0f} s")

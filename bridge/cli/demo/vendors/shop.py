"""What the sandbox's two vendors consist of, and what one does here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from werkzeug.exceptions import NotFound

from bridge.cli.demo.vendors.answering import draft_answer, send
from bridge.cli.demo.vendors.cases import Case, find_case
from bridge.cli.demo.vendors.faults import VendorFaults
from bridge.cli.demo.vendors.ledger import Ledger, VendorAnswer
from bridge.cli.demo.vendors.mail_vendor import MailVendor


@dataclass(frozen=True, slots=True)
class VendorShop:
    """`secret` is the `whsec_…` that bridge and webhook vendor share."""

    name: str
    secret: str
    ledger: Ledger
    faults: VendorFaults
    mail_vendor: MailVendor | None = None

    def answer(self, case: Case, asked: Mapping[str, Any]) -> VendorAnswer:
        """Raises AnswerError."""
        return self._send(draft_answer(case, asked, self.name))

    def repeat(self, webhook_id: str) -> VendorAnswer:
        answer = self.ledger.answer(webhook_id)
        if answer is None:
            raise NotFound("There is no such answer.")
        return self._send(answer)

    def _send(self, answer: VendorAnswer) -> VendorAnswer:
        self.ledger.record_answer(answer)  # kept even if the process ends while sending
        sent = send(answer, self.secret)
        self.ledger.record_answer(sent)
        return sent


def shop() -> VendorShop:
    found: VendorShop = current_app.extensions["shop"]
    return found


def case_or_404(escalation: str) -> Case:
    case = find_case(shop().ledger, escalation)
    if case is None:
        raise NotFound("There is no such case.")
    return case

"""The vendors' desk in the browser: what arrived, every delivery, and the answers."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from bridge.cli.demo.vendors.answering import AnswerError
from bridge.cli.demo.vendors.cases import Case, all_cases
from bridge.cli.demo.vendors.ledger import Delivery
from bridge.cli.demo.vendors.mail_vendor import MailboxError, MailCase, MailVendor
from bridge.cli.demo.vendors.shop import case_or_404, shop

pages = Blueprint("pages", __name__)


@pages.get("/")
def webhook_cases() -> str:
    return render_template("vendors/list.html", **_frame("webhook"))


@pages.get("/cases/<escalation>")
def webhook_case(escalation: str) -> str:
    return _case_page(case_or_404(escalation))


@pages.post("/cases/<escalation>/answer")
def answer(escalation: str) -> Response | tuple[str, int]:
    case = case_or_404(escalation)
    try:
        sent = shop().answer(case, request.form)
    except AnswerError as error:
        return _case_page(case, fault=str(error)), 400
    return _back_to(escalation, sent.webhook_id)


@pages.post("/answers/<webhook_id>/repeat")
def repeat(webhook_id: str) -> Response:
    sent = shop().repeat(webhook_id)
    return _back_to(sent.escalation, webhook_id)


@pages.get("/deliveries")
def deliveries() -> str:
    newest_first = reversed(shop().ledger.deliveries())
    return render_template(
        "vendors/deliveries.html", **_frame("deliveries"), deliveries=list(newest_first)
    )


@pages.get("/mail")
def mail_cases() -> str:
    return render_template("vendors/list.html", **_frame("mail"))


@pages.get("/mail/<key>")
def mail_case(key: str) -> str:
    return _mail_page(key)


@pages.post("/mail/<key>/answer")
def mail_answer(key: str) -> Response | tuple[str, int]:
    text = request.form.get("text", "")
    try:
        last = _mail_case(key).last_received
        if last is None:
            raise NotFound("There is no mail to answer in this case.")
        _mail_vendor().reply(last.id, text)
    except MailboxError as error:
        return _mail_page(key, typed=text, fault=str(error)), 400
    return redirect(url_for("pages.mail_case", key=key) + "#last", 303)


def _back_to(escalation: str, webhook_id: str) -> Response:
    return redirect(url_for("pages.webhook_case", escalation=escalation) + f"#{webhook_id}", 303)


def _case_page(case: Case, fault: str = "") -> str:
    return render_template(
        "vendors/case.html",
        **_frame("webhook"),
        case=case,
        typed=request.form,
        fault=fault,
        is_delivery=lambda entry: isinstance(entry, Delivery),
    )


def _mail_page(key: str, typed: str = "", fault: str = "") -> str:
    case, vendor = _mail_case(key), _mail_vendor()
    return render_template(
        "vendors/mail_case.html",
        **_frame("mail"),
        case=case,
        texts={mail.id: vendor.text(mail.id) for mail in case.mails},
        mailbox_url=vendor.mailbox_url,
        typed=typed,
        fault=fault,
    )


def _mail_vendor() -> MailVendor:
    vendor = shop().mail_vendor
    if vendor is None:
        raise NotFound("This sandbox runs without an e-mail vendor.")
    return vendor


def _mail_case(key: str) -> MailCase:
    found = next((case for case in _mail_vendor().cases() if case.key == key), None)
    if found is None:
        raise NotFound("There is no such case.")
    return found


def _frame(part: str) -> dict[str, Any]:
    """What every page shows around its content; `part` is webhook, mail or deliveries."""
    vendor = shop().mail_vendor
    mail_cases_found, mailbox_fault = _mail_cases(vendor)
    arrived = shop().ledger.deliveries()
    return {
        "part": part,
        "vendor_name": shop().name,
        "mail_address": vendor.address if vendor else "",
        "webhook_cases": all_cases(shop().ledger),
        "mail_cases": mail_cases_found,
        "mailbox_fault": mailbox_fault,
        "delivery_count": len(arrived),
        "forged_count": sum(not delivery.verified for delivery in arrived),
    }


def _mail_cases(vendor: MailVendor | None) -> tuple[list[MailCase], str]:
    try:
        return (vendor.cases() if vendor else []), ""
    except MailboxError as error:
        return [], str(error)

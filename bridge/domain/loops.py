"""May this be answered automatically? A machine is never answered by a machine (invariant 5).

`mail_marks` reads one mail; `may_answer` joins its findings with what we know of the ticket and
the address.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bridge.domain.addresses import normalise
from bridge.domain.mail_marks import unanswerable
from bridge.domain.reasons import Reason

ANSWERS_PER_HOUR = 3
ANSWERS_PER_DAY = 10
VISITOR_ANSWERS_PER_HOUR = 10
VISITOR_ANSWERS_PER_DAY = 30
SITE_ANSWERS_PER_HOUR = 20_000
"""A ceiling for a form that robots found, well above what a busy site's visitors write."""
SAME_SUBJECT_WINDOW = timedelta(minutes=10)
JUST_ANSWERED = timedelta(minutes=5)
"""A mail that comes so soon after an automatic answer may itself answer that answer: a responder
without headers, under a new subject each time, is stopped here (RFC 3834, section 2)."""

BACKFILLED = Reason(
    "backfill", "The site had stored the submission earlier and handed it over only now."
)
"""For a submission that was filled in later: an automatic answer would come too late."""


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reasons: tuple[Reason, ...]

    def has(self, code: str) -> bool:
        return any(reason.code == code for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What the decision rests on. Counts leave out the answer that is asked about.

    `earlier_same_subject`: other tickets of this address with the same subject root, opened
    within SAME_SUBJECT_WINDOW before this one. `answers_just_before`: automatic answers to this
    address within JUST_ANSWERED before its mail came; 0 for a form. `visitor_…`: answers to
    whatever one IP address typed into forms, to any address; 0 where sites don't tell IP
    addresses. `canary`: a site's test entry, whose answer goes to ourselves and counts for nobody,
    so that neither our own address nor a limit speaks against it. `marks`: findings of
    `mail_marks`; empty for a form.
    """

    address: str | None
    own_addresses: Collection[str]
    own_domain: str
    spam: bool = False
    requester_blocked: bool = False
    ticket_merged: bool = False
    auto_responses_on_ticket: int = 0
    answers_last_hour: int = 0
    answers_last_day: int = 0
    earlier_same_subject: int = 0
    answers_just_before: int = 0
    visitor_answers_last_hour: int = 0
    visitor_answers_last_day: int = 0
    site_answers_last_hour: int = 0
    canary: bool = False
    marks: tuple[Reason, ...] = ()


def may_answer(facts: AnswerFacts) -> Verdict:
    found = (*facts.marks, *_state_reasons(facts), *_address_reasons(facts), *_rates(facts))
    reasons = tuple({reason.code: reason for reason in found}.values())
    return Verdict(allowed=not reasons, reasons=reasons)


def _state_reasons(facts: AnswerFacts) -> Iterator[Reason]:
    if facts.spam:
        yield Reason("spam", "The ticket is spam.")
    if facts.requester_blocked:
        yield Reason("blocked", "The requester is blocked.")
    if facts.ticket_merged:
        yield Reason("merged", "The ticket was merged into another one.")


def _address_reasons(facts: AnswerFacts) -> Iterator[Reason]:
    if not facts.address or not facts.address.strip():
        yield Reason("no_address", "There is no address to answer to.")
    elif normalise(facts.address) is None:
        yield Reason("invalid_address", "The address given is no mail address.")
    elif not facts.canary:
        yield from unanswerable(facts.address, facts.own_addresses, facts.own_domain)


def _rates(facts: AnswerFacts) -> Iterator[Reason]:
    if facts.auto_responses_on_ticket > 0:
        yield Reason("already_answered", "This ticket had its automatic answer.")
    if facts.answers_last_hour >= ANSWERS_PER_HOUR:
        yield Reason(
            "hourly_limit",
            "The address had %(number)s answers this hour.",
            {"number": ANSWERS_PER_HOUR},
        )
    if facts.answers_last_day >= ANSWERS_PER_DAY:
        yield Reason(
            "daily_limit",
            "The address had %(number)s answers within a day.",
            {"number": ANSWERS_PER_DAY},
        )
    yield from _form_rates(facts)
    if facts.earlier_same_subject > 0:
        yield Reason("same_subject", "The same question came from this address minutes ago.")
    if facts.answers_just_before > 0:
        yield Reason("just_answered", "An automatic answer went to this address minutes before.")


def _form_rates(facts: AnswerFacts) -> Iterator[Reason]:
    """A form mails whomever a visitor names (RELIABILITY A48)."""
    if facts.visitor_answers_last_hour >= VISITOR_ANSWERS_PER_HOUR:
        yield Reason(
            "visitor_hourly_limit",
            "The visitor had %(number)s answers this hour.",
            {"number": VISITOR_ANSWERS_PER_HOUR},
        )
    if facts.visitor_answers_last_day >= VISITOR_ANSWERS_PER_DAY:
        yield Reason(
            "visitor_daily_limit",
            "The visitor had %(number)s answers within a day.",
            {"number": VISITOR_ANSWERS_PER_DAY},
        )
    if facts.site_answers_last_hour >= SITE_ANSWERS_PER_HOUR:
        yield Reason(
            "site_limit",
            "The forms of this site had %(number)s answers this hour.",
            {"number": SITE_ANSWERS_PER_HOUR},
        )

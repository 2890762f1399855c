"""The canary: a site's test entry, and the links that it passes from the form to the answer.

The plugin watches the first four, the helpdesk the last three. What is wrong travels as a code;
each side has words of its own for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bridge.domain.errors import Invalid
from bridge.domain.plain_text import storable

PATIENCE = timedelta(minutes=5)
"""What a worker has not taken up by then, no worker is there for."""
SILENCE = timedelta(hours=26)
"""A daily entry that did not come for so long: a day, and two hours for a quiet site's WP-Cron."""
KEPT = timedelta(days=7)
MOST_ENTRIES = 20
LONGEST_DETAIL = 300
ID_MARK = "canary."
"""How the Message-ID of an answer to a canary begins: known even when its ticket is gone."""


class Link(StrEnum):
    """In the order in which an entry passes them."""

    HOOK = "hook"
    STORED = "stored"
    PUSHED = "pushed"
    ACCEPTED = "accepted"
    TICKET = "ticket"
    ANSWER = "answer"
    MAIL = "mail"


class LinkState(StrEnum):
    GOOD = "good"
    WAITING = "waiting"
    BROKEN = "broken"


class Fault(StrEnum):
    NO_HOOK = "no_hook"
    NOT_TAKEN = "not_taken"
    NOT_STORED = "not_stored"
    NOT_PUSHED = "not_pushed"
    NOT_ACCEPTED = "not_accepted"
    NO_TICKET = "no_ticket"
    NO_WORKER = "no_worker"
    WITHHELD = "withheld"
    DECISION_FAILS = "decision_fails"
    NOT_SENT = "not_sent"
    MAIL_REFUSED = "mail_refused"
    MAIL_UNCERTAIN = "mail_uncertain"
    MAIL_BACK = "mail_back"


NAMES: dict[Link, str] = {
    Link.HOOK: "the form's hook",
    Link.STORED: "stored on the site",
    Link.PUSHED: "pushed to the helpdesk",
    Link.ACCEPTED: "accepted by the helpdesk",
    Link.TICKET: "ticket",
    Link.ANSWER: "answer decided",
    Link.MAIL: "mail handed over",
}

SENTENCES: dict[str, tuple[str, str]] = {
    Fault.NO_HOOK: (
        "The plugin's hook is not there.",
        "Another plugin or the theme removed it: switch the newest ones off, one by one.",
    ),
    Fault.NOT_TAKEN: (
        "The site did not take the form.",
        "A firewall, a cache or another plugin stands before it: send the form by hand and see.",
    ),
    Fault.NOT_STORED: (
        "The site did not store the entry.",
        "See PHP's error log for helpdesk-bridge, and the room left in the site's database.",
    ),
    Fault.NOT_PUSHED: (
        "The site could not reach the helpdesk.",
        "Let the site's server call HELPDESK_BASE_URL. What waits is fetched meanwhile.",
    ),
    Fault.NOT_ACCEPTED: (
        "The helpdesk refused the push.",
        "Paste a new connection code (helpdesk-bridge site add) and compare both clocks.",
    ),
    Fault.NO_TICKET: (
        "The site says that it was accepted, and there is no ticket.",
        "Was a backup restored? Run helpdesk-bridge sync.",
    ),
    Fault.NO_WORKER: (
        "Nobody decided on the answer.",
        "No worker takes up the queue replies: start helpdesk-bridge worker.",
    ),
    Fault.WITHHELD: ("The answer was withheld.", "The reason stands in the ticket."),
    Fault.DECISION_FAILS: (
        "Deciding on the answer failed.",
        "It is tried again; the ticket shows when it was given up.",
    ),
    Fault.NOT_SENT: (
        "The answer waits to be sent.",
        "No worker takes up the queue replies: start helpdesk-bridge worker.",
    ),
    Fault.MAIL_REFUSED: (
        "The mail server did not take the answer.",
        "Check HELPDESK_SMTP_URL or the mailbox's account; doctor tries it under smtp.",
    ),
    Fault.MAIL_UNCERTAIN: (
        "The mail server was cut off before it confirmed the answer.",
        "It is tried again; see the mail server's log.",
    ),
    Fault.MAIL_BACK: (
        "The answer came back undelivered.",
        "The helpdesk's own address takes no mail: check HELPDESK_MAIL_FROM.",
    ),
}
_ELSE = ("It broke there.", "The plugin's settings page tells more.")


@dataclass(frozen=True, slots=True)
class Passed:
    """How it stands with one link; `detail` is the fault's own text, as a server said it."""

    link: Link
    state: LinkState
    code: str = ""
    detail: str = ""

    @property
    def says(self) -> str:
        """For `doctor`: what is wrong, and what to do."""
        says, todo = SENTENCES.get(self.code, _ELSE)
        said = f"{says} ({self.detail})" if self.detail else says
        return f"Broke at “{NAMES[self.link]}”: {said} {todo}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One test entry as its site tells of it; `broken` is the first of its own links that broke."""

    uid: str
    form: str
    accepted: bool
    broken: Passed | None


@dataclass(frozen=True, slots=True)
class Report:
    """What the plugin tells: whether it is on, and how its last test went."""

    on: bool
    ran_at: datetime | None
    entries: tuple[Entry, ...]

    def kept(self) -> dict[str, Any]:
        """What `read` reads again."""
        entries = [
            {
                "id": one.uid,
                "form": one.form,
                "accepted": one.accepted,
                "broken": one.broken
                and {
                    "link": one.broken.link,
                    "code": one.broken.code,
                    "detail": one.broken.detail,
                },
            }
            for one in self.entries
        ]
        ran_at = self.ran_at.isoformat() if self.ran_at else None
        return {"on": self.on, "ran_at": ran_at, "entries": entries}


def read(payload: Any) -> Report:
    """Raises Invalid, naming the field at fault. Unknown keys are left alone: plugins grow."""
    body = _object(payload, "body")
    on = body.get("on")
    if not isinstance(on, bool):
        raise Invalid("on must be true or false.", field="on")
    entries = body.get("entries", [])
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise Invalid(f"entries must be a list of {MOST_ENTRIES} at most.", field="entries")
    return Report(on, _time(body.get("ran_at")), tuple(_entry(one) for one in entries))


def _entry(value: Any) -> Entry:
    row = _object(value, "entries")
    uid = _text(row, "id")
    if not uid:
        raise Invalid("Each entry needs its id.", field="entries")
    broken = row.get("broken")
    passed = None
    if broken is not None:
        found = _object(broken, "entries.broken")
        try:
            link = Link(_text(found, "link"))
        except ValueError as error:
            raise Invalid("There is no such link.", field="entries.broken.link") from error
        passed = Passed(link, LinkState.BROKEN, _text(found, "code"), _text(found, "detail"))
    return Entry(uid, _text(row, "form"), row.get("accepted") is True, passed)


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Invalid(f"{place} must be an object.", field=place)
    return value


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key, "")
    if not isinstance(value, str):
        raise Invalid(f"{key} must be a text.", field=f"entries.{key}")
    return " ".join(storable(value).split())[:LONGEST_DETAIL]


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise Invalid("ran_at must be a time such as 2026-11-23T09:30:00Z.", field="ran_at")

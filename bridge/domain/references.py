"""References: what people call a ticket or a case. A reference opens nothing (invariant 7)."""

import re

TICKET_PREFIX = "HB"
ESCALATION_PREFIX = "ESC"
FIRST_TICKET = 1000
_SUBJECT_TAG = re.compile(r"\[HB-([0-9]{1,12})\]", re.IGNORECASE)


def ticket_reference(ticket_id: int) -> str:
    return f"{TICKET_PREFIX}-{FIRST_TICKET + ticket_id}"


def ticket_id(reference: str) -> int | None:
    """The row behind `HB-1042`; None when the text is no reference."""
    number = _number(reference, TICKET_PREFIX)
    return number - FIRST_TICKET if number is not None and number > FIRST_TICKET else None


def escalation_reference(escalation_id: int) -> str:
    return f"{ESCALATION_PREFIX}-{escalation_id}"


def escalation_id(reference: str) -> int | None:
    return _number(reference, ESCALATION_PREFIX)


def subject_tag(reference: str) -> str:
    return f"[{reference}]"


def ticket_ids_in_subject(subject: str) -> list[int]:
    numbers = (int(found) for found in _SUBJECT_TAG.findall(subject))
    return [number - FIRST_TICKET for number in numbers if number > FIRST_TICKET]


def _number(reference: str, prefix: str) -> int | None:
    match = re.fullmatch(rf"{prefix}-([1-9]\d{{0,11}})", reference, re.IGNORECASE | re.ASCII)
    return int(match.group(1)) if match else None

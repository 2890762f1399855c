""" "We received your ticket 12345": another helpdesk's answer to a mail, and the number it gave."""

import re

from bridge.domain import machine_phrases as phrases
from bridge.domain.ports import ParsedMail

LOOKED_AT = 2000
LONGEST = 40
_NUMBER = r"(?=[\w./-]{0,39}\d)[a-z0-9][\w./-]{0,39}"
_TAGGED = re.compile(r"\[\s?(?:[\w .&'-]{0,40}?[\s#:])?#?\s?(" + _NUMBER + r")\s?\]", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:"
    + "|".join(map(re.escape, phrases.REGARDS_NUMBER))
    + r")s?(?: ?(?:id|key|n°|no\.?|nº|nr\.?|num|number|numéro|nummer|reference|référence"
    + r"|de suivi))?"
    + r"(?: (?:is|est|ist|es|è|is now|portant le numéro|has the number|lautet))?"
    + r" ?[:#=(\[]{0,3} ?(?:n° ?|#)?("
    + _NUMBER
    + r")",
    re.IGNORECASE,
)
_HASHED = re.compile(r"#\s?(" + _NUMBER + r")", re.IGNORECASE)
_OURS = re.compile(r"(?:hb|esc)-\d{1,12}", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_REPLIES = ("fwd:", "fw:", "tr:", "wg:", "rv:")


def acknowledgement_reference(mail: ParsedMail) -> str | None:
    """The number that a helpdesk gave to a mail of ours; None when it gave none.

    Our own references (HB-…, ESC-…) are quoted back and are never taken for theirs.
    """
    subject = " ".join(mail.subject.split())[:300]
    body = " ".join((mail.new_text or mail.full_text)[:LOOKED_AT].split())
    for pattern, text in (
        (_TAGGED, subject),
        (_NAMED, subject),
        (_NAMED, body),
        (_HASHED, subject),
        (_TAGGED, body),
        (_HASHED, body),
    ):
        for match in pattern.finditer(text):
            number = match.group(1).rstrip(".-/_")
            if number and not _OURS.fullmatch(number) and not _DATE.fullmatch(number):
                return number[:LONGEST]
    return None


def is_acknowledgement(subject: str, body: str, *, least: int = 2) -> bool:
    """Whether a machine confirms that it took a mail. Both texts `folded`.

    `least`: how many phrases of confirmation it takes; one is enough beside headers of machines.
    Two phrases of confirmation and a number; a person who writes "we received your parcel" has
    the one or the other.
    """
    if subject.startswith(_REPLIES) or len(body) > LOOKED_AT:
        return False
    text = f"{subject} {body[:LOOKED_AT]}"
    if sum(phrase in text for phrase in phrases.RECEIVED) < least:
        return False
    return any(
        pattern.search(where) is not None
        for pattern, where in ((_NAMED, text), (_TAGGED, subject), (_HASHED, subject))
    )

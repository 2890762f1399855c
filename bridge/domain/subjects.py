"""Subjects of mails and tickets, freed from what mail programs and we ourselves put before them."""

import re

_PREFIX = re.compile(
    r"""\s* (
        (re|réf|ref|rép|rep|fwd?|fw|tr|aw|wg|sv|vs|antw|res|enc|rif|odp)
            \s* (\[\d+\]|\(\d+\))? \s* [:：]      # "Re:", "RE[2]:", "TR :", "Réf:"
      | \[ \s* (hb|esc) - \d{1,12} \s* \]          # our own tags
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
MAX_SUBJECT = 998


def bare_subject(subject: str) -> str:
    """`RE: [HB-1042] TR : Invoice` becomes `Invoice`; white space becomes single spaces."""
    rest = subject[:MAX_SUBJECT]
    while match := _PREFIX.match(rest):
        rest = rest[match.end() :]
    return _SPACES.sub(" ", rest).strip()


def subject_root(subject: str) -> str:
    """What the subjects of one thread share, for comparison."""
    return bare_subject(subject).casefold()

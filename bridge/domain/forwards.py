"""Mails that somebody forwards: who wrote first, by the head that mail programs put above.

Gmail, Outlook (desktop, web, mobile), Apple Mail and Thunderbird, in English, French and German.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bridge.domain.addresses import normalise
from bridge.domain.ports import Address, FileContent

_FORWARDED = re.compile(
    r"\s*(?:(?:re|aw)\s*:\s*)?(?:fwd?|fw|tr|wg|trans|transf|i)\s*:", re.IGNORECASE
)
_LABELS = {
    "from": ("from", "de", "von", "expéditeur"),
    "subject": ("subject", "objet", "sujet", "betreff"),
    "date": ("date", "sent", "envoyé", "datum", "gesendet", "envoyé le"),
    "to": ("to", "à", "a", "pour", "an", "destinataire", "destinataires"),
    "cc": ("cc", "copie à", "copie", "kopie"),
    "reply-to": ("reply-to", "répondre à", "antwort an"),
}
_KINDS = {label: kind for kind, labels in _LABELS.items() for label in labels}
_LINE = re.compile(
    r"[>\s*_]*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ -]{0,14}?)[\s\xa0*_]{0,4}:[*_]{0,2}[ \t\xa0]*(.*)"
)
_LEAD = re.compile(
    r"""[>\s*_]*(?:
        -{2,} .{0,60} -{2,}                               # ---------- Forwarded message ---------
      | _{10,}
      | begin \s forwarded \s message .{0,3}
      | d[ée]but \s du \s message \s (r[ée]exp[ée]di[ée]|transf[ée]r[ée]) .{0,3}
      | anfang \s der \s weitergeleiteten .{0,30}
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>\"'(),;:\[\]]{1,64}@[^\s<>\"'(),;:\[\]]{1,255}")
_SHOWN = re.compile(r"[<\[(]\s*(?:mailto:\s*)?[^<>\[\]()]*@[^<>\[\]()]*[>\])]")
LEAST_LINES = 3
MOST_LINES = 2_000
LONGEST_LINE = 1_000


@dataclass(frozen=True, slots=True)
class Forwarded:
    """`comment`: what whoever forwarded it wrote above; `text`: the words of the first writer.

    `message_id` and `files` are the first mail's own where it came as an attachment; `files` is
    None where it stands in the text: then the files beside that text are meant.
    """

    sender: Address
    subject: str
    text: str
    comment: str
    message_id: str | None = None
    files: tuple[FileContent, ...] | None = None


def is_forward(subject: str) -> bool:
    """`Fwd:`, `FW:`, `TR :`, `WG:`."""
    return _FORWARDED.match(subject[:LONGEST_LINE]) is not None


def original(text: str) -> Forwarded | None:
    """What was forwarded, by the first head in the text; None when no head names a sender."""
    lines = text.split("\n")
    for start in range(min(len(lines), MOST_LINES)):
        head = _head(lines, start)
        if head is None:
            continue
        found, end = head
        sender = _sender(found["from"])
        if sender is not None:
            return Forwarded(
                sender=sender,
                subject=found.get("subject", ""),
                text=_unquoted(lines[end:]),
                comment=_above(lines[:start]),
            )
    return None


def _head(lines: Sequence[str], start: int) -> tuple[dict[str, str], int] | None:
    """The labelled lines from `start` on, and where they end. Long values go on in a next line."""
    first = _labelled(lines[start])
    if first is None:
        return None
    found = dict([first])
    place, blanks = start + 1, 0
    while place < len(lines) and place < start + 40:
        line = lines[place]
        labelled = _labelled(line)
        if labelled and labelled[0] not in found:
            found.update([labelled])
            blanks = 0
        elif not line.strip(" >*\t"):
            blanks += 1
            if blanks > 1 or len(found) >= LEAST_LINES:
                break
        elif blanks or (not line.startswith((" ", "\t", ">")) and "@" not in line):
            break
        place += 1
    return (found, place) if len(found) >= LEAST_LINES and "from" in found else None


def _labelled(line: str) -> tuple[str, str] | None:
    match = _LINE.match(line[:LONGEST_LINE])
    kind = _KINDS.get(match.group(1).strip().lower()) if match else None
    return (kind, match.group(2).strip()) if match and kind else None


def _sender(value: str) -> Address | None:
    addresses = _ADDRESS.findall(value)
    email = normalise(addresses[-1].removeprefix("mailto:")) if addresses else None
    if email is None:
        return None
    name = _ADDRESS.sub("", _SHOWN.sub("", value)).strip(" \t\"'*<>()[]\xa0")
    return Address(email, name if not name.lower().startswith("mailto") else "")


def _above(lines: list[str]) -> str:
    """Without the line that announces what follows."""
    kept = list(lines)
    while kept and (not kept[-1].strip() or _LEAD.fullmatch(kept[-1][:LONGEST_LINE])):
        kept.pop()
    return "\n".join(kept).strip()


def _unquoted(lines: list[str]) -> str:
    solid = [line for line in lines if line.strip()]
    if solid and all(line.startswith(">") for line in solid):
        lines = [line.removeprefix(">").removeprefix(" ") for line in lines]
    return "\n".join(lines).strip("\n")

"""Which field of a form is the address, the name, the question.

A mapping names fields outright, or says that there is none (an empty name); whatever it leaves open
is found by the fields' shape. What is not found stays empty: a ticket shows all fields all the same
(invariant 4).
"""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from bridge.domain.submission import Field

ROLES = ("name", "email", "subject", "topic", "message")
NEEDED = ("email", "message", "name")
"""What most of our work begins with: a form that had them and has them no longer is an alarm."""

LONG_AWAY = 10
"""A field that comes and goes is an alarm after so many submissions in a row without it."""

_MARK = "~"  # among what was learned: a field's name follows, not a role
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_HINTS = {
    "email": ("email", "e-mail", "mail", "courriel"),
    "name": ("name", "nom", "prenom", "prénom"),
    "subject": ("subject", "objet", "sujet", "title", "titre"),
    "topic": ("topic", "category", "categorie", "catégorie", "theme", "thème", "sujet", "objet"),
    "message": ("message", "question", "description", "comment", "commentaire", "request"),
}
_LONGEST_SUBJECT = 200
_LONGEST_DERIVED = 80
_CHOICES = ("select", "radio", "checkbox")  # a choice is a topic, whatever its label says
_NOT_TYPED = ("hidden", "consent", "file", "password")  # found by a mapping only, never by shape


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the mapping found; `missing` names roles whose mapped field is not in the form.

    `used`: role → name of the field that it was read from.
    """

    email: str
    name: str
    subject: str
    topic: str
    message: str
    missing: tuple[str, ...]
    used: Mapping[str, str]


def read(fields: tuple[Field, ...], mapping: Mapping[str, str], form_title: str) -> Mapped:
    by_name = {field.name: field for field in fields}
    found = {role: by_name[name] for role, name in mapping.items() if name in by_name}
    for role, fits in _SHAPES.items():
        if role not in mapping:
            taken = {field.name for field in found.values()}
            free = (f for f in fields if f.name not in taken and f.type not in _NOT_TYPED)
            match = next((f for f in free if fits(f)), None)
            if match:
                found[role] = match
    texts = {role: field.text.strip() for role, field in found.items()}
    message = found["message"].text if "message" in found else ""
    return Mapped(
        email=texts.get("email", ""),
        name=_one_line(texts.get("name", "")),
        subject=_subject(texts.get("subject", ""), message, form_title),
        topic=_one_line(texts.get("topic", "")),
        message=message,
        missing=tuple(sorted(role for role, name in mapping.items() if _gone(name, by_name))),
        used={role: field.name for role, field in found.items()},
    )


def lacking(
    fields: tuple[Field, ...], mapping: Mapping[str, str], found: Mapped, learned: Mapping[str, str]
) -> dict[str, str]:
    """Role → field that a submission should have had: as mapped, else as earlier ones had it.

    A field that is there and empty, or holds something odd, is not lacking: that is the visitor's.
    """
    names = {field.name for field in fields}
    lost = {role: mapping[role] for role in found.missing}
    for role in NEEDED:
        known = learned.get(role, "")
        if role not in mapping and role not in found.used and _gone(known, names):
            lost[role] = known
    return lost


def learn(mapping: Mapping[str, str], found: Mapped, learned: Mapping[str, str]) -> dict[str, str]:
    """What `lacking` has to know of later submissions: the fields that shape found so far."""
    guessed = {role: found.used[role] for role in NEEDED if role in found.used}
    kept = {**learned, **guessed}
    return {role: name for role, name in sorted(kept.items()) if role not in mapping}


def comings(
    fields: tuple[Field, ...],
    lost: Mapping[str, str],
    missing: Mapping[str, str],
    learned: Mapping[str, str],
) -> dict[str, str]:
    """`~field` → in how many submissions in a row it was not, for each field that comes and goes.

    Such a field, sent by its plugin under a condition, was `missing` once and came back.
    """
    there = {field.name for field in fields}
    known = {key: int(value) for key, value in learned.items() if key.startswith(_MARK)}
    known |= {_MARK + name: 0 for name in missing.values() if name in there}
    for key in known:
        name = key.removeprefix(_MARK)
        if name in there:
            known[key] = 0
        elif name in lost.values():
            known[key] = min(known[key] + 1, LONG_AWAY)
    return {key: str(count) for key, count in known.items()}


def alarming(lost: Mapping[str, str], learned: Mapping[str, str]) -> dict[str, str]:
    """What `lost` means a change of the form: not a field that comes and goes, before LONG_AWAY."""
    away = {name: int(learned.get(_MARK + name, LONG_AWAY)) for name in lost.values()}
    return {role: name for role, name in lost.items() if away[name] >= LONG_AWAY}


def _gone(name: str, there: Container[str]) -> bool:
    return bool(name) and name not in there


def _subject(given: str, message: str, form_title: str) -> str:
    """The visitor's subject, else the first line of the question, else the form's title."""
    first_line = next((line.strip() for line in message.splitlines() if line.strip()), "")
    if given:
        return _cut(_one_line(given), _LONGEST_SUBJECT)
    return _cut(_one_line(first_line or form_title or "Form submission"), _LONGEST_DERIVED)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept[longest // 2 :] else kept).rstrip() + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _hinted(role: str) -> Callable[[Field], bool]:
    hints = _HINTS[role]
    return lambda field: any(
        hint in place.casefold() for place in (field.name, field.label) for hint in hints
    )


def _is_email(field: Field) -> bool:
    return field.type == "email" or bool(_EMAIL.fullmatch(field.text.strip()))


def _is_message(field: Field) -> bool:
    return field.type == "textarea" or _hinted("message")(field)


# in the order of asking: an "e-mail subject" is taken as the address only if it holds one
_SHAPES: dict[str, Callable[[Field], bool]] = {
    "email": _is_email,
    "message": _is_message,
    "subject": lambda field: field.type not in _CHOICES and _hinted("subject")(field),
    "topic": _hinted("topic"),
    "name": _hinted("name"),
}

"""Which field of a form is the address, the name, the question.

A mapping names fields outright; whatever it leaves open is found by the fields' shape. What is
not found stays empty: a ticket shows all fields all the same (invariant 4).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.domain.submission import Field

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
    """What the mapping found; `missing` names roles whose mapped field is not in the form."""

    email: str
    name: str
    subject: str
    topic: str
    message: str
    missing: tuple[str, ...]


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
        missing=tuple(sorted(role for role, name in mapping.items() if name not in by_name)),
    )


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

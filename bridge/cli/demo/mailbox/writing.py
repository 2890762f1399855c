"""Composes mails as a person's mail program does (RFC 5322)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import (
    format_datetime,
    formataddr,
    getaddresses,
    make_msgid,
    parsedate_to_datetime,
)

from bridge.cli.demo.mailbox.reading import Letter

_WIRE = SMTP.clone(cte_type="7bit")  # text beyond ASCII leaves in quoted-printable or base64
_BREAKS = re.compile(r"[\r\n\0]+")


class ComposeError(Exception):
    """What was typed gives no legal mail; says why in plain words."""


@dataclass(frozen=True, slots=True)
class Draft:
    sender: str
    to: str
    subject: str
    text: str
    in_reply_to: str = ""
    references: str = ""


def compose(draft: Draft) -> bytes:
    """The mail as it leaves, with a Message-ID and Date of its own. Raises ComposeError."""
    senders, recipients = _mailboxes(draft.sender, "sender"), _mailboxes(draft.to, "recipient")
    if not draft.text.strip():
        raise ComposeError("Write something first: the text is empty.")
    headers = {
        "Return-Path": f"<{senders[0].addr_spec}>",  # what the receiving server notes down
        "From": _address_list(senders),
        "To": _address_list(recipients),
        "Subject": _subject(draft.subject),
        "Date": format_datetime(datetime.now(UTC).astimezone()),
        "Message-ID": make_msgid(domain=senders[0].domain),
    }
    if draft.in_reply_to:
        headers |= {"In-Reply-To": draft.in_reply_to, "References": draft.references}
    content = EmailMessage(policy=_WIRE)
    content.set_content(draft.text.replace("\r\n", "\n"))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return head.encode("ascii", "replace") + content.as_bytes()


def reply_to(original: Letter, text: str, sender: str) -> Draft:
    """Goes to Reply-To or From, threads by In-Reply-To and References, quotes the original."""
    subject = original.header("Subject")
    message_id = _BREAKS.sub(" ", original.header("Message-ID")).strip()
    return Draft(
        sender=sender,
        to=original.header("Reply-To") or original.header("From"),
        subject=subject if subject.casefold().startswith("re:") else f"Re: {subject}",
        text=f"{text.rstrip()}\n\n{_quoted(original)}",
        in_reply_to=message_id,
        references="\r\n ".join([*original.header("References").split(), message_id]),
    )


def _quoted(original: Letter) -> str:
    lines = (original.text or "").rstrip().split("\n")
    quote = "\n".join(f"> {line}".rstrip() for line in lines)
    return f"On {_written_at(original)}, {original.header('From')} wrote:\n\n{quote}\n"


def _written_at(original: Letter) -> str:
    try:
        return parsedate_to_datetime(original.header("Date")).strftime("%a, %d %b %Y at %H:%M")
    except ValueError:
        return "an unknown day"


def _subject(text: str) -> str:
    """Folded, RFC 2047. EmailMessage's own folding drops the space between two encoded words."""
    line = _BREAKS.sub(" ", text)
    charset = "us-ascii" if line.isascii() else "utf-8"
    return Header(line, charset, header_name="Subject").encode(linesep="\r\n")


def _address_list(found: tuple[Address, ...]) -> str:
    return ",\r\n ".join(formataddr((one.display_name, one.addr_spec)) for one in found)


def _mailboxes(value: str, role: str) -> tuple[Address, ...]:
    """Raises ComposeError unless every address has the form local@domain."""
    if _BREAKS.search(value):
        raise ComposeError(f"The {role}'s address must stand on one line.")
    try:
        found = [Address(name, addr_spec=spec) for name, spec in getaddresses([value]) if spec]
    except (ValueError, IndexError, MessageError) as error:
        raise ComposeError(f"“{value}” is not a mail address for the {role}.") from error
    if not found or not all(
        one.username and one.domain and one.addr_spec.isascii() for one in found
    ):
        raise ComposeError(f"“{value}” is not a mail address for the {role}.")
    return tuple(found)

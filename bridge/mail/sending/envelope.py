"""What may stand in a mail's envelope and headers: checked before anything is written."""

from collections.abc import Iterator

from bridge.domain.addresses import to_ascii_domain
from bridge.domain.errors import DeliveryFailed
from bridge.domain.ports import OutgoingMail

_BREAKS = frozenset("\r\n\0")


def refuse_control_characters(mail: OutgoingMail) -> None:
    """A line break or NUL in a header value could add headers or receivers of its own."""
    for field, value in _header_values(mail):
        if not _BREAKS.isdisjoint(value):
            raise DeliveryFailed(f"{field} holds a line break or NUL", permanent=True)


def ascii_address(field: str, email: str) -> str:
    """The address as SMTP without SMTPUTF8 takes it: domain in punycode."""
    local, at, domain = email.strip().rpartition("@")
    ascii_domain = to_ascii_domain(domain)
    if not at or not local or ascii_domain is None or set(local) & set(' <>,;"()[]\\'):
        raise DeliveryFailed(f"{field} is no mail address: {email!r}", permanent=True)
    if not local.isascii():
        raise DeliveryFailed(
            f"{field} has letters outside ASCII before the @, which SMTP servers "
            f"rarely take: {email!r}",
            permanent=True,
        )
    return f"{local}@{ascii_domain}"


def _header_values(mail: OutgoingMail) -> Iterator[tuple[str, str]]:
    yield "message_id", mail.message_id
    yield "in_reply_to", mail.in_reply_to or ""
    yield "envelope_from", mail.envelope_from
    yield "subject", mail.subject
    yield "language", mail.language
    yield "receiver", mail.receiver
    yield "copy_to", mail.copy_to
    named = [("sender", mail.sender), ("to", mail.to), ("reply_to", mail.reply_to)]
    for field, address in [*named, *(("cc", address) for address in mail.cc)]:
        yield f"{field} address", address.email
        yield f"{field} name", address.name
    for reference in mail.references:
        yield "references", reference
    for file in mail.attachments:
        yield "attachment name", file.name
        yield "attachment type", file.content_type
        yield "attachment id", file.content_id

"""Attachments: kept under opaque keys, never under the name that somebody gave them."""

import hashlib
import re
import unicodedata

import filetype

from bridge.domain.errors import NotFound, SiteError, TooLarge
from bridge.domain.ports import FileContent
from bridge.services.context import Context
from bridge.services.outgoing.outbox import Claim
from bridge.services.sites import site_access
from bridge.store.attachments import Attachment
from bridge.store.session import Transaction

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 20
LONGEST_NAME = 150
_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_UNWANTED = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_HIDDEN_FORMAT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean_name(name: str) -> str:
    """A name to show and to offer for download: no path, no controls, no direction tricks."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFC", name)
        if unicodedata.category(char) not in _HIDDEN_FORMAT
    )
    plain = _UNWANTED.sub("_", plain).strip(" .")
    return plain[-LONGEST_NAME:] or "file"


def sniffed_type(content: bytes, declared: str) -> str:
    """What the bytes are; the declared type is believed only for kinds that no browser runs."""
    kind = filetype.guess_mime(content[:8192])
    if kind:
        return str(kind)
    return declared if declared in ("text/plain", "text/csv") else "application/octet-stream"


def shows_inline(content_type: str) -> bool:
    return content_type in _INLINE


def store(ctx: Context, contents: tuple[FileContent, ...]) -> None:
    """Their bytes are safe before the transaction begins that attaches them."""
    for file in contents:
        ctx.files.put(file.content)


def attach(
    ctx: Context,
    tx: Transaction,
    ticket_id: int,
    message_id: int,
    contents: tuple[FileContent, ...],
    *,
    most: int = MOST_FILES,
    largest: int = MOST_BYTES,
) -> None:
    """Stores files beside a message. Raises TooLarge."""
    if len(contents) > most:
        raise TooLarge(f"More than {most} files.", field="attachments")
    for file in contents:
        if len(file.content) > largest:
            name, limit = clean_name(file.name), largest // (1024 * 1024)
            raise TooLarge(f"{name} is over {limit} MiB.", field="attachments")
        tx.insert(
            Attachment,
            ticket_id=ticket_id,
            message_id=message_id,
            name=clean_name(file.name),
            content_type=sniffed_type(file.content, file.content_type),
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            storage_key=ctx.files.put(file.content),
        )


def fetch(ctx: Context, claim: Claim) -> None:
    """Brings a submission's file over from WordPress. A refused or wrong file says so."""
    with ctx.reading() as tx:
        row = tx.attachments.get(claim.subject_id)
        ticket = tx.tickets.get(row.ticket_id) if row else None
    if row is None or ticket is None or ticket.site_id is None or row.storage_key:
        with ctx.transaction() as tx:
            tx.outbox.finish([claim.effect_id], claim.lease)
        return
    site = site_access.by_id(ctx, ticket.site_id)
    content = (
        ctx.wordpress.connect(site_access.access(ctx, site)).file(row.source_url or "").content
    )
    if row.sha256 and hashlib.sha256(content).hexdigest() != row.sha256:
        raise SiteError("The file came over damaged: its checksum differs.")
    key = ctx.files.put(content)
    with ctx.transaction() as tx:
        fresh = tx.attachments.get(claim.subject_id)
        if fresh and tx.outbox.finish([claim.effect_id], claim.lease):
            fresh.storage_key, fresh.error = key, None
            fresh.size = len(content)
            fresh.content_type = sniffed_type(content, fresh.content_type)
            fresh.name = clean_name(fresh.name)


def of_ticket(ctx: Context, ticket_id: int, attachment_id: int) -> tuple[FileContent, bool]:
    """A file of this very ticket, and whether it may show inline. Raises NotFound."""
    with ctx.reading() as tx:
        row = tx.attachments.get(attachment_id)
    if row is None or row.ticket_id != ticket_id or row.storage_key is None:
        raise NotFound("There is no such file in this ticket.")
    content = ctx.files.get(row.storage_key)
    return FileContent(row.name, row.content_type, content), shows_inline(row.content_type)

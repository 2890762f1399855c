"""Submissions come in: pushed or pulled, both end in `accept` (invariants 1, 3 and 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bridge.domain import addresses, forms, loops, strict_json, submission
from bridge.domain.errors import Invalid
from bridge.domain.language import DEFAULT_LANGUAGE, detect, language_of
from bridge.domain.reasons import Reason
from bridge.domain.references import ticket_reference
from bridge.domain.submission import SubmissionIn
from bridge.domain.words import (
    Channel,
    Door,
    EffectKind,
    Level,
    Outcome,
    QueueName,
    SubmissionStatus,
)
from bridge.services import helpdesk
from bridge.services.arrivals import arrivals
from bridge.services.canary import canary_tickets
from bridge.services.context import Context
from bridge.services.forms import form_fields
from bridge.services.sites import site_door
from bridge.services.tickets.opening import Opened, Opening, open_ticket, requester_for
from bridge.store.attachments import Attachment
from bridge.store.session import Transaction
from bridge.store.sites import Form, KnownForm, Submission

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Accepted:
    ticket: str
    submission: str
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Where a submission came from, and by which door."""

    site_id: int
    slug: str
    door: Door


def push(ctx: Context, slug: str, body: bytes, headers: Mapping[str, str]) -> Accepted:
    """A signed submission from the plugin.

    Raises NotFound (unknown site), NotAuthentic, Quarantined (authentic and malformed).
    """
    site_id = site_door.authenticate(ctx, slug, body, headers)
    try:
        checked = submission.read(strict_json.read(body))
    except Invalid as error:
        raise arrivals.quarantine(ctx, Door.PUSH, slug, body, error.title, error.field) from error
    return accept(ctx, Source(site_id, slug, Door.PUSH), checked, body.decode("utf-8"))


def accept(ctx: Context, source: Source, checked: SubmissionIn, raw: str) -> Accepted:
    """One transaction: Submission, Requester, Ticket, Message, TicketEvent, Arrival, Effects.

    The same submission again changes nothing and returns the first ticket.
    """
    if checked.canary:
        ticket, duplicate = canary_tickets.accept(
            ctx, source.site_id, source.slug, source.door, checked, raw
        )
        return Accepted(ticket, checked.uid, duplicate)
    return ctx.settle(lambda tx: _accept(tx, source, checked, raw, ctx.clock.now()))


def _accept(
    tx: Transaction, source: Source, checked: SubmissionIn, raw: str, now: datetime
) -> Accepted:
    if known := tx.sites.known(source.site_id, checked.uid):
        ticket_id, door = known
        if arrival := tx.audit.arrival(door, source.slug, checked.uid):
            tx.audit.repeat(arrival, now)
        return Accepted(ticket_reference(ticket_id), checked.uid, duplicate=True)
    form = _form(tx, source, checked, now)
    found = forms.read(checked.fields, form.mapping, checked.form_title)
    lost = form_fields.note(tx, form, checked, found, now)
    opened = _open(tx, source, checked, form.id, found, lost, now)
    tx.insert(
        Submission,
        site_id=source.site_id,
        uid=checked.uid,
        cursor=checked.cursor,
        form_id=form.id,
        ticket_id=opened.ticket_id,
        status=checked.status,
        raw=raw,
        door=source.door,
        submitted_at=checked.submitted_at,
        received_at=now,
    )
    arrivals.enter(tx, source.door, source.slug, checked.uid, Outcome.TICKET, now, opened.ticket_id)
    _attach_files(tx, checked, opened, now)
    reference = ticket_reference(opened.ticket_id)
    log.info("submission accepted", ticket=reference, site=source.slug, door=source.door)
    return Accepted(reference, checked.uid, duplicate=False)


def _open(
    tx: Transaction,
    source: Source,
    checked: SubmissionIn,
    form_id: int,
    found: forms.Mapped,
    lost: Mapping[str, str],
    now: datetime,
) -> Opened:
    email = addresses.normalise(found.email)
    language = language_of(checked.locale) or detect(found.message) or DEFAULT_LANGUAGE
    what = Opening(
        requester=requester_for(tx, email, found.name, language, now),
        email=email,
        subject=found.subject,
        body=found.message,
        channel=Channel.FORM,
        language=language,
        mailbox=helpdesk.DEFAULT_MAILBOX,
        fields=[[field.label, field.text] for field in checked.fields],
        category=found.topic or checked.topic or None,
        level=checked.level or Level.L1,
        site_id=source.site_id,
        form_id=form_id,
        spam=checked.status is SubmissionStatus.SPAM,
        marks=_marks(checked),
        facts=_facts(checked, lost),
        asked_at=min(checked.submitted_at, now) if checked.backfill else None,
    )
    return open_ticket(tx, what, now)


def _marks(checked: SubmissionIn) -> tuple[Reason, ...]:
    return (loops.BACKFILLED,) if checked.backfill else ()


def _form(tx: Transaction, source: Source, checked: SubmissionIn, now: datetime) -> KnownForm:
    """The form, which is noted at its first submission."""
    if known := tx.sites.form(source.site_id, checked.plugin, checked.form_id):
        return known
    form_id = tx.insert(
        Form,
        site_id=source.site_id,
        plugin=checked.plugin,
        plugin_form_id=checked.form_id,
        title=checked.form_title,
        mapping={},
        learned={},
        missing={},
        missing_since=None,
        created_at=now,
    )
    return KnownForm(form_id, {}, {}, {}, None)


def _facts(checked: SubmissionIn, lost: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {"page": checked.page_url, "form": checked.form_title}
    if lost:
        facts["mapping_missing"] = dict(lost)
    if checked.status is not SubmissionStatus.OK:
        facts["status"] = checked.status
    if checked.backfill:
        facts["backfill"] = True
    return facts


def _attach_files(tx: Transaction, checked: SubmissionIn, opened: Opened, now: datetime) -> None:
    for file in checked.files:
        attachment_id = tx.insert(
            Attachment,
            ticket_id=opened.ticket_id,
            message_id=opened.message_id,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            source_url=file.url,
        )
        tx.outbox.add_effect(EffectKind.FETCH_FILE, QueueName.SYNC, attachment_id, now=now)

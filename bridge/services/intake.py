"""Submissions come in: pushed or pulled, both end in `accept` (invariants 1, 3 and 4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from bridge.domain import addresses, forms, strict_json, submission
from bridge.domain.errors import Invalid, NotFound, SiteError
from bridge.domain.language import detect, language_of
from bridge.domain.references import ticket_reference
from bridge.domain.submission import SubmissionIn
from bridge.domain.words import (
    Channel,
    Door,
    EffectKind,
    Outcome,
    QueueName,
    SubmissionStatus,
)
from bridge.services import arrivals, site_access
from bridge.services.context import Context
from bridge.services.opening import Opening, open_ticket, requester_for
from bridge.services.outbox import Claim
from bridge.store.session import Transaction
from bridge.store.sites import Form, Site, Submission
from bridge.store.tickets import Attachment, Message, Ticket

log = structlog.get_logger()

FEED_PAGE = 200
FEED_OVERLAP = 50
"""A lower cursor may commit after a higher one (WORDPRESS section 6.7)."""
DEFAULT_MAILBOX = "support"


@dataclass(frozen=True, slots=True)
class Accepted:
    ticket: str
    submission: str
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull of the feed brought."""

    new: int = 0
    duplicate: int = 0
    quarantined: int = 0
    requests: int = 0


def push(ctx: Context, slug: str, body: bytes, headers: Mapping[str, str]) -> Accepted:
    """A signed submission from the plugin.

    Raises NotFound (unknown site), NotAuthentic, Quarantined (authentic and malformed).
    """
    with ctx.reading() as tx:
        site = tx.sites.by_slug(slug)
    if site is None:
        raise NotFound("There is no site of this name.")
    secrets = tuple(ctx.secrets.open(site.push_secrets_sealed).split())
    ctx.signatures.verify(body, headers, secrets, ctx.clock.now())
    try:
        checked = submission.read(strict_json.read(body))
    except Invalid as error:
        raise arrivals.quarantine(
            ctx, Door.PUSH, site.slug, body, error.title, error.field
        ) from error
    return accept(ctx, site, checked, body.decode("utf-8"), Door.PUSH)


def accept(ctx: Context, site: Site, checked: SubmissionIn, raw: str, door: Door) -> Accepted:
    """One transaction: Submission, Requester, Ticket, Message, TicketEvent, Arrival, Effects.

    The same submission again changes nothing and returns the first ticket.
    """
    return ctx.settle(lambda tx: _accept(tx, site, checked, raw, door, ctx.clock.now()))


def _accept(
    tx: Transaction, site: Site, checked: SubmissionIn, raw: str, door: Door, now: datetime
) -> Accepted:
    known = tx.sites.submission(site.id, checked.uid)
    if known:
        if arrival := tx.audit.arrival(known.door, site.slug, checked.uid):
            tx.audit.repeat(arrival, now)
        return Accepted(ticket_reference(known.ticket_id), checked.uid, duplicate=True)
    form = _form(tx, site, checked, now)
    found = forms.read(checked.fields, form.mapping, checked.form_title)
    email = addresses.normalise(found.email)
    language = language_of(checked.locale) or detect(found.message) or "en"
    requester = requester_for(tx, email, found.name, language, now)
    ticket, message = open_ticket(
        tx,
        Opening(
            requester=requester,
            email=email,
            subject=found.subject,
            body=found.message,
            channel=Channel.FORM,
            language=language,
            mailbox=DEFAULT_MAILBOX,
            fields=[[field.label, field.text] for field in checked.fields],
            category=found.topic or None,
            site_id=site.id,
            form_id=form.id,
            spam=checked.status is SubmissionStatus.SPAM,
            facts=_facts(checked, found),
        ),
        now,
    )
    tx.sites.add(_row(site, form, checked, raw, ticket, door, now))
    tx.audit.add(arrivals.arrival(door, site.slug, checked.uid, Outcome.TICKET, now, ticket.id))
    _attach_files(tx, checked, ticket, message, now)
    log.info("submission accepted", ticket=ticket_reference(ticket.id), site=site.slug, door=door)
    return Accepted(ticket_reference(ticket.id), checked.uid, duplicate=False)


def pull(ctx: Context, slug: str) -> Pulled:
    """Reads the plugin's feed from the cursor on and accepts what no push brought.

    Raises NotFound, SiteError. What was read before an error stays accepted.
    """
    site = site_access.by_slug(ctx, slug)
    remote = ctx.wordpress.connect(site_access.access(ctx, site))
    after = max(0, site.submissions_cursor - FEED_OVERLAP)
    total = Pulled()
    while True:
        page = remote.submissions(after, FEED_PAGE)
        total = _take_page(ctx, site, page.items, total)
        if page.next_after <= after and page.has_more:
            raise SiteError("The site's feed does not move on: its cursor stands still.")
        after = max(after, page.next_after)
        _advance(ctx, site, after)
        if not page.has_more:
            return replace(total, requests=remote.requests)


def run_pull(ctx: Context, claim: Claim) -> None:
    """The periodic pull as an effect: it puts itself on the calendar again."""
    site = site_access.by_id(ctx, claim.subject_id)
    error = None
    try:
        pull(ctx, site.slug)
    except SiteError as failure:
        error = str(failure)
        log.warning("pull failed", site=site.slug, error=error)
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        tx.sites.mark_pulled(tx.sites.get(site.id), now, error)
        due = now + ctx.timing.pull_submissions
        tx.outbox.postpone(claim.effect_id, claim.lease, due, error, fresh=True)


def _take_page(ctx: Context, site: Site, items: tuple[Any, ...], total: Pulled) -> Pulled:
    new, duplicate, quarantined = total.new, total.duplicate, total.quarantined
    with ctx.reading() as tx:
        uids = [str(item.get("id")) for item in items if isinstance(item, dict)]
        known = tx.sites.known_submissions(site.id, uids)
    for item in items:
        if isinstance(item, dict) and str(item.get("id")) in known:
            duplicate += 1
            continue
        raw = json.dumps(item, ensure_ascii=False)
        try:
            accepted = accept(ctx, site, submission.read(item), raw, Door.FEED)
        except Invalid as error:
            quarantined += arrivals.quarantine(
                ctx, Door.FEED, site.slug, raw.encode("utf-8", "replace"), error.title, error.field
            ).first_time
            continue
        duplicate += accepted.duplicate
        new += not accepted.duplicate
    return Pulled(new, duplicate, quarantined)


def _advance(ctx: Context, site: Site, cursor: int) -> None:
    with ctx.transaction() as tx:
        row = tx.sites.get(site.id)
        row.submissions_cursor = max(row.submissions_cursor, cursor)


def _form(tx: Transaction, site: Site, checked: SubmissionIn, now: datetime) -> Form:
    form = tx.sites.form(site.id, checked.plugin, checked.form_id)
    if form is None:
        form = Form(
            site_id=site.id,
            plugin=checked.plugin,
            plugin_form_id=checked.form_id,
            title=checked.form_title,
            mapping={},
            created_at=now,
        )
        tx.sites.add(form)
        tx.session.flush()
    return form


def _facts(checked: SubmissionIn, found: forms.Mapped) -> dict[str, Any]:
    facts: dict[str, Any] = {"page": checked.page_url, "form": checked.form_title}
    if found.missing:
        facts["mapping_missing"] = list(found.missing)
    if checked.status is not SubmissionStatus.OK:
        facts["status"] = checked.status
    return facts


def _row(
    site: Site,
    form: Form,
    checked: SubmissionIn,
    raw: str,
    ticket: Ticket,
    door: Door,
    now: datetime,
) -> Submission:
    return Submission(
        site_id=site.id,
        uid=checked.uid,
        cursor=checked.cursor,
        form_id=form.id,
        ticket_id=ticket.id,
        status=checked.status,
        raw=raw,
        door=door,
        submitted_at=checked.submitted_at,
        received_at=now,
    )


def _attach_files(
    tx: Transaction, checked: SubmissionIn, ticket: Ticket, message: Message, now: datetime
) -> None:
    for file in checked.files:
        row = Attachment(
            ticket_id=ticket.id,
            message_id=message.id,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            source_url=file.url,
        )
        tx.tickets.add(row)
        tx.session.flush()
        tx.outbox.add_effect(EffectKind.FETCH_FILE, QueueName.SYNC, row.id, now=now)

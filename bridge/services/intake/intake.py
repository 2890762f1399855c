"""Submissions come in: pushed or pulled, both end in `accept` (invariants 1, 3 and 4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bridge.domain import addresses, forms, loops, strict_json, submission
from bridge.domain.errors import Invalid, SiteError
from bridge.domain.language import DEFAULT_LANGUAGE, detect, language_of
from bridge.domain.ports import WordPressSite
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
from bridge.services.outgoing.outbox import Claim
from bridge.services.sites import site_access, site_door
from bridge.services.tickets.opening import Opened, Opening, open_ticket, requester_for
from bridge.store.attachments import Attachment
from bridge.store.session import Transaction
from bridge.store.sites import Form, KnownForm, Site, Submission

log = structlog.get_logger()

FEED_PAGE = 200
FEED_OVERLAP = 50
"""A lower cursor may commit after a higher one (WORDPRESS section 6.7)."""


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


def _marks(checked: SubmissionIn) -> tuple[loops.Reason, ...]:
    return (loops.BACKFILLED,) if checked.backfill else ()


def pull(ctx: Context, slug: str, *, patience: timedelta | None = None) -> Pulled:
    """Reads the plugin's feed from the cursor on and accepts what no push brought.

    A feed that went back (its site was restored from a backup, or its table made anew) is read
    again from its beginning: what we know is known by its id. Raises NotFound, SiteError. What was
    read before an error stays accepted.
    """
    site = site_access.by_slug(ctx, slug)
    remote = ctx.wordpress.connect(site_access.access(ctx, site), patience)
    total = Pulled()
    try:
        after = max(0, site.submissions_cursor - FEED_OVERLAP)
        total, went_back = _read_feed(ctx, site, remote, after, total)
        if went_back and after > 0:
            log.warning("feed went back", site=slug, cursor=site.submissions_cursor)
            total, _ = _read_feed(ctx, site, remote, 0, total)
    finally:
        site_access.remember(ctx, site, remote)
    return replace(total, requests=remote.requests)


def run_pull(ctx: Context, claim: Claim) -> None:
    """The periodic pull as an effect: it puts itself on the calendar again."""
    site = site_access.by_id(ctx, claim.subject_id)
    error = None
    try:
        pull(ctx, site.slug, patience=ctx.timing.site_turn)
    except SiteError as failure:
        error = str(failure)
        log.warning("pull failed", site=site.slug, error=error)
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        tx.sites.mark_pulled(tx.sites.get(site.id), now, error)
        due = now + ctx.timing.pull_submissions
        tx.outbox.postpone(claim.effect_id, claim.lease, due, error, fresh=True)


def _read_feed(
    ctx: Context, site: Site, remote: WordPressSite, after: int, total: Pulled
) -> tuple[Pulled, bool]:
    """Takes every page behind `after`, and tells whether the feed seems to have gone back.

    It has when the overlap, which we have read before, is empty, or holds other submissions than
    it did.
    """
    start, went_back = after, False
    while True:
        page = remote.submissions(after, FEED_PAGE)
        went_back |= _is_other(ctx, site, page.items) or (after == start and not page.items)
        total = _take_page(ctx, site, page.items, total)
        moved = max([page.next_after, *_cursors(page.items)])
        if page.has_more and moved <= after:
            raise SiteError("The site's feed does not move on: its cursor stands still.")
        after = max(after, moved) if page.items else after
        if not page.has_more:
            _set_cursor(ctx, site, after if page.items or start else 0, back=start == 0)
            return total, went_back
        _set_cursor(ctx, site, after, back=False)


def _cursors(items: tuple[Any, ...]) -> dict[int, str]:
    """Ids of submissions by their cursor, where both can be read."""
    rows = [item for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)]
    found = {row.get("cursor"): row["id"] for row in rows}
    return {key: uid for key, uid in found.items() if type(key) is int and 0 < key < 2**63}


def _is_other(ctx: Context, site: Site, items: tuple[Any, ...]) -> bool:
    """Whether a cursor that we know now leads to another submission than it did."""
    said = _cursors(items)
    below = {key: uid for key, uid in said.items() if key <= site.submissions_cursor}
    with ctx.reading() as tx:
        known = tx.sites.cursors(site.id, below)
    return any(uid not in known.get(key, {uid}) for key, uid in below.items())


def _take_page(ctx: Context, site: Site, items: tuple[Any, ...], total: Pulled) -> Pulled:
    new, duplicate, quarantined = total.new, total.duplicate, total.quarantined
    with ctx.reading() as tx:
        uids = [str(item.get("id")) for item in items if isinstance(item, dict)]
        known = tx.sites.known_anywhere(uids)  # a cloned site repeats another's submissions
    for item in items:
        if isinstance(item, dict) and str(item.get("id")) in known:
            duplicate += 1
            continue
        raw = json.dumps(item, ensure_ascii=False)
        try:
            source = Source(site.id, site.slug, Door.FEED)
            accepted = accept(ctx, source, submission.read(item), raw)
        except Invalid as error:
            quarantined += arrivals.quarantine(
                ctx, Door.FEED, site.slug, raw.encode("utf-8", "replace"), error.title, error.field
            ).first_time
            continue
        duplicate += accepted.duplicate
        new += not accepted.duplicate and item.get("canary") is not True
    return Pulled(new, duplicate, quarantined)


def _set_cursor(ctx: Context, site: Site, cursor: int, *, back: bool) -> None:
    """Only a feed that was read from its beginning may go back."""
    with ctx.transaction() as tx:
        row = tx.sites.get(site.id)
        row.submissions_cursor = cursor if back else max(row.submissions_cursor, cursor)


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

"""How each site's canary does: told to the plugin, link by link, and to `doctor`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.domain import canary, strict_json
from bridge.domain.canary import Entry, Fault, Link, LinkState, Passed, Report
from bridge.domain.references import ticket_reference
from bridge.domain.words import DeliveryStatus, EffectKind, MessageKind
from bridge.services.context import Context
from bridge.services.sites import site_door
from bridge.store.canaries import Canary
from bridge.store.session import Transaction
from bridge.store.sites import Site
from bridge.store.tickets import Ticket

_UNSENT: dict[str, Fault] = {
    DeliveryStatus.RETRYING: Fault.MAIL_REFUSED,
    DeliveryStatus.FAILED: Fault.MAIL_REFUSED,
    DeliveryStatus.UNCERTAIN: Fault.MAIL_UNCERTAIN,
    DeliveryStatus.BOUNCED: Fault.MAIL_BACK,
}


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one entry here: its ticket, and the links from there on."""

    uid: str
    ticket: str | None
    links: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`doctor`'s line about a site's canary."""

    ok: bool
    says: str


def take(ctx: Context, slug: str, body: bytes, headers: Mapping[str, str]) -> list[Answered]:
    """A signed call of the plugin: it tells how its part went, and asks about ours.

    Raises NotFound (unknown site), NotAuthentic, Invalid.
    """
    site_id = site_door.authenticate(ctx, slug, body, headers)
    report = canary.read(strict_json.read(body))
    now = ctx.clock.now()
    ctx.settle(lambda tx: _note(tx, site_id, report, now))
    with ctx.reading() as tx:
        return [_answered(tx, site_id, entry, now) for entry in report.entries]


def _note(tx: Transaction, site_id: int, report: Report, now: datetime) -> None:
    row = tx.canaries.locked(site_id)
    if row is None:
        row = Canary(site_id=site_id, is_on=report.on, since=now)
        tx.canaries.add(row)
    if row.is_on != report.on:
        row.is_on, row.since = report.on, now
    row.report, row.told_at = report.kept(), now


def _answered(tx: Transaction, site_id: int, entry: Entry, now: datetime) -> Answered:
    known = tx.sites.known(site_id, entry.uid)
    ticket = tx.tickets.get(known[0]) if known else None
    if ticket is None or not ticket.canary:
        broken = entry.accepted
        state = LinkState.BROKEN if broken else LinkState.WAITING
        return Answered(
            entry.uid, None, (Passed(Link.TICKET, state, Fault.NO_TICKET if broken else ""),)
        )
    links = [Passed(Link.TICKET, LinkState.GOOD), *_after_the_ticket(tx, ticket, now)]
    return Answered(entry.uid, ticket_reference(ticket.id), tuple(links))


def _after_the_ticket(tx: Transaction, ticket: Ticket, now: datetime) -> list[Passed]:
    answers = [
        message
        for message in tx.messages.of_ticket(ticket.id)
        if message.kind == MessageKind.AUTO_RESPONSE
    ]
    if not answers:
        return [_undecided(tx, ticket, now)]
    sent = tx.deliveries.of_message(answers[0].id)
    decided = Passed(Link.ANSWER, LinkState.GOOD)
    return [decided, _mail(sent[0].status, sent[0].last_answer, answers[0].created_at, now)]


def _undecided(tx: Transaction, ticket: Ticket, now: datetime) -> Passed:
    """Why there is no answer: held back, failed, or nobody took it up yet."""
    events = [e for e in tx.tickets.events(ticket.id) if e.type == "auto_response_withheld"]
    effect = tx.outbox.effect_for(EffectKind.AUTO_RESPONSE, ticket.id)
    if events:
        reasons = " ".join(text for _code, text in events[-1].data.get("reasons", []))
        return _broken(Link.ANSWER, Fault.WITHHELD, reasons)
    if effect is None:
        return _broken(Link.ANSWER, Fault.WITHHELD, "The site took it for spam.")
    if effect.last_error:
        return _broken(Link.ANSWER, Fault.DECISION_FAILS, effect.last_error)
    if now - ticket.created_at > canary.PATIENCE:
        return _broken(Link.ANSWER, Fault.NO_WORKER)
    return Passed(Link.ANSWER, LinkState.WAITING)


def _mail(status: str, said: str | None, since: datetime, now: datetime) -> Passed:
    if status == DeliveryStatus.SENT:
        return Passed(Link.MAIL, LinkState.GOOD)
    if fault := _UNSENT.get(status):
        return _broken(Link.MAIL, fault, said or "")
    if now - since > canary.PATIENCE:
        return _broken(Link.MAIL, Fault.NOT_SENT)
    return Passed(Link.MAIL, LinkState.WAITING)


def _broken(link: Link, fault: Fault, detail: str = "") -> Passed:
    return Passed(link, LinkState.BROKEN, fault, " ".join(detail.split())[: canary.LONGEST_DETAIL])


def verdict(ctx: Context, site: Site) -> Verdict | None:
    """None while the site's plugin has told nothing of a canary."""
    now = ctx.clock.now()
    with ctx.reading() as tx:
        row = tx.canaries.of_site(site.id)
        if row is None:
            return None
        if not row.is_on:
            return Verdict(True, "switched off in the plugin's settings")
        entries, ran_at = _latest(tx, row)
        fresh = ran_at is not None and now - ran_at < canary.SILENCE
        found = [_first_broken(tx, site.id, entry, now) for entry in entries]
    broken = [one for one in found if one]
    if broken and fresh:
        return Verdict(False, " ".join(broken))
    silent = now - max(row.since, row.came_at or row.since)
    if silent > canary.SILENCE:
        return Verdict(False, _silence(silent.total_seconds() / 3600, row.came_at))
    if row.came_at is None:
        return Verdict(True, "on; the first test entry is yet to come")
    return Verdict(True, f"the test entry of {row.came_at:%Y-%m-%d %H:%M} UTC found no broken link")


def _silence(hours: float, came_at: datetime | None) -> str:
    last = f"the last came at {came_at:%Y-%m-%d %H:%M} UTC" if came_at else "none ever came"
    return (
        f"No test entry came for {hours:.0f} hours, though it is on ({last}). Open Settings → "
        "Helpdesk Bridge on the site: it names the link that broke. If it has not run there, have "
        "the server call wp-cron.php."
    )


def _latest(tx: Transaction, row: Canary) -> tuple[list[Entry], datetime | None]:
    """The entries of the latest test: as its plugin told, else the newest that came in."""
    report = canary.read(row.report) if row.report else None
    ran_at = report.ran_at if report else None
    entries = list(report.entries) if report else []
    newest = tx.canaries.newest(row.site_id)
    untold = row.came_at is not None and (ran_at is None or row.came_at > ran_at)
    if newest and untold and newest not in {entry.uid for entry in entries}:
        return [Entry(newest, "", accepted=True, broken=None)], row.came_at
    return entries, ran_at


def _first_broken(tx: Transaction, site_id: int, entry: Entry, now: datetime) -> str | None:
    answered = _answered(tx, site_id, entry, now)
    ours = next((one for one in answered.links if one.state is LinkState.BROKEN), None)
    broken = entry.broken or ours
    if broken is None:
        return None
    about = ", ".join(part for part in (entry.form, answered.ticket) if part)
    return f"{broken.says} ({about})" if about else broken.says

"""Is everything there that we need? `readyz` asks the near half, `doctor` all of it."""

from dataclasses import dataclass

from bridge.domain.errors import DeliveryFailed, InletFault, TokenRefused, Unavailable
from bridge.services.canary import canary
from bridge.services.context import Context
from bridge.services.forms import form_fields, form_mapping
from bridge.services.incoming_mail import inlets
from bridge.services.outgoing import mail_outlets, outbox
from bridge.services.sites import site_check
from bridge.store import schema
from bridge.store.sites import Site

LONGEST_LAG_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Check:
    """`says` is one plain sentence; when not ok, it tells what to do."""

    name: str
    ok: bool
    says: str


def readiness(ctx: Context) -> list[Check]:
    return [_database(ctx), _queue(ctx)]


def full(ctx: Context) -> list[Check]:
    checks = readiness(ctx)
    if not checks[0].ok:
        return checks
    checks += [_scheduler(ctx), *_queues(ctx), *_smtp(ctx), *_mailboxes(ctx), *_grants(ctx)]
    with ctx.reading() as tx:
        sites, vendors = tx.sites.all(), tx.vendors.all()
    checks += forms(ctx)
    checks += [site(ctx, row) for row in sites]
    checks += [found for row in sites if (found := _canary(ctx, row))]
    checks += [
        Check(
            f"vendor {vendor.slug}",
            vendor.enabled,
            "takes cases" if vendor.enabled else f"switched off: {vendor.disabled_reason}",
        )
        for vendor in vendors
    ]
    return checks


def _database(ctx: Context) -> Check:
    try:
        ctx.database.ping()
        found, newest = schema.current(ctx.database.engine)
    except Unavailable as error:
        return Check("database", False, f"not reachable: {error}")
    if found != newest:
        return Check("database", False, "not migrated: run helpdesk-bridge db upgrade")
    return Check("database", True, f"at migration {found}")


def _queue(ctx: Context) -> Check:
    if ctx.queue.ping():
        return Check("redis", True, "answers")
    return Check("redis", False, "does not answer: check HELPDESK_REDIS_URL")


def _scheduler(ctx: Context) -> Check:
    with ctx.reading() as tx:
        leader = tx.leadership.leader(outbox.SCHEDULER_DUTY)
    if leader and leader.until > ctx.clock.now():
        return Check("scheduler", True, f"led by {leader.holder}")
    return Check("scheduler", False, "none is running: start helpdesk-bridge scheduler")


def _queues(ctx: Context) -> list[Check]:
    now = ctx.clock.now()
    checks = []
    for state in outbox.report(ctx):
        lag = (now - state.oldest_due_at).total_seconds() if state.oldest_due_at else 0
        late = lag > LONGEST_LAG_SECONDS
        says = f"{state.due} due, oldest {lag:.0f} s, {state.dead} set aside"
        if late:
            says += ": are workers running? start helpdesk-bridge worker"
        if state.dead:
            says += "; have it tried again at /settings/set-aside"
        checks.append(Check(f"queue {state.queue}", not late and not state.dead, says))
    return checks


def _smtp(ctx: Context) -> list[Check]:
    """The helpdesk's own server, and each that a mailbox sends by."""
    with ctx.reading() as tx:
        granted = {mailbox.slug for mailbox, _ in tx.mailboxes.grants()}
        own = granted | {row.slug for row in tx.mailboxes.all() if row.smtp_sealed}
    checks = [_sends(ctx, "smtp", None, "Check HELPDESK_SMTP_URL.")]
    for slug in sorted(own):
        remedy = f"Look at the mailbox at /settings/mailboxes/{slug}."
        checks.append(_sends(ctx, f"smtp of {slug}", slug, remedy))
    return checks


def _sends(ctx: Context, name: str, mailbox: str | None, remedy: str) -> Check:
    try:
        return Check(name, True, ctx.mailer.probe(mail_outlets.outlet(ctx, mailbox).account))
    except DeliveryFailed as error:
        return Check(name, False, f"{error.why} {remedy}")


def _mailboxes(ctx: Context) -> list[Check]:
    """Each mailbox that is read over IMAP, by a connection of its own."""
    checks = []
    for inlet in inlets.all_of(ctx):
        try:
            checks.append(Check(f"imap {inlet.mailbox}", True, inlets.probe(ctx, inlet)))
        except (InletFault, ValueError) as error:
            checks.append(Check(f"imap {inlet.mailbox}", False, str(error)))
    return checks


def _grants(ctx: Context) -> list[Check]:
    """Accounts that let us send in their name: whether a token is to be had now."""
    with ctx.reading() as tx:
        rows = [(mailbox.slug, grant.account) for mailbox, grant in tx.mailboxes.grants()]
    checks = []
    for slug, account in rows:
        try:
            token = ctx.access_tokens.token(slug)
        except TokenRefused as refusal:
            says = f"{account}: {refusal.why} Run helpdesk-bridge mailbox authorize {slug} again."
            checks.append(Check(f"access of {slug}", False, says))
        else:
            until = token.expires_at.isoformat(timespec="seconds") if token else "now"
            checks.append(Check(f"access of {slug}", True, f"{account}: token until {until}"))
    return checks


def forms(ctx: Context) -> list[Check]:
    """Each form whose fields changed; one line when all fit."""
    changed = form_fields.changed(ctx)
    if not changed:
        return [Check("forms", True, f"{form_mapping.count(ctx)} known, their fields fit")]
    return [
        Check(
            f"form {one.site}/{one.plugin}:{one.plugin_form_id}",
            False,
            f"“{one.title}” changed: {one.fields} missing since {one.since:%F %R} UTC."
            " Say which field is what in /settings/forms or by helpdesk-bridge form map.",
        )
        for one in changed
    ]


def site(ctx: Context, row: Site) -> Check:
    """The site check as one line: what fails, else how the site is."""
    found = site_check.report(ctx, row)
    failing = [f"{one.says} {one.todo}" for one in found.checks if not one.ok]
    says = failing or [one.says for one in found.checks]
    return Check(f"site {row.slug}", found.ok, " ".join(says))


def _canary(ctx: Context, row: Site) -> Check | None:
    """The site's daily test entry: the first link that broke. None where there is none."""
    found = canary.verdict(ctx, row)
    return Check(f"canary {row.slug}", found.ok, found.says) if found else None

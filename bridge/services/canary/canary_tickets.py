"""A canary's ticket: made and answered as any other, and outside everything that people count.

Its address is the helpdesk's own, whatever the form says: no visitor is ever written to.
"""

from datetime import datetime

import structlog

from bridge.domain import addresses, forms
from bridge.domain.canary import ID_MARK, KEPT
from bridge.domain.errors import Clash
from bridge.domain.language import DEFAULT_LANGUAGE, language_of
from bridge.domain.references import ticket_reference
from bridge.domain.submission import SubmissionIn
from bridge.domain.words import Channel, Door, Level, Outcome, SubmissionStatus
from bridge.services import helpdesk
from bridge.services.arrivals import arrivals
from bridge.services.arrivals.mail_letters import Letter, Placed
from bridge.services.context import Context
from bridge.services.outgoing import envelopes, reply_addresses
from bridge.services.tickets.opening import Opened, Opening, Person, open_ticket
from bridge.store.canaries import Canary
from bridge.store.people import Requester
from bridge.store.session import Transaction
from bridge.store.sites import Submission

log = structlog.get_logger()

NAME = "Canary"
MOST_AT_ONCE = 50
BACK = "It answers a site's test entry, which nobody waits for."
DOORS = (Door.PUSH, Door.FEED)


def accept(
    ctx: Context, site_id: int, slug: str, door: Door, checked: SubmissionIn, raw: str
) -> tuple[str, bool]:
    """(the ticket's reference, whether it came before). One transaction, as for any submission."""
    return ctx.settle(lambda tx: _accept(ctx, tx, site_id, slug, door, checked, raw))


def _accept(
    ctx: Context,
    tx: Transaction,
    site_id: int,
    slug: str,
    door: Door,
    checked: SubmissionIn,
    raw: str,
) -> tuple[str, bool]:
    now = ctx.clock.now()
    if before := _repeated(tx, slug, checked.uid, now):
        return before, True
    opened = _open(ctx, tx, site_id, checked, now)
    tx.insert(
        Submission,
        site_id=site_id,
        uid=checked.uid,
        cursor=checked.cursor,
        form_id=None,  # a test makes no form known
        ticket_id=opened.ticket_id,
        status=checked.status,
        raw=raw,
        door=door,
        submitted_at=checked.submitted_at,
        received_at=now,
    )
    arrivals.enter(tx, door, slug, checked.uid, Outcome.CANARY, now, opened.ticket_id)
    _came(tx, site_id, now)
    reference = ticket_reference(opened.ticket_id)
    log.info("canary accepted", ticket=reference, site=slug, door=door)
    return reference, False


def _repeated(tx: Transaction, slug: str, uid: str, now: datetime) -> str | None:
    """The ledger knows it, also when its ticket is gone."""
    for door in DOORS:
        arrival = tx.audit.arrival(door, slug, uid)
        if arrival is not None:
            tx.audit.repeat(arrival, now)
            kept = ticket_reference(arrival.ticket_id) if arrival.ticket_id else arrival.detail
            return kept or ""
    return None


def _open(
    ctx: Context, tx: Transaction, site_id: int, checked: SubmissionIn, now: datetime
) -> Opened:
    found = forms.read(checked.fields, {}, checked.form_title)
    what = Opening(
        requester=_requester(tx, now),
        email=addresses.normalise(
            helpdesk.mailbox_address(ctx, tx, helpdesk.DEFAULT_MAILBOX).email
        ),
        subject=found.subject,
        body=found.message,
        channel=Channel.FORM,
        language=language_of(checked.locale) or DEFAULT_LANGUAGE,
        mailbox=helpdesk.DEFAULT_MAILBOX,
        fields=[[field.label, field.text] for field in checked.fields],
        level=Level.L1,
        site_id=site_id,
        spam=checked.status is SubmissionStatus.SPAM,
        facts={"page": checked.page_url, "form": checked.form_title, "canary": True},
        canary=True,
    )
    return open_ticket(tx, what, now)


def _requester(tx: Transaction, now: datetime) -> Person:
    """One person for all of them, who has no address: nobody's mails are ever taken for theirs."""
    known = tx.canaries.requester()
    if known is None:
        known = tx.insert(
            Requester, name=NAME, locale=DEFAULT_LANGUAGE, blocked=False, created_at=now
        )
    return Person(known, NAME)


def _came(tx: Transaction, site_id: int, now: datetime) -> None:
    row = tx.canaries.locked(site_id)
    if row is None:
        tx.canaries.add(Canary(site_id=site_id, is_on=True, since=now, came_at=now))
        return
    row.came_at = now


def new_message_id(ctx: Context) -> str:
    """Of an answer: it tells by itself what it is, also when the ticket is gone."""
    return ID_MARK + envelopes.new_message_id(ctx)


def back_again(ctx: Context, tx: Transaction, letter: Letter) -> Placed | None:
    """Where a mail goes that is a canary's answer, or answers one; None for every other mail.

    The answer goes to our own mailbox, so it comes back daily.
    """
    mail = letter.mail
    own = ctx.identity.mail_domain.lower()
    ids = (mail.message_id, *mail.in_reply_to, *mail.references)
    ours = [one for one in ids if one and _is_marked(one, own)]
    ticket = tx.messages.by_rfc_id(tuple(ours)) if ours else None
    ticket_id = ticket.ticket_id if ticket else _addressed(ctx, tx, letter)
    if not ours and ticket_id is None:
        return None
    reference = ticket_reference(ticket_id) if ticket_id else None
    return Placed(Outcome.SUPPRESSED, None, BACK, reference)


def _is_marked(message_id: str, own_domain: str) -> bool:
    local, _, domain = message_id.strip("<> ").rpartition("@")
    return local.startswith(ID_MARK) and domain.lower() == own_domain


def _addressed(ctx: Context, tx: Transaction, letter: Letter) -> int | None:
    """The canary's ticket whose reply address the mail went to."""
    receivers = [address.email for address in letter.receivers]
    found = reply_addresses.read(ctx.secrets, receivers)
    if found is None or found[0] != reply_addresses.TICKET:
        return None
    ticket = tx.tickets.get(found[1])
    return ticket.id if ticket is not None and ticket.canary else None


def remove_old(ctx: Context) -> int:
    """Ends tickets of canaries after KEPT; returns how many. What else hangs on one keeps it."""
    before = ctx.clock.now() - KEPT
    with ctx.reading() as tx:
        old = tx.canaries.old(before, MOST_AT_ONCE)
    removed = 0
    for ticket_id in old:
        try:
            with ctx.transaction() as tx:
                tx.canaries.remove([ticket_id])
            removed += 1
        except Clash as error:
            log.warning("canary kept", ticket=ticket_reference(ticket_id), why=str(error))
    return removed

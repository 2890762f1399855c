"""Mail servers report on mails of ours: the delivery bears the mark, and no ticket is opened."""

from collections.abc import Iterator

from bridge.domain import addresses, mail_reports
from bridge.domain.actor import Actor
from bridge.domain.machine_kinds import MachineKind
from bridge.domain.ports import ParsedMail
from bridge.domain.words import ActorKind, DeliveryStatus, Outcome
from bridge.services import history
from bridge.services.agents import notifications
from bridge.services.arrivals.mail_letters import Placed
from bridge.services.context import Context
from bridge.store.deliveries import Delivery
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

MOST_IDS = 200
_NO_FAILURES = (MachineKind.DELAY, MachineKind.DELIVERED, MachineKind.READ_RECEIPT)
_SERVERS = ("mailer-daemon", "postmaster")
_BOUNCE_ADDRESS = "bounces+"
_SERVER = Actor(ActorKind.SYSTEM, "Mail server")


def is_report(ctx: Context, mail: ParsedMail) -> bool:
    """Formal reports (RFC 6522), what a mail server writes in its own words, and what one writes
    to a bounce address of ours."""
    if mail.made and mail.made.is_report and mail.made.certain:
        return True
    sender = addresses.local_part(mail.sender.email).lower() if mail.sender else None
    return (sender is None or sender in _SERVERS) and bool(reported_by_address(ctx, mail))


def is_known(ctx: Context, tx: Transaction, mail: ParsedMail) -> bool:
    """Whether a mail that is a report by its words alone speaks of a mail of ours."""
    return bool(mail.made and mail.made.is_report and _delivery(ctx, tx, mail))


def take(ctx: Context, tx: Transaction, mail: ParsedMail) -> Placed:
    """Marks the delivery that the report is about as bounced, if it tells of a failure.

    An address that is dead for good is flagged, so that the next answer warns.
    """
    made, delivery = mail.made, _delivery(ctx, tx, mail)
    ticket = tx.tickets.get_locked(delivery.ticket_id) if delivery else None
    if delivery is None or ticket is None:
        return Placed(Outcome.BOUNCE, None, "It is a report on a mail that is not known here.")
    if made is not None and made.kind is MachineKind.FEEDBACK:
        _record(ctx, tx, ticket, "delivery_complained", delivery)
        why = "The receiver reported the mail as unwanted."
        return Placed(Outcome.ACKNOWLEDGEMENT, ticket.id, why)
    if (made and made.kind in _NO_FAILURES) or not mail_reports.tells_failure(mail):
        why = "It is a report that tells of no failure."
        return Placed(Outcome.ACKNOWLEDGEMENT, ticket.id, why)
    failure, first = mail_reports.failure(mail), delivery.status != DeliveryStatus.BOUNCED
    delivery.status = DeliveryStatus.BOUNCED
    delivery.last_answer = mail.new_text[:1000] or failure.status or "bounced"
    if failure.hard:
        line = " ".join(delivery.last_answer.split())[:300]
        tx.people.flag_address(delivery.receiver.lower(), ctx.clock.now(), line)
    facts = {"receiver": delivery.receiver, "status": failure.status, "hard": failure.hard}
    type_ = "notice_bounced" if delivery.for_agent else "delivery_bounced"
    _record(ctx, tx, ticket, type_, delivery, **facts)
    if first:
        notifications.not_delivered(ctx, tx, delivery, ctx.clock.now(), _SERVER)
    return Placed(Outcome.BOUNCE, ticket.id)


def _record(
    ctx: Context, tx: Transaction, ticket: Ticket, type_: str, of: Delivery, **facts: object
) -> None:
    now = ctx.clock.now()
    history.record(tx, ticket, type_, _SERVER, now, message=of.message_id, **facts)


def _delivery(ctx: Context, tx: Transaction, mail: ParsedMail) -> Delivery | None:
    """The mail of ours that the report speaks of; the surest way of naming comes first.

    A returned mail names earlier mails of its thread too, in its References.
    """
    for ids in _named(ctx, mail):
        found = tx.deliveries.mailed_as(ids[:MOST_IDS]) if ids else None
        if found is not None:
            return found
    return None


def _named(ctx: Context, mail: ParsedMail) -> Iterator[tuple[str, ...]]:
    yield tuple(reported_by_address(ctx, mail))
    yield tuple(mail_reports.reported_ids(mail))
    found = mail_reports.ids_at(mail, ctx.identity.mail_domain)
    yield tuple(one.removeprefix(_BOUNCE_ADDRESS) for one in found if _is_bounce_address(one))
    yield tuple(one for one in found if not _is_bounce_address(one))
    yield (*mail.in_reply_to, *mail.references)


def _is_bounce_address(found: str) -> bool:
    return found.startswith(_BOUNCE_ADDRESS)


def reported_by_address(ctx: Context, mail: ParsedMail) -> list[str]:
    """Our Message-IDs by the bounce address that a mail was sent to (VERP)."""
    local_parts = [address.email.partition("@")[0] for address in mail.to]
    return [
        f"{local.removeprefix(_BOUNCE_ADDRESS)}@{ctx.identity.mail_domain}"
        for local in local_parts
        if local.startswith(_BOUNCE_ADDRESS)
    ]

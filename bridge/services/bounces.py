"""Mail servers report on mails of ours: the delivery bears the mark, and no ticket is opened."""

from bridge.domain import addresses, mail_reports
from bridge.domain.actor import Actor
from bridge.domain.ports import ParsedMail
from bridge.domain.words import ActorKind, DeliveryStatus, Outcome
from bridge.services import history
from bridge.services.context import Context
from bridge.store.session import Transaction

Placed = tuple[Outcome, int | None, str | None]
"""Where a mail went: its outcome, the ticket's row, and why."""

_REPORT = "multipart/report"
_SERVERS = ("mailer-daemon", "postmaster")
_BOUNCE_ADDRESS = "bounces+"


def is_report(ctx: Context, mail: ParsedMail) -> bool:
    """Formal reports (RFC 6522), and what a mail server writes to a bounce address of ours."""
    if mail.content_type.lower().startswith(_REPORT):
        return True
    sender = addresses.local_part(mail.sender.email).lower() if mail.sender else None
    return (sender is None or sender in _SERVERS) and bool(reported_by_address(ctx, mail))


def take(ctx: Context, tx: Transaction, mail: ParsedMail) -> Placed:
    """Marks the delivery that the report is about as bounced, if it tells of a failure."""
    ids = (
        *reported_by_address(ctx, mail),
        *mail_reports.reported_ids(mail),
        *mail.in_reply_to,
        *mail.references,
    )
    message = tx.tickets.message_by_rfc_id(ids)
    ticket = tx.tickets.get_locked(message.ticket_id) if message else None
    if message is None or ticket is None:
        return Outcome.BOUNCE, None, "A report on a mail that is not known here."
    if not mail_reports.tells_failure(mail):
        return Outcome.ACKNOWLEDGEMENT, ticket.id, "A report that tells of no failure."
    copies = tx.outbox.deliveries_of_message(message.id)
    named = [delivery for delivery in copies if delivery.external_id in ids]
    for delivery in named or copies:
        delivery.status = DeliveryStatus.BOUNCED
        delivery.last_answer = mail.new_text[:1000] or "bounced"
    actor = Actor(ActorKind.SYSTEM, "Mail server")
    history.record(tx, ticket, "delivery_bounced", actor, ctx.clock.now(), message=message.id)
    return Outcome.BOUNCE, ticket.id, None


def reported_by_address(ctx: Context, mail: ParsedMail) -> list[str]:
    """Our Message-IDs by the bounce address that a mail was sent to (VERP)."""
    local_parts = [address.email.partition("@")[0] for address in mail.to]
    return [
        f"{local.removeprefix(_BOUNCE_ADDRESS)}@{ctx.identity.mail_domain}"
        for local in local_parts
        if local.startswith(_BOUNCE_ADDRESS)
    ]

"""Mail servers report on mails of ours: the delivery bears the mark, and no ticket is opened."""

from bridge.domain import addresses, bounce_weight, mail_reports
from bridge.domain.actor import Actor
from bridge.domain.ports import ParsedMail
from bridge.domain.words import ActorKind, DeliveryStatus, Outcome
from bridge.services import history
from bridge.services.context import Context
from bridge.services.mail_letters import Placed
from bridge.store.outbox import Delivery
from bridge.store.session import Transaction

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
    """Marks the delivery that the report is about as bounced, if it tells of a failure.

    An address that is dead for good is flagged, so that the next answer warns.
    """
    ids = (
        *reported_by_address(ctx, mail),
        *mail_reports.reported_ids(mail),
        *mail.in_reply_to,
        *mail.references,
    )
    message = tx.tickets.message_by_rfc_id(ids)
    ticket = tx.tickets.get_locked(message.ticket_id) if message else None
    if message is None or ticket is None:
        return Placed(Outcome.BOUNCE, None, "It is a report on a mail that is not known here.")
    if not mail_reports.tells_failure(mail):
        why = "It is a report that tells of no failure."
        return Placed(Outcome.ACKNOWLEDGEMENT, ticket.id, why)
    said = mail.new_text[:1000] or "bounced"
    deliveries = tx.outbox.deliveries_of_ticket(ticket.id)
    bounced = [row for row in deliveries if row.message_id == message.id]
    for delivery in bounced:
        delivery.status, delivery.last_answer = DeliveryStatus.BOUNCED, said
    if bounce_weight.is_hard(mail):
        _flag(ctx, tx, mail, bounced, said)
    actor = Actor(ActorKind.SYSTEM, "Mail server")
    history.record(tx, ticket, "delivery_bounced", actor, ctx.clock.now(), message=message.id)
    return Placed(Outcome.BOUNCE, ticket.id)


def _flag(
    ctx: Context, tx: Transaction, mail: ParsedMail, bounced: list[Delivery], said: str
) -> None:
    """Only addresses that we really wrote to: a report is easily forged."""
    about = bounce_weight.receivers(mail)
    written_to = {row.receiver.lower() for row in bounced}
    line = " ".join(said.split())[:300]
    for email in written_to & about if len(written_to) > 1 else written_to:
        tx.people.flag_address(email, ctx.clock.now(), line)


def reported_by_address(ctx: Context, mail: ParsedMail) -> list[str]:
    """Our Message-IDs by the bounce address that a mail was sent to (VERP)."""
    local_parts = [address.email.partition("@")[0] for address in mail.to]
    return [
        f"{local.removeprefix(_BOUNCE_ADDRESS)}@{ctx.identity.mail_domain}"
        for local in local_parts
        if local.startswith(_BOUNCE_ADDRESS)
    ]

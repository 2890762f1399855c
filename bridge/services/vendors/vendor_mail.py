"""A vendor answers a case by mail: only from its own domains, and only when it is really it."""

from bridge.domain import addresses
from bridge.domain.ports import VendorUpdateIn
from bridge.domain.references import escalation_reference
from bridge.domain.words import Channel, Outcome, VendorUpdateType
from bridge.services.arrivals import mail_machines
from bridge.services.arrivals.mail_letters import Letter, Placed
from bridge.services.context import Context
from bridge.services.tickets import files
from bridge.services.vendors import vendor_updates
from bridge.store.session import Transaction


def take(ctx: Context, tx: Transaction, escalation_id: int, letter: Letter) -> Placed:
    """RELIABILITY A04: a right address with a wrong token never gets here."""
    mail, sender = letter.mail, letter.sender
    row = tx.vendors.escalation_locked(escalation_id)
    if row is None:
        return Placed(Outcome.QUARANTINED, None, "It answers a case that does not exist.")
    vendor = tx.vendors.get(row.vendor_id)
    about = f"{escalation_reference(row.id)}, {sender.email}"
    if addresses.domain_of(sender.email) not in vendor.domains:
        why = "It answers a vendor's case from a domain that is not that vendor's."
        return Placed(Outcome.QUARANTINED, row.ticket_id, why, about)
    if letter.authentication.failed:
        why = "It answers a vendor's case, and the vendor's own domain says that it is forged."
        return Placed(
            Outcome.QUARANTINED, row.ticket_id, why, f"{about}, {letter.authentication.said}"
        )
    small = (file for file in mail.attachments if len(file.content) <= files.MOST_BYTES)
    automatic = mail_machines.is_answer(mail)
    update = VendorUpdateIn(
        escalation=escalation_reference(row.id),
        type=VendorUpdateType.ACKNOWLEDGED if automatic else VendorUpdateType.COMMENT,
        vendor_reference=mail_machines.acknowledged_as(mail) or None,
        body=mail.new_text or mail.full_text,
        author=sender.name or None,
        attachments=tuple(small)[: files.MOST_FILES],
        occurred_at=None,
    )
    vendor_updates.take(
        ctx, tx, row, update, Channel.EMAIL, mail.message_id, full_text=mail.full_text
    )
    outcome = Outcome.ACKNOWLEDGEMENT if automatic else Outcome.VENDOR_UPDATE
    return Placed(outcome, row.ticket_id)

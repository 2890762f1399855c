"""What follows for a mail from what a machine wrote it, if one did."""

from bridge.domain import mail_marks
from bridge.domain.acknowledgements import acknowledgement_reference
from bridge.domain.machine_kinds import ANSWERS, MachineKind
from bridge.domain.ports import ParsedMail
from bridge.domain.reasons import Reason
from bridge.domain.references import ticket_ids_in_subject, ticket_reference
from bridge.store.session import Transaction


def mark(mail: ParsedMail) -> tuple[Reason, ...]:
    """The one mark that words and form give, beside those of the headers."""
    return (mail_marks.machine_reason(mail.made.kind),) if mail.made else ()


def is_answer(mail: ParsedMail) -> bool:
    """Whether a machine answers a mail by itself: vacation, acknowledgement, challenge."""
    return mail.made is not None and mail.made.kind in ANSWERS


def reopens(mail: ParsedMail, marks: tuple[Reason, ...]) -> bool:
    """A person's mail opens a ticket again, by whatever list or address it came."""
    own = any(found.code in mail_marks.OUR_OWN for found in marks)
    return mail.made is None and not own


def acknowledged_as(mail: ParsedMail) -> str | None:
    """The number that another helpdesk gives to what it acknowledges; "" when it gives none.

    None for every other mail.
    """
    if mail.made is None or mail.made.kind is not MachineKind.ACKNOWLEDGEMENT:
        return None
    return acknowledgement_reference(mail) or ""


def answered_ticket(tx: Transaction, mail: ParsedMail) -> str | None:
    """The ticket that a machine answers, by the tag in its subject.

    For a stranger's machine: it opens no ticket, and the tagged one never shows what it says,
    because a reference is not a key (invariant 7).
    """
    if not is_answer(mail):
        return None
    known = (found for found in ticket_ids_in_subject(mail.subject) if tx.tickets.get(found))
    ticket_id = next(known, None)
    return ticket_reference(ticket_id) if ticket_id else None

"""How a delivery is kept in the outbox and made whole again when its turn comes.

The row holds the message but for attachments' bytes and secrets: those are fetched at the try.
"""

import secrets as random_secrets
from datetime import datetime
from typing import Any

from bridge.domain.ports import (
    Address,
    ComposedMail,
    FileContent,
    OutgoingMail,
    OutgoingWebhook,
    VendorCase,
)
from bridge.domain.words import (
    DeliveryChannel,
    DeliveryStatus,
    EffectKind,
    MailNature,
    QueueName,
)
from bridge.services.context import Context
from bridge.store.attachments import Attachment
from bridge.store.deliveries import Delivery
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.vendors import Escalation, Vendor


def new_message_id(ctx: Context) -> str:
    """Without angle brackets; unique and unguessable, at our own domain (RFC 5322, 3.6.4)."""
    return f"{random_secrets.token_hex(16)}@{ctx.identity.mail_domain}"


def queue_mail(
    ctx: Context,
    tx: Transaction,
    message: Message,
    composed: ComposedMail,
    *,
    mailbox: str,
    sender: Address,
    to: Address,
    reply_to: str,
    nature: MailNature,
    language: str,
    references: tuple[str, ...],
    now: datetime,
    sender_name: str = "",
    attachments: tuple[Attachment, ...] = (),
    pictures: dict[int, str] | None = None,
    cc: tuple[Address, ...] = (),
    due_at: datetime | None = None,
) -> list[Delivery]:
    """A mail that stands for `message`, in the outbox: one for `to`, and one for each in `cc`.

    The message bears the first one's Message-ID. Each copy has an id of its own: only so can it
    be told of each whether it arrived. `sender` is the mailbox that it leaves as. `pictures`:
    Content-IDs of the attachments that the HTML shows, by their rows.
    """
    message.rfc_message_id = message.rfc_message_id or new_message_id(ctx)
    payload = _payload(composed, nature, sender, to, reply_to, language, references, now) | {
        "sender": [sender.email, sender_name or sender.name],
        "cc": [[other.email, other.name] for other in cc],
        "attachments": _listed(attachments, pictures or {}),
    }
    queued = []
    for receiver in (to, *cc):
        message_id = message.rfc_message_id if receiver is to else new_message_id(ctx)
        whole = payload | _own(ctx, receiver, message_id)
        made = _queue(
            tx,
            message,
            DeliveryChannel.MAIL,
            message_id,
            receiver.email,
            whole,
            now,
            mailbox=mailbox,
            due_at=due_at,
        )
        queued.append(made)
    return queued


def queue_notice(
    ctx: Context,
    tx: Transaction,
    about: Message,
    composed: ComposedMail,
    *,
    mailbox: str,
    sender: Address,
    to: Address,
    reply_to: str,
    language: str,
    references: tuple[str, ...],
    now: datetime,
) -> Delivery:
    """A mail that tells an agent of `about` (and more); it stands for no message."""
    message_id = new_message_id(ctx)
    notice = MailNature.NOTICE
    payload = _payload(composed, notice, sender, to, reply_to, language, references, now)
    delivery = Delivery(
        channel=DeliveryChannel.MAIL,
        external_id=message_id,
        receiver=to.email,
        ticket_id=about.ticket_id,
        message_id=about.id,
        mailbox=mailbox,
        for_agent=True,
        payload=payload | _own(ctx, to, message_id),
        status=DeliveryStatus.QUEUED,
        tries=0,
        created_at=now,
    )
    return _added(tx, delivery, QueueName.REPLIES, now)


def queue_webhook(
    ctx: Context,
    tx: Transaction,
    message: Message,
    case: VendorCase,
    vendor: Vendor,
    escalation: Escalation,
    now: datetime,
    attachments: tuple[Attachment, ...] = (),
) -> Delivery:
    """A signed call that stands for `message`; its webhook-id is fixed here."""
    webhook_id = f"msg_{random_secrets.token_hex(16)}"
    payload = {
        "vendor": vendor.slug,
        "webhook_id": webhook_id,
        "body": ctx.webhooks.payload(case),
        "attachments": _listed(attachments, {}),
    }
    message.escalation_id = escalation.id
    return _queue(tx, message, DeliveryChannel.WEBHOOK, webhook_id, vendor.address, payload, now)


def open_mail(ctx: Context, payload: dict[str, Any]) -> OutgoingMail:
    references = tuple(payload["references"])
    return OutgoingMail(
        message_id=payload["message_id"],
        nature=MailNature(payload["nature"]),
        sender=Address(*payload["sender"]),
        to=Address(*payload["to"]),
        reply_to=Address(*payload["reply_to"]),
        envelope_from=payload["envelope_from"],
        subject=payload["subject"],
        text=payload["text"],
        html=payload["html"],
        language=payload["language"],
        date=datetime.fromisoformat(payload["date"]),
        in_reply_to=references[-1] if references else None,
        references=references,
        attachments=_fetched(ctx, payload["attachments"]),
        cc=tuple(Address(*other) for other in payload.get("cc", ())),
        receiver=payload.get("receiver", ""),
    )


def open_webhook(ctx: Context, payload: dict[str, Any]) -> OutgoingWebhook:
    """Address and secret are the vendor's of today: a corrected address serves the next try."""
    with ctx.reading() as tx:
        vendor = tx.vendors.by_slug(payload["vendor"])
    if vendor is None:
        raise LookupError(f"vendor {payload['vendor']} is gone")
    body = dict(payload["body"])
    files = _fetched(ctx, payload["attachments"])
    return OutgoingWebhook(
        url=vendor.address,
        webhook_id=payload["webhook_id"],
        secret=ctx.secrets.open(vendor.secrets_sealed).split()[0],
        payload=body,
        attachments=files,
    )


def _payload(
    composed: ComposedMail,
    nature: MailNature,
    sender: Address,
    to: Address,
    reply_to: str,
    language: str,
    references: tuple[str, ...],
    now: datetime,
) -> dict[str, Any]:
    """What all copies of a mail share."""
    return {
        "nature": nature,
        "sender": [sender.email, sender.name],
        "to": [to.email, to.name],
        "reply_to": [reply_to, sender.name],
        "subject": composed.subject,
        "text": composed.text,
        "html": composed.html,
        "language": language,
        "date": now.isoformat(),
        "references": list(references),
        "attachments": [],
        "fault": composed.fault,
    }


def _own(ctx: Context, receiver: Address, message_id: str) -> dict[str, str]:
    """What each copy has for itself."""
    return {
        "receiver": receiver.email,
        "message_id": message_id,
        "envelope_from": _bounce_address(ctx, message_id),
    }


def _bounce_address(ctx: Context, message_id: str) -> str:
    """VERP: a bounce names the mail that it is about, even when it quotes nothing of it."""
    return f"bounces+{message_id.partition('@')[0]}@{ctx.identity.mail_domain}"


def _queue(
    tx: Transaction,
    message: Message,
    channel: DeliveryChannel,
    external_id: str,
    receiver: str,
    payload: dict[str, Any],
    now: datetime,
    *,
    mailbox: str | None = None,
    due_at: datetime | None = None,
) -> Delivery:
    tx.session.flush()
    delivery = Delivery(
        channel=channel,
        external_id=external_id,
        receiver=receiver,
        ticket_id=message.ticket_id,
        message_id=message.id,
        escalation_id=message.escalation_id,
        mailbox=mailbox,
        payload=payload,
        status=DeliveryStatus.QUEUED,
        tries=0,
        created_at=now,
    )
    queue = QueueName.VENDORS if message.escalation_id else QueueName.REPLIES
    return _added(tx, delivery, queue, now, due_at)


def _added(
    tx: Transaction,
    delivery: Delivery,
    queue: QueueName,
    now: datetime,
    due_at: datetime | None = None,
) -> Delivery:
    tx.deliveries.add(delivery)
    tx.session.flush()
    tx.outbox.add_effect(EffectKind.DELIVER, queue, delivery.id, now=now, due_at=due_at)
    return delivery


def _listed(attachments: tuple[Attachment, ...], pictures: dict[int, str]) -> list[list[str]]:
    return [
        [file.name, file.content_type, file.storage_key, pictures.get(file.id, "")]
        for file in attachments
        if file.storage_key
    ]


def _fetched(ctx: Context, listed: list[list[str]]) -> tuple[FileContent, ...]:
    return tuple(
        FileContent(name, kind, ctx.files.get(key), *content_id)
        for name, kind, key, *content_id in listed
    )

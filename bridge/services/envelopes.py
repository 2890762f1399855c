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
from bridge.store.outbox import Delivery
from bridge.store.session import Transaction
from bridge.store.tickets import Attachment, Message
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
    to: Address,
    reply_to: str,
    nature: MailNature,
    language: str,
    references: tuple[str, ...],
    now: datetime,
    sender_name: str = "",
    attachments: tuple[Attachment, ...] = (),
) -> Delivery:
    """A mail that stands for `message`, in the outbox. The message bears its Message-ID."""
    ours = ctx.identity.mail_from
    message.rfc_message_id = message.rfc_message_id or new_message_id(ctx)
    payload = {
        "nature": nature,
        "sender": [ours.email, sender_name or ours.name],
        "to": [to.email, to.name],
        "reply_to": [reply_to, ours.name],
        "subject": composed.subject,
        "text": composed.text,
        "html": composed.html,
        "language": language,
        "date": now.isoformat(),
        "references": list(references),
        "message_id": message.rfc_message_id,
        "envelope_from": _bounce_address(ctx, message.rfc_message_id),
        "attachments": _listed(attachments),
    }
    return _queue(tx, message, DeliveryChannel.MAIL, message.rfc_message_id, to.email, payload, now)


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
        "attachments": _listed(attachments),
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
) -> Delivery:
    tx.session.flush()
    delivery = Delivery(
        channel=channel,
        external_id=external_id,
        receiver=receiver,
        ticket_id=message.ticket_id,
        message_id=message.id,
        escalation_id=message.escalation_id,
        payload=payload,
        status=DeliveryStatus.QUEUED,
        tries=0,
        created_at=now,
    )
    tx.outbox.add_delivery(delivery)
    tx.session.flush()
    queue = QueueName.VENDORS if message.escalation_id else QueueName.REPLIES
    tx.outbox.add_effect(EffectKind.DELIVER, queue, delivery.id, now=now)
    return delivery


def _listed(attachments: tuple[Attachment, ...]) -> list[list[str]]:
    return [
        [file.name, file.content_type, file.storage_key] for file in attachments if file.storage_key
    ]


def _fetched(ctx: Context, listed: list[list[str]]) -> tuple[FileContent, ...]:
    return tuple(FileContent(name, kind, ctx.files.get(key)) for name, kind, key in listed)

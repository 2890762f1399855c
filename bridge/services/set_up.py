"""The helpdesk's set-up from one table (TOML), from its company to its forms. Idempotent."""

import secrets
from collections.abc import Mapping
from typing import Any

from bridge.domain.addresses import normalise
from bridge.domain.errors import Invalid
from bridge.domain.redaction_policy import RedactionPolicy
from bridge.domain.words import VendorChannel
from bridge.services import helpdesk
from bridge.services.agents import accounts
from bridge.services.context import Context
from bridge.services.helpdesk import Helpdesk
from bridge.services.mailboxes import inlet_set_up, mail_set_up
from bridge.services.set_up_rows import known_keys, text
from bridge.services.sites import site_set_up
from bridge.store.mailboxes import Mailbox
from bridge.store.session import Transaction
from bridge.store.vendors import Vendor

TABLES = ("helpdesk", "mailboxes", "vendors", "sites", "forms")
SHOWN_ONCE = site_set_up.SHOWN_ONCE
_VENDOR_DEFAULTS: dict[str, Any] = {
    "domains": [],
    "redaction": {},
    "product": "",
    "language": "en",
    "respond_hours": None,
    "resolve_hours": None,
    "enabled": True,
}
_MAILBOX_KEYS = {"slug", "address", "token", "imap", "imap_import", "authserv_id"}
_VENDOR_KEYS = {"slug", "name", "channel", "address", "secret", *_VENDOR_DEFAULTS}


def apply(ctx: Context, table: Mapping[str, Any], *, dry_run: bool = False) -> list[str]:
    """Makes the helpdesk as the table says; returns a line per difference, secrets left out.

    What the table does not name stays. Raises Invalid, naming the key at fault; then nothing
    has changed.
    """
    if unknown := sorted(set(table) - set(TABLES)):
        raise Invalid(f"{unknown[0]!r} is no table; known: {', '.join(TABLES)}.", field=unknown[0])
    lines: list[str] = []
    with ctx.transaction() as tx:
        if "helpdesk" in table:
            lines += _helpdesk(ctx, tx, table["helpdesk"])
        for row in table.get("mailboxes", []):
            lines += _mailbox(ctx, tx, row)
        for row in table.get("vendors", []):
            lines += _vendor(ctx, tx, row)
        for row in table.get("sites", []):
            lines += site_set_up.site(ctx, tx, row)
        for row in table.get("forms", []):
            lines += site_set_up.form(ctx, tx, row)
        if dry_run:
            tx.session.rollback()
            lines = [line for line in lines if not line.endswith(SHOWN_ONCE)]
    return lines


def _helpdesk(ctx: Context, tx: Transaction, row: Mapping[str, Any]) -> list[str]:
    known_keys(row, {"company", "hours", "zone"}, "helpdesk")
    old = helpdesk.read(ctx, tx)
    new = Helpdesk(
        company=str(row.get("company", old.company)),
        hours=str(row.get("hours", old.hours)),
        zone=str(row.get("zone", old.zone)),
    )
    helpdesk.write(tx, new)
    return [
        f"helpdesk.{key}: {getattr(old, key)} → {getattr(new, key)}"
        for key in ("company", "hours", "zone")
        if getattr(old, key) != getattr(new, key)
    ]


def _mailbox(ctx: Context, tx: Transaction, row: Mapping[str, Any]) -> list[str]:
    known_keys(row, _MAILBOX_KEYS | mail_set_up.KEYS, "mailboxes")
    slug, address = text(row, "slug", "mailboxes"), normalise(text(row, "address", "mailboxes"))
    if address is None:
        raise Invalid("A mailbox needs a mail address.", field="mailboxes.address")
    mailbox = tx.mailboxes.by_slug(slug)
    lines = []
    if mailbox is None:
        mailbox = Mailbox(slug=slug, address="", token_hash="", created_at=ctx.clock.now())
        tx.mailboxes.add(mailbox)
        lines.append(f"mailbox {slug}: new")
    if mailbox.address != address:
        lines.append(f"mailbox {slug}.address: {mailbox.address or '-'} → {address}")
        mailbox.address = address
    token = str(row.get("token") or secrets.token_urlsafe(32)) if _needs(row, mailbox) else None
    if token and mailbox.token_hash != accounts.hashed_token(token):
        mailbox.token_hash = accounts.hashed_token(token)
        lines.append(f"mailbox {slug}.token: changed")
        if not row.get("token"):
            lines.append(f"mailbox {slug}.token is {token} {SHOWN_ONCE}")
    lines += mail_set_up.apply(ctx, mailbox, row)
    return lines + _inlet(ctx, tx, mailbox, row)


def _inlet(ctx: Context, tx: Transaction, mailbox: Mailbox, row: Mapping[str, Any]) -> list[str]:
    """Where its mail is read, and whose word on senders is believed."""
    lines: list[str] = []
    if "authserv_id" in row:
        new = str(row["authserv_id"]).strip().lower() or None
        if new != mailbox.authserv_id:
            old = mailbox.authserv_id or "-"
            lines.append(f"mailbox {mailbox.slug}.authserv_id: {old} → {new or '-'}")
            mailbox.authserv_id = new
    imports = row.get("imap_import")
    if imports is not None and not isinstance(imports, bool):
        raise Invalid("imap_import must be true or false.", field="mailboxes.imap_import")
    if "imap" not in row:
        return lines
    if not isinstance(row["imap"], str):
        raise Invalid("imap must be an address in quotes.", field="mailboxes.imap")
    return lines + inlet_set_up.put(
        ctx, tx, mailbox, row["imap"], imports=imports, field="mailboxes.imap"
    )


def _needs(row: Mapping[str, Any], mailbox: Mailbox) -> bool:
    return bool(row.get("token")) or not mailbox.token_hash


def _vendor(ctx: Context, tx: Transaction, row: Mapping[str, Any]) -> list[str]:
    known_keys(row, _VENDOR_KEYS, "vendors")
    slug = text(row, "slug", "vendors")
    vendor = tx.vendors.by_slug(slug)
    lines = [] if vendor else [f"vendor {slug}: new"]
    values = _vendor_values(row, vendor)
    if vendor is None:
        vendor = Vendor(slug=slug, created_at=ctx.clock.now(), secrets_sealed=None)
    for key, value in values.items():
        old = getattr(vendor, key, None)
        if old != value:
            lines.append(f"vendor {slug}.{key}: {'-' if old is None else old} → {value}")
            setattr(vendor, key, value)
    lines += _vendor_secret(ctx, vendor, row)
    tx.vendors.add(vendor)
    tx.session.flush()
    return lines


def _vendor_values(row: Mapping[str, Any], known: Vendor | None) -> dict[str, Any]:
    """What the row names; the rest stays as it is, or has its default for a new vendor."""
    values = {
        key: row.get(key, getattr(known, key) if known else default)
        for key, default in _VENDOR_DEFAULTS.items()
    }
    values["name"] = text(row, "name", "vendors")
    values["channel"] = text(row, "channel", "vendors")
    values["address"] = text(row, "address", "vendors")
    if values["channel"] not in tuple(VendorChannel):
        raise Invalid("channel must be email or webhook.", field="vendors.channel")
    if values["channel"] == VendorChannel.EMAIL:
        address = normalise(values["address"])
        if address is None:
            raise Invalid("An e-mail vendor needs a mail address.", field="vendors.address")
        values["address"] = address
        values["domains"] = values["domains"] or [address.partition("@")[2]]
    values["redaction"] = RedactionPolicy.from_dict(values["redaction"]).to_dict()
    values["disabled_reason"] = None if values["enabled"] or not known else known.disabled_reason
    return values


def _vendor_secret(ctx: Context, vendor: Vendor, row: Mapping[str, Any]) -> list[str]:
    live = ctx.secrets.open(vendor.secrets_sealed).split() if vendor.secrets_sealed else []
    given = row.get("secret")
    if not given and live:
        return []
    secret = str(given or ctx.signatures.new_secret())
    if live[:1] == [secret]:
        return []
    if not secret.startswith("whsec_"):
        raise Invalid("A vendor's secret begins with whsec_.", field="vendors.secret")
    # the old secret stays live during the rotation
    vendor.secrets_sealed = ctx.secrets.seal(" ".join([secret, *live[:1]]))
    shown = [] if given else [f"vendor {vendor.slug}.secret is {secret} {SHOWN_ONCE}"]
    return [f"vendor {vendor.slug}.secret: changed", *shown]

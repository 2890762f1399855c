"""How a mailbox names itself and sends, as the set-up file and the Settings page give it."""

from collections.abc import Mapping
from typing import Any

from bridge.domain.errors import ConfigError, Invalid
from bridge.domain.ports import DkimKey, ImapAccount, MailAccount
from bridge.services.context import Context
from bridge.store.mailboxes import Mailbox

PLAIN = ("name", "signature", "language", "per_minute", "dkim_selector", "dkim_domain")
SEALED = {"smtp": "smtp_sealed", "dkim_key": "dkim_key_sealed", "sent_imap": "sent_imap_sealed"}
KEYS = frozenset({*PLAIN, *SEALED, "copies_itself"})
LONGEST_TEXT = 2_000
MOST_A_MINUTE = 100_000


def apply(ctx: Context, mailbox: Mailbox, row: Mapping[str, Any]) -> list[str]:
    """Sets what `row` names; a line per difference, secrets left out. An empty text unsets.

    Raises Invalid, naming the key at fault.
    """
    values = {key: _checked(ctx, key, row[key]) for key in KEYS if key in row}
    lines = []
    for key, value in sorted(values.items()):
        column = SEALED.get(key, key)
        old = getattr(mailbox, column)
        if key in SEALED:
            if (ctx.secrets.open(old) if old else None) == value:
                continue
            setattr(mailbox, column, ctx.secrets.seal(str(value)) if value else None)
            lines.append(f"mailbox {mailbox.slug}.{key}: {'changed' if value else 'taken away'}")
        elif old != value:
            setattr(mailbox, column, value)
            shown = "-" if old is None else repr(old)
            lines.append(f"mailbox {mailbox.slug}.{key}: {shown} → {value!r}")
    _check_whole(ctx, mailbox)
    return lines


def _checked(ctx: Context, key: str, value: Any) -> Any:
    place = f"mailboxes.{key}"
    if key == "copies_itself":
        if not isinstance(value, bool):
            raise Invalid("copies_itself must be true or false.", field=place)
        return value
    if key == "per_minute":
        return _limit(value, place)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT * 4:
        raise Invalid(f"{key} must be a text.", field=place)
    text = value.replace("\r\n", "\n").strip()
    if key == "language" and text and text not in ctx.composer.languages():
        known = ", ".join(ctx.composer.languages())
        raise Invalid(f"language must be one of: {known}.", field=place)
    if key == "name" and any(ord(sign) < 32 for sign in text):
        raise Invalid("The name must be one line.", field=place)
    return text or None


def _limit(value: Any, place: str) -> int | None:
    """0 and nothing: no limit."""
    if value in (None, ""):
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_A_MINUTE:
        raise Invalid("The most mails a minute are a number from 0 to 100000.", field=place)
    return value or None


def _check_whole(ctx: Context, mailbox: Mailbox) -> None:
    """Whether the addresses and the key can be used. Raises Invalid."""
    opened = ctx.secrets.open
    try:
        if mailbox.smtp_sealed:
            url = opened(mailbox.smtp_sealed)
            # an address without a password waits for `mailbox authorize`
            token = None if ":" in url.partition("://")[2].rpartition("@")[0] else "later"
            user = url.partition("://")[2].rpartition("@")[0]
            ctx.mailer.check(MailAccount(url, access_token=token if user else None))
    except ConfigError as error:
        raise Invalid(str(error), field="mailboxes.smtp") from error
    try:
        if mailbox.sent_imap_sealed:
            ctx.evidence.check(ImapAccount(opened(mailbox.sent_imap_sealed)))
    except ConfigError as error:
        raise Invalid(f"sent_imap: {error}", field="mailboxes.sent_imap") from error
    if mailbox.dkim_key_sealed and not mailbox.dkim_selector:
        raise Invalid("A DKIM key needs its selector.", field="mailboxes.dkim_selector")
    if mailbox.dkim_key_sealed and mailbox.dkim_selector:
        domain = mailbox.dkim_domain or mailbox.address.partition("@")[2]
        key = DkimKey(mailbox.dkim_selector, domain, opened(mailbox.dkim_key_sealed))
        try:
            ctx.mailer.check(MailAccount(dkim=key))
        except ConfigError as error:
            raise Invalid(f"dkim_key: {error}", field="mailboxes.dkim_key") from error

"""Where a mailbox is read: from the set-up file, or from HELPDESK_IMAP_URL for the first one."""

import secrets

from bridge.domain import inlet_places
from bridge.domain.errors import ConfigError, Invalid
from bridge.domain.ports import InletPlace
from bridge.services.agents import accounts
from bridge.services.context import Context
from bridge.store.inlets import MailboxInlet
from bridge.store.mailboxes import Mailbox
from bridge.store.session import Transaction

KEY = "HELPDESK_IMAP_URL"
LONGEST_SLUG = 64


def put(
    ctx: Context,
    tx: Transaction,
    mailbox: Mailbox,
    url: str,
    *,
    imports: bool | None = None,
    field: str,
    from_environment: bool = False,
) -> list[str]:
    """Makes the mailbox be read there; a line per difference. An empty `url` ends the reading.

    A password is needed once: the same address without one keeps it. Raises Invalid.
    """
    tx.session.flush()
    row = tx.inlets.of_mailbox(mailbox.id)
    if not url.strip():
        if row is None:
            return []
        tx.inlets.remove(row)
        return [f"mailbox {mailbox.slug}.imap: {row.url} → -"]
    place, password = inlet_places.read(url, field)
    lines = []
    if row is None:
        row = _new(ctx, mailbox)
        tx.inlets.add(row)
    lines += _moved(ctx, mailbox, row, place)
    row.from_environment = from_environment
    if imports is not None and imports != row.imports:
        lines.append(f"mailbox {mailbox.slug}.imap_import: {row.imports} → {imports}")
        row.imports, row.uid_validity, row.last_uid = imports, None, None
    known = ctx.secrets.open(row.password_sealed) if row.password_sealed else None
    if password and password != known:
        row.password_sealed = ctx.secrets.seal(password)
        lines.append(f"mailbox {mailbox.slug}.imap password: changed")
    return lines


def check(url: str) -> None:
    """HELPDESK_IMAP_URL: raises ConfigError that names the key, the fault and an example."""
    try:
        _, password = inlet_places.read(url, KEY)
    except Invalid as error:
        raise ConfigError(f"{KEY}: {error.title}") from error
    if not password:
        raise ConfigError(f"{KEY}: holds no password; for example {inlet_places.EXAMPLE}")


def from_environment(ctx: Context, url: str | None) -> None:
    """Sets the first mailbox up, or makes one; an address that is named no more is forgotten.

    `url` is one that `check` let pass.
    """
    with ctx.transaction() as tx:
        row = tx.inlets.from_environment()
        if not url:
            if row is not None:
                tx.inlets.remove(row)
            return
        mailbox = tx.mailboxes.get(row.mailbox_id) if row else tx.mailboxes.first()
        if mailbox is None:
            mailbox = _first_mailbox(ctx, tx)
        put(ctx, tx, mailbox, url, field=KEY, from_environment=True)


def _new(ctx: Context, mailbox: Mailbox) -> MailboxInlet:
    return MailboxInlet(
        mailbox_id=mailbox.id,
        url="",
        from_environment=False,
        imports=False,
        set_up_at=ctx.clock.now(),
    )


def _moved(ctx: Context, mailbox: Mailbox, row: MailboxInlet, place: InletPlace) -> list[str]:
    """Another folder or account begins anew: positions and passwords belong to the old one."""
    url = inlet_places.written(place)
    if row.url == url:
        return []
    line = f"mailbox {mailbox.slug}.imap: {row.url or '-'} → {url}"
    row.url, row.set_up_at = url, ctx.clock.now()
    row.uid_validity = row.last_uid = row.password_sealed = None
    row.last_error = row.idles = None
    return [line]


def _first_mailbox(ctx: Context, tx: Transaction) -> Mailbox:
    """At our own sender address; mail by HTTP needs a token, which `apply` can set."""
    address = ctx.identity.mail_from.email
    mailbox = Mailbox(
        slug=address.partition("@")[0].lower()[:LONGEST_SLUG],
        address=address,
        token_hash=accounts.hashed_token(secrets.token_urlsafe(32)),
        created_at=ctx.clock.now(),
    )
    tx.mailboxes.add(mailbox)
    tx.session.flush()
    return mailbox

"""Who asks in a mail that opens a ticket: its sender, or whom a form of a website names."""

from collections.abc import Collection

from bridge.domain import addresses
from bridge.domain.ports import Address
from bridge.services import helpdesk
from bridge.services.arrivals.mail_letters import Letter
from bridge.services.context import Context
from bridge.store.session import Transaction


def named_by(ctx: Context, tx: Transaction, letter: Letter) -> Address:
    """Forms write as a machine or as ourselves, and name the person in Reply-To.

    Anybody can name anybody there. So it opens no way into a ticket that is there and gives no
    right of an agent, and the sender's own marks still forbid an automatic answer.
    """
    sender, named = letter.sender, letter.mail.reply_to
    if named is None or addresses.normalise(named.email) is None or letter.imported:
        return sender
    own = own_keys(ctx, tx)
    if not is_nobodys(ctx, own, sender.email) or is_nobodys(ctx, own, named.email):
        return sender
    return sender if tx.people.is_agent(named.email.lower()) else named


def own_keys(ctx: Context, tx: Transaction) -> set[str]:
    return {addresses.mailbox_key(address) for address in helpdesk.own_addresses(ctx, tx)}


def is_nobodys(ctx: Context, own: Collection[str], email: str) -> bool:
    """Whether no requester is behind an address: it is a machine's, or one of `own_keys`."""
    ours = addresses.mailbox_key(email) in own
    ours = ours or addresses.domain_of(email) == ctx.identity.mail_domain
    return ours or addresses.is_machine_address(email)

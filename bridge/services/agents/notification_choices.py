"""What agents want to be told, by which way; and whether all hear of what nobody has taken."""

from collections.abc import Collection
from dataclasses import dataclass

from bridge.domain.notifying import NotificationKind
from bridge.services.context import Context
from bridge.store.session import Transaction

SETTING = "notifications"
ALL_HEAR = "all_hear_unassigned"


@dataclass(frozen=True, slots=True)
class Choice:
    kind: NotificationKind
    in_page: bool
    by_mail: bool


def of(ctx: Context, agent_id: int) -> list[Choice]:
    """One per kind, in the kinds' order."""
    with ctx.reading() as tx:
        rows = tx.notifications.choices([agent_id])
    return [
        Choice(kind, row.in_page, row.by_mail)
        if (row := rows.get((agent_id, kind)))
        else Choice(kind, in_page=True, by_mail=True)
        for kind in NotificationKind
    ]


def choose(
    ctx: Context,
    agent_id: int,
    *,
    in_page: Collection[NotificationKind],
    by_mail: Collection[NotificationKind],
) -> None:
    """Every kind that is not named is switched off for that way."""
    with ctx.transaction() as tx:
        for kind in NotificationKind:
            tx.notifications.choose(
                agent_id, kind, in_page=kind in in_page, by_mail=kind in by_mail
            )


def all_hear(tx: Transaction) -> bool:
    """Whether every agent hears when a customer writes in a ticket that nobody has taken."""
    return bool((tx.sites.setting(SETTING) or {}).get(ALL_HEAR, False))


def do_all_hear(ctx: Context) -> bool:
    """The same for a page."""
    with ctx.reading() as tx:
        return all_hear(tx)


def let_all_hear(ctx: Context, *, on: bool) -> None:
    with ctx.transaction() as tx:
        tx.sites.put_setting(SETTING, {ALL_HEAR: on})

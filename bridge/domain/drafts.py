"""Where an article that is written here stands between the helpdesk and WordPress."""

from enum import StrEnum

DELETED = "deleted"
TRASH = "trash"
UNPUBLISHED = frozenset({"draft", "pending", "auto-draft"})
UID_PREFIX = "hb-draft-"


class DraftState(StrEnum):
    LOCAL = "local"
    """Only here."""
    QUEUED = "queued"
    """On its way to WordPress."""
    IN_STEP = "in_step"
    CHANGED = "changed"
    """Changed here since, and not sent."""
    CONFLICT = "conflict"
    """Changed on both sides: a person decides."""
    AHEAD = "ahead"
    """Changed in WordPress, into something that the marks of our text can't hold."""
    GONE = "gone"
    """Deleted in WordPress."""


def state(
    *,
    revision: int,
    wanted: int,
    sent: int,
    in_wordpress: bool,
    wp_status: str | None,
    differs: bool,
) -> DraftState:
    """`differs`: WordPress holds a text that was written there and not taken over here."""
    if wp_status == DELETED:
        return DraftState.GONE
    if differs:
        return DraftState.CONFLICT if revision > sent else DraftState.AHEAD
    if wanted > sent:
        return DraftState.QUEUED
    if not in_wordpress:
        return DraftState.LOCAL
    return DraftState.CHANGED if revision > sent else DraftState.IN_STEP

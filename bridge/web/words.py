"""How the pages say the values that the database holds: status, level, channel, delivery."""

from bridge.web.speech import gettext


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Marks a text for the catalogue; it is translated when it is shown."""
    return text


WORDS: dict[str, dict[str, str]] = {
    "status": {
        "new": N_("New"),
        "open": N_("Open"),
        "pending": N_("Pending"),
        "on_hold": N_("On hold"),
        "solved": N_("Solved"),
        "closed": N_("Closed"),
        "spam": N_("Spam"),
        "merged": N_("Merged"),
    },
    "level": {
        "L0": N_("L0 · self-service"),
        "L1": N_("L1 · first line"),
        "L2": N_("L2 · experienced"),
        "L3": N_("L3 · expert"),
        "L4": N_("L4 · vendor"),
    },
    "priority": {
        "low": N_("Low"),
        "normal": N_("Normal"),
        "high": N_("High"),
        "urgent": N_("Urgent"),
    },
    "channel": {
        "form": N_("by the form"),
        "email": N_("by e-mail"),
        "chat": N_("by chat"),
        "phone": N_("by phone"),
        "api": N_("by API"),
        "web": N_("on the web"),
    },
    "view": {
        "open": N_("Open"),
        "mine": N_("Mine"),
        "unassigned": N_("Unassigned"),
        "pending": N_("Pending"),
        "vendor": N_("Waiting on vendor"),
        "solved": N_("Solved"),
        "spam": N_("Spam"),
        "all": N_("All tickets"),
    },
    "case": {
        "draft": N_("Draft"),
        "queued": N_("Queued"),
        "sent": N_("Waiting on vendor"),
        "acknowledged": N_("Acknowledged"),
        "answered": N_("Answered"),
        "resolved": N_("Resolved"),
        "rejected": N_("Rejected"),
        "failed": N_("Not delivered"),
        "cancelled": N_("Cancelled"),
    },
    "vendor_case": {
        "queued": N_("Waiting for you"),
        "sent": N_("Waiting for you"),
        "failed": N_("Waiting for you"),
        "acknowledged": N_("Acknowledged"),
        "answered": N_("Answered"),
        "resolved": N_("Resolved"),
        "rejected": N_("Rejected"),
        "cancelled": N_("Cancelled"),
    },
    "effect": {
        "auto_response": N_("the automatic answer"),
        "deliver": N_("sending a message"),
        "fetch_file": N_("fetching a file from the site"),
    },
    "delivery": {
        "queued": N_("Queued"),
        "sending": N_("Sending"),
        "sent": N_("Sent"),
        "bounced": N_("Bounced"),
        "retrying": N_("Will be tried again"),
        "uncertain": N_("Uncertain whether it arrived"),
        "failed": N_("Not delivered"),
        "cancelled": N_("Cancelled"),
    },
    "field": {
        "status": N_("status"),
        "level": N_("level"),
        "priority": N_("priority"),
        "assignee_id": N_("assignee"),
        "category": N_("category"),
        "linked_id": N_("link to an earlier ticket"),
    },
    "door": {
        "push": N_("Pushed by the site"),
        "feed": N_("Read from the site"),
        "mail": N_("Mail"),
        "vendor": N_("Vendor call"),
        "api": N_("API"),
        "portal": N_("Portal"),
    },
    "hidden": {
        "email": N_("E-mail addresses"),
        "phone": N_("Phone numbers"),
        "name": N_("Names"),
        "ip": N_("IP addresses"),
        "card": N_("Card numbers"),
        "iban": N_("Bank accounts"),
        "word": N_("Listed words"),
    },
    "role": {
        "admin": N_("Administrator"),
        "lead": N_("Lead"),
        "agent": N_("Agent"),
        "editor": N_("Editor"),
        "viewer": N_("Viewer"),
    },
    "wp_status": {
        "publish": N_("Published"),
        "draft": N_("Draft"),
        "pending": N_("Pending review"),
        "future": N_("Scheduled"),
        "private": N_("Private"),
        "protected": N_("Behind a password"),
        "trash": N_("In the trash"),
        "deleted": N_("Deleted"),
    },
    "draft": {
        "local": N_("Only here"),
        "queued": N_("On its way to WordPress"),
        "in_step": N_("In step with WordPress"),
        "changed": N_("Changed here, not sent"),
        "conflict": N_("Changed on both sides"),
        "ahead": N_("Newer in WordPress"),
        "gone": N_("Deleted in WordPress"),
    },
    "extra": {
        "image": N_("images"),
        "gallery": N_("images"),
        "table": N_("tables"),
        "quote": N_("quotes"),
        "embed": N_("embedded pages"),
        "video": N_("videos"),
        "audio": N_("sound"),
        "separator": N_("lines between parts"),
        "nested list": N_("lists within lists"),
    },
    "language": {"en": N_("English"), "fr": N_("French")},
    "visitor_status": {
        "new": N_("We have your request"),
        "open": N_("We are working on it"),
        "pending": N_("We are waiting for your answer"),
        "on_hold": N_("We are working on it with a partner"),
        "solved": N_("Solved"),
        "closed": N_("Closed"),
        "spam": N_("We have your request"),
        "merged": N_("Joined with another request of yours"),
    },
}


def word(value: object, kind: str) -> str:
    """`open` as "Open" or "Ouvert"; a value without a word stands as it is."""
    text = str(value)
    return gettext(WORDS[kind].get(text, text))

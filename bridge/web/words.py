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
    "template": {
        "auto_response": N_("Automatic answer"),
        "agent_reply": N_("Agent's reply"),
        "solved_notice": N_("Notice that it is solved"),
        "vendor_case": N_("Case for a vendor"),
        "notification": N_("Notification of an agent"),
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
    "doorway": {
        "mail": N_("Mail"),
        "form": N_("Form"),
        "vendor": N_("Vendor call"),
        "api": N_("API"),
        "portal": N_("Portal"),
    },
    "outcome": {
        "ticket": N_("New ticket"),
        "message": N_("Into a ticket"),
        "vendor_update": N_("Vendor's answer"),
        "acknowledgement": N_("Acknowledgement"),
        "bounce": N_("Returned mail"),
        "suppressed": N_("Known already"),
        "quarantined": N_("Quarantine"),
    },
    "joined_by": {
        "cc": N_("in copy"),
        "mail": N_("joined by mail"),
    },
    "arrival_reason": {
        text: text
        for text in (
            N_("The same message is in a ticket already."),
            N_("It came to the ticket's signed address."),
            N_("It names no sender that could be answered."),
            N_("It broke whatever tried to read it, again and again."),
            N_("It could not be sorted because of a fault of this program."),
            N_("The message is empty."),
            N_("It is a report on a mail that is not known here."),
            N_("It is a report that tells of no failure."),
            N_("The receiver reported the mail as unwanted."),
            N_("It is an automatic answer to a ticket that its sender takes no part in."),
            N_("It answers a case that does not exist."),
            N_("It answers a vendor's case from a domain that is not that vendor's."),
            N_("It answers a vendor's case, and the vendor's own domain says that it is forged."),
            N_("The sender's own domain says that it is forged."),
            N_("It is old mail that was imported."),
            N_("An agent made a ticket of it."),
            N_("An agent made it from what lay in quarantine."),
        )
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

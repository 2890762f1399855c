"""What happened to a ticket, in a sentence of the page's language."""

from collections.abc import Callable

from bridge.services.tickets.message_view import MessageView
from bridge.services.tickets.ticket_view import EventView
from bridge.web.drawing import filesize
from bridge.web.site_words import told
from bridge.web.speech import gettext as _
from bridge.web.words import N_, word

_FIELD_KINDS = {"status": "status", "level": "level", "priority": "priority"}


def sentence(event: EventView) -> str:
    """After the actor's name: "set the status from Open to Solved"."""
    tell = _TELLERS.get(event.type)
    return tell(event) if tell else event.type.replace("_", " ")


def heading(message: MessageView, told: EventView | None, vendor: str | None) -> str:
    """What kind of message it is, beside its author's name."""
    if message.kind == "vendor_in" and told is not None:
        number = told.data.get("vendor_reference")
        return vendor_heading(told.type.removeprefix("vendor_"), number)
    texts = {
        "request": _("wrote"),
        "reply": _("answered the requester"),
        "note": _("added an internal note"),
        "auto_response": _("answered automatically"),
        "vendor_out": _("wrote to %(vendor)s", vendor=vendor or ""),
        "vendor_in": _("answered"),
        "system": _("told the requester"),
    }
    return texts.get(message.kind, message.kind)


def vendor_heading(update: str, number: str | None) -> str:
    """`update`: a VendorUpdateType; `number`: the vendor's own for the case."""
    match update:
        case "acknowledged" if number:
            return _("took the case as %(number)s", number=number)
        case "acknowledged":
            return _("took the case")
        case "resolved":
            return _("resolved the case")
        case "rejected":
            return _("rejected the case")
        case _:
            return _("answered")


def _changed(event: EventView) -> str:
    field = event.field or ""
    if field == "assignee_id":
        return _assigned(event)
    if field == "linked_id":
        return _("linked it to an earlier ticket of the same person")
    kind = _FIELD_KINDS.get(field)
    old, new = (word(value, kind) if kind and value else value for value in (event.old, event.new))
    name = word(field, "field")
    if not new:
        return _("took away the %(field)s %(old)s", field=name, old=old or "")
    if not old:
        return _("set the %(field)s to %(new)s", field=name, new=new)
    return _("changed the %(field)s from %(old)s to %(new)s", field=name, old=old, new=new)


def _assigned(event: EventView) -> str:
    if event.new is None:
        return _("took the assignee %(name)s away", name=event.old or "")
    if event.new == event.actor:
        return _("took the ticket")
    return _("gave the ticket to %(name)s", name=event.new)


def _withheld(event: EventView) -> str:
    told = event.data.get("sentences") or [
        [text, {}] for _code, text in event.data.get("reasons", ())
    ]
    why = " ".join(_(str(sentence), **values) for sentence, values in told)
    return _("sent no automatic answer. %(why)s", why=why)


def _escalated(event: EventView) -> str:
    facts = {key: str(event.data.get(key, "")) for key in ("vendor", "escalation")}
    return _("escalated to %(vendor)s as %(escalation)s", **facts)


def _about_delivery(text: str) -> Callable[[EventView], str]:
    def tell(event: EventView) -> str:
        receiver, why = event.data.get("receiver", ""), event.data.get("why", "")
        return _(text, receiver=receiver, why=why)

    return tell


def _set_aside(event: EventView) -> str:
    name = word(str(event.data.get("effect", "")), "effect")
    why = told(str(event.data.get("why", "")))
    return _("gave up after many tries: %(what)s. %(why)s", what=name, why=why)


def _tried_again(event: EventView) -> str:
    return _("asked to try again: %(what)s", what=word(str(event.data.get("effect", "")), "effect"))


_TELLERS: dict[str, Callable[[EventView], str]] = {
    "changed": _changed,
    "auto_response_withheld": _withheld,
    "joined_by_mail": lambda e: _("joined by mail from %(email)s", email=e.data.get("email", "")),
    "forwarded": lambda e: _("forwarded a mail of %(email)s", email=e.data.get("email", "")),
    "made_of_arrival": lambda _event: _("made this ticket of what lay in quarantine"),
    "sender_unproven": lambda e: _(
        "warns: the sender's own domain says that this mail is forged (%(said)s). "
        "Don't trust the name and address it bears",
        said=e.data.get("said", ""),
    ),
    "mail_too_large": lambda e: _(
        "read only the beginning: the mail is %(size)s large, over the limit of 25 MiB. "
        "The whole mail is kept under Arrivals",
        size=filesize(int(e.data.get("size", 0))),
    ),
    "mail_shortened": lambda _event: _(
        "left out a part of a very long mail. The whole mail is kept under Arrivals"
    ),
    "solved_by_article": lambda e: _(
        "said that the article “%(article)s” solved it", article=e.data.get("article", "")
    ),
    "article_drafted": lambda _event: _("began an article from this ticket"),
    "escalated": _escalated,
    "escalation_sent": lambda _event: _("handed the case to the vendor"),
    "escalation_cancelled": lambda e: _(
        N_("took the case %(case)s back from the vendor")
        if e.data.get("told", True)
        else N_("took the case %(case)s back before it left"),
        case=e.data.get("escalation", ""),
    ),
    "delivery_bounced": lambda _event: _("could not deliver a message: it bounced"),
    "delivery_complained": lambda _event: _("reported a message as unwanted"),
    "delivery_failed": _about_delivery(N_("gave up sending to %(receiver)s: %(why)s")),
    "notice_bounced": _about_delivery(N_("could not notify %(receiver)s by mail: it came back")),
    "notice_failed": _about_delivery(N_("could not notify %(receiver)s by mail: %(why)s")),
    "delivery_uncertain": _about_delivery(
        N_("was cut off while sending to %(receiver)s; it will be tried again: %(why)s")
    ),
    "delivery_found": _about_delivery(
        N_("found the doubtful mail to %(receiver)s in the mailbox's sent mail: it had arrived")
    ),
    "delivery_repeated": _about_delivery(
        N_("sends to %(receiver)s again: the mailbox's sent mail does not hold it")
    ),
    "delivery_repeated_blindly": _about_delivery(
        N_(
            "sends to %(receiver)s once more without knowing whether it arrived: "
            "it may get there twice"
        )
    ),
    "reply_taken_back": lambda _event: _("took the reply back before it left"),
    "effect_set_aside": _set_aside,
    "effect_retried": _tried_again,
    "delivery_retried": _about_delivery(N_("asked to send again to %(receiver)s")),
}

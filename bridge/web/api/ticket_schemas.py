"""What tickets and messages look like on the wire."""

from typing import Any

from marshmallow import fields

from bridge.domain.words import Channel, Level, MessageKind, Priority, TicketStatus
from bridge.web.api.fields import Moment, Shown, Strict, Text, about, limit, page_of, word

LONGEST_TEXT = 100_000
LONGEST_LINE = 998
LONGEST_NAME = 200
LONGEST_ADDRESS = 320
SETTABLE = ("open", "pending", "on_hold", "solved", "spam")
_MAIL = about("E-mail address.", "ann@example.test")


class TicketQuery(Strict):
    status = word(TicketStatus, metadata=about("Only tickets in this status.", "open"))
    level = word(Level, metadata=about("Only tickets at this level.", "L2"))
    assignee = Text(
        longest=LONGEST_ADDRESS, metadata=about("An agent's e-mail address, or `none`.")
    )
    vendor = Text(longest=64, metadata=about("Only tickets with a case at this vendor (slug)."))
    q = Text(longest=500, metadata=about("Words of the subject or the requester's address."))
    after = Text(longest=200, metadata=about("The `next` of the page before."))
    limit = limit()


class RequesterIn(Strict):
    name = Text(longest=LONGEST_NAME, load_default="", metadata=about("Name.", "Ann Lee"))
    email = Text(longest=LONGEST_ADDRESS, allow_none=True, load_default=None, metadata=_MAIL)


class TicketIn(Strict):
    subject = Text(
        longest=LONGEST_LINE,
        shortest=1,
        required=True,
        metadata=about("One line.", "My invoice is wrong"),
    )
    body = Text(
        longest=LONGEST_TEXT,
        shortest=1,
        required=True,
        metadata=about("What the person said, plain text.", "It names the wrong company."),
    )
    requester = fields.Nested(
        RequesterIn, required=True, metadata=about("Who asks: a name, an address, or both.")
    )
    channel = word(
        tuple(channel for channel in Channel if channel is not Channel.WEB),
        load_default=Channel.API,
        metadata=about("How the person reached you.", "phone"),
    )
    category = Text(
        longest=LONGEST_NAME,
        allow_none=True,
        load_default=None,
        metadata=about("Topic.", "Billing"),
    )
    language = word(
        ("en", "fr"),
        allow_none=True,
        load_default=None,
        metadata=about("Language to answer in; found out from the text when left out."),
    )
    priority = word(Priority, load_default=Priority.NORMAL, metadata=about("Priority."))


class TicketChange(Strict):
    status = word(SETTABLE, metadata=about("`solved` tells the requester by mail.", "pending"))
    level = word(Level, metadata=about("Support level."))
    priority = word(Priority, metadata=about("Priority.", "high"))
    assignee = Text(
        longest=LONGEST_ADDRESS,
        allow_none=True,
        metadata=about("An agent's e-mail address; null takes the ticket from its assignee."),
    )
    category = Text(
        longest=LONGEST_NAME, allow_none=True, metadata=about("Topic; null for none.", "Billing")
    )


class MessageIn(Strict):
    kind = word(
        (MessageKind.REPLY, MessageKind.NOTE),
        required=True,
        metadata=about("`reply` is mailed to the requester; a `note` stays among agents."),
    )
    body = Text(
        longest=LONGEST_TEXT,
        shortest=1,
        required=True,
        metadata=about("Plain text.", "The corrected invoice is on its way."),
    )
    solve = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata=about("Only with a reply: it solves the ticket."),
    )


class IdempotencyHeader(Strict):
    key = Text(
        data_key="Idempotency-Key",
        longest=200,
        shortest=1,
        metadata=about("Any text of your own; the same key again opens no second ticket."),
    )


class IfMatchHeader(Strict):
    tag = Text(
        data_key="If-Match",
        longest=200,
        metadata=about("The `ETag` that you read; 412 when the ticket has changed since."),
    )


class TicketRowShown(Shown):
    reference = fields.String(metadata=about("The ticket's name.", "HB-1042"))
    subject = fields.String()
    first_line = fields.String(metadata=about("Beginning of the first message."))
    requester = fields.String(metadata=about("The requester's name."))
    status = word(TicketStatus)
    level = word(Level)
    priority = word(Priority)
    channel = word(Channel)
    category = fields.String(allow_none=True)
    assignee = fields.String(allow_none=True, metadata=about("The agent's name."))
    created_at = Moment()
    changed_at = Moment()


class RequesterShown(Shown):
    name = fields.String()
    email = fields.String(allow_none=True)


class FileShown(Shown):
    name = fields.String()
    size = fields.Integer(metadata=about("Bytes."))


class SentShown(Shown):
    id = fields.Integer(metadata=about("For `POST /deliveries/{id}/retry`."))
    channel = fields.String(metadata=about("`mail` or `webhook`."))
    receiver = fields.String()
    status = fields.String()
    sent_at = Moment(allow_none=True)


class MessageShown(Shown):
    id = fields.Integer()
    kind = word(MessageKind)
    channel = word(Channel)
    author = fields.String(attribute="actor")
    author_kind = fields.String(attribute="actor_kind")
    body = fields.String(metadata=about("Plain text, without what was quoted."))
    fields_sent = fields.Method("show_fields", metadata=about("A form's fields."))
    public = fields.Boolean(metadata=about("Whether the requester may see it."))
    escalation = fields.String(allow_none=True, metadata=about("The case it belongs to."))
    at = Moment()
    files = fields.List(fields.Nested(FileShown))
    deliveries = fields.List(fields.Nested(SentShown))

    def show_fields(self, message: Any) -> list[dict[str, str]]:
        return [{"label": label, "value": value} for label, value in message.fields]


class EventShown(Shown):
    type = fields.String(metadata=about("What happened.", "changed"))
    author = fields.String(attribute="actor")
    author_kind = fields.String(attribute="actor_kind")
    field = fields.String(allow_none=True, metadata=about("What changed.", "status"))
    old = fields.String(allow_none=True)
    new = fields.String(allow_none=True)
    data = fields.Dict(metadata=about("Further facts, by type."))
    at = Moment()


class SuggestionShown(Shown):
    title = fields.String()
    url = fields.String()
    opened_at = Moment(allow_none=True, metadata=about("When the visitor opened it."))
    solved_at = Moment(allow_none=True, metadata=about("When the visitor said it helped."))


class TicketShown(Shown):
    reference = fields.String(metadata=about("The ticket's name.", "HB-1042"))
    subject = fields.String()
    status = word(TicketStatus)
    level = word(Level)
    priority = word(Priority)
    channel = word(Channel)
    category = fields.String(allow_none=True)
    language = fields.String()
    site = fields.String(allow_none=True, metadata=about("Address of the WordPress site."))
    requester = fields.Method("show_requester")
    assignee = fields.String(allow_none=True, metadata=about("The agent's name."))
    linked = fields.String(allow_none=True, metadata=about("An earlier ticket it goes on from."))
    version = fields.Integer(metadata=about("Grows with every change; the `ETag` is made of it."))
    created_at = Moment()
    changed_at = Moment()
    solved_at = Moment(allow_none=True)
    messages = fields.List(fields.Nested(MessageShown))
    events = fields.List(fields.Nested(EventShown), metadata=about("Its history, oldest first."))
    suggestions = fields.List(
        fields.Nested(SuggestionShown), metadata=about("Articles that the visitor was shown.")
    )
    escalations = fields.Method("show_escalations", metadata=about("References of its cases."))

    def show_requester(self, ticket: Any) -> dict[str, str | None]:
        return {"name": ticket.requester.name, "email": ticket.requester.email or None}

    def show_escalations(self, ticket: Any) -> list[str]:
        return [case.reference for case in ticket.escalations]


class OpenedShown(Shown):
    ticket = fields.String(metadata=about("The ticket's name.", "HB-1042"))
    duplicate = fields.Boolean(metadata=about("True when this key had opened it before."))


TicketPage = page_of(TicketRowShown)

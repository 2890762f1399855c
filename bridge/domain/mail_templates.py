"""What a mail's template may say: the kinds of mail, and the variables of each.

`web/settings/variables.py` holds a sentence for each variable.
"""

from enum import StrEnum

LONGEST_SOURCE = 20_000
"""Characters of one template."""


class TemplateKind(StrEnum):
    AUTO_RESPONSE = "auto_response"
    AGENT_REPLY = "agent_reply"
    SOLVED_NOTICE = "solved_notice"
    VENDOR_CASE = "vendor_case"
    NOTIFICATION = "notification"


class TemplateFault(Exception):
    """An edited template can't be used; the sentence says where and why.

    `pattern` is the sentence with places for `values`, so that pages can say it in their language.
    """

    def __init__(self, pattern: str, *, line: int | None = None, **values: object) -> None:
        why = pattern % values if values else pattern
        super().__init__(f"line {line}: {why}" if line else why)
        self.pattern = pattern
        self.values = values
        self.line = line


_ALL = frozenset({"reference", "subject", "company", "signature"})
_VISITOR = _ALL | {"name", "status_url"}
VARIABLES: dict[TemplateKind, frozenset[str]] = {
    TemplateKind.AUTO_RESPONSE: _VISITOR | {"answer_by", "opening_hours", "articles", "sent"},
    TemplateKind.AGENT_REPLY: _VISITOR | {"body", "agent_name", "solved"},
    TemplateKind.SOLVED_NOTICE: _VISITOR,
    TemplateKind.VENDOR_CASE: _ALL
    | {"escalation", "kind", "vendor_name", "agent_name", "ask", "priority", "category"}
    | {"product", "files", "history", "respond_by", "resolve_by", "case_url", "reply_email"},
    TemplateKind.NOTIFICATION: _ALL
    | {"agent_name", "headline", "more", "tickets", "ticket_url", "told", "answerable"}
    | {"requester", "settings_url"},
}
FILTERS = frozenset(
    {"upper", "lower", "capitalize", "title", "trim", "truncate", "length", "default", "first"}
)
LISTS = {"articles": 4, "sent": 2, "history": 3, "told": 6}
"""Variables to loop over, with how many values each of their entries has."""

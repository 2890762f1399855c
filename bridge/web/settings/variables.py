"""What the variables of the mail templates hold, in a sentence each."""

from bridge.domain.mail_templates import VARIABLES, TemplateKind
from bridge.web.words import N_

SENTENCES = {
    "reference": N_("The ticket's reference, as HB-1042"),
    "subject": N_("The ticket's subject without “Re:” and tags"),
    "company": N_("The company's name"),
    "signature": N_("The mailbox's signature; the company's name where it has none"),
    "name": N_("The requester's name; empty when it looks like an advertisement"),
    "status_url": N_("Address of the visitor's page of the ticket"),
    "answer_by": N_("When a person answers; empty while the desk is open"),
    "opening_hours": N_("The opening hours in words"),
    "articles": N_("List of (title, excerpt, url, solved_url): the articles that fit"),
    "sent": N_("List of (label, text): what the visitor sent, shortened"),
    "body": N_("What the agent wrote"),
    "agent_name": N_("The agent's name"),
    "solved": N_("True when the reply solves the ticket"),
    "escalation": N_("The case's reference, as ESC-31"),
    "kind": N_("One of: created, comment, cancelled"),
    "vendor_name": N_("The vendor's name"),
    "ask": N_("What the vendor shall do"),
    "priority": N_("The ticket's priority in words"),
    "category": N_("The ticket's category"),
    "product": N_("The vendor's product"),
    "files": N_("Names of the files that go along"),
    "history": N_("List of (author, when, text): what was written so far, redacted"),
    "respond_by": N_("When the vendor's answer is due"),
    "resolve_by": N_("When the vendor's solution is due"),
    "case_url": N_("Address of the vendor's page of the case"),
    "reply_email": N_("Address that answers go to"),
    "headline": N_("The newest thing that happened, in a sentence"),
    "more": N_("How many more things the mail tells; 0 for none"),
    "tickets": N_("How many tickets the mail is about"),
    "ticket_url": N_("Address of the agents' page of the ticket"),
    "told": N_("List of (heading, reference, when, text, url, answer): what happened, in order"),
    "answerable": N_("What a reply to the mail becomes: reply, note, or empty for nothing"),
    "requester": N_("The requester's name"),
    "settings_url": N_("Address of the page where agents choose what they are told"),
}
MARKUP = (
    ("Subject: …", N_("First line: the subject; the reference is put before it")),
    ("Preview: …", N_("Second line: what a list of mails shows beneath the subject")),
    ("# …", N_("Head of the HTML, usually the company")),
    ("## …", N_("A heading")),
    ("| … | … |", N_("A label and its text; left out when the text is empty")),
    ("> …", N_("Set apart: an article, an earlier message")),
    ("=> [label](address)", N_("A button")),
    ("**…**   [label](address)", N_("Stressed words; a link")),
    ("---", N_("The footer begins here")),
)


def of(kind: TemplateKind) -> list[tuple[str, str]]:
    return [(name, text) for name, text in SENTENCES.items() if name in VARIABLES[kind]]

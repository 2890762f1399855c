"""Every text that the pages can say: what a French catalogue has to hold."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

from bridge.domain.site_findings import SENTENCES as SITE_FINDINGS

BRIDGE = Path(__file__).parents[2] / "bridge"
MARKS = {name: DEFAULT_KEYWORDS[name] for name in ("_", "N_", "gettext", "ngettext")}
# A refusal's title is shown to the person who asked; so is why no automatic answer went out.
REFUSALS = ("Invalid", "NotFound", "Conflict", "TooLarge", "NotAllowed", "NotAuthentic")
REFUSALS += ("TemplateFault",)
SENTENCES = MARKS | dict.fromkeys(REFUSALS, (1,)) | {"problem": (2,), "Reason": (2,)}
# The services that pages call, beside all of `web`; programs are answered in English only.
ASKED = (
    "domain/loops.py",
    "domain/mail_marks.py",
    "services/agents/accounts.py",
    "services/arrivals/arrivals.py",
    "services/tickets/conversation.py",
    "services/cursors.py",
    "services/outgoing/delivery.py",
    "services/articles/drafting.py",
    "services/vendors/escalation.py",
    "services/tickets/files.py",
    "services/tickets/inbox.py",
    "services/tickets/lookup.py",
    "services/tickets/properties.py",
    "services/mailboxes/mail_previews.py",
    "services/mailboxes/mail_set_up.py",
    "services/mailboxes/mail_settings.py",
    "services/mailboxes/mail_templates.py",
    "services/tickets/taking_back.py",
    "mail/composing/compose.py",
    "mail/composing/sandbox.py",
    "services/visitors/portal.py",
    "services/visitors/vendor_portal.py",
    "services/articles/shelves.py",
    "services/tickets/ticket_view.py",
)
FOR_PROGRAMS = ("api", "hooks.py", "health.py")


def spoken() -> Catalog:
    """Messages with the files that say them."""
    catalogue = Catalog()
    for path, method, marks in _sources():
        for _line, message, comments, _context in extract_from_file(method, path, marks):
            place = (path.relative_to(BRIDGE.parent).as_posix(), 0)
            catalogue.add(message, locations=[place], auto_comments=comments)
    for finding in SITE_FINDINGS.values():
        for text in filter(None, (finding.says, finding.todo)):
            catalogue.add(text, locations=[("bridge/domain/site_findings.py", 0)])
    return catalogue


def _sources() -> Iterator[tuple[Path, str, dict]]:
    web = BRIDGE / "web"
    for path in sorted(web.rglob("*.py")):
        if path.relative_to(web).parts[0] not in FOR_PROGRAMS:
            yield path, "python", SENTENCES
    for name in ASKED:
        yield BRIDGE / name, "python", SENTENCES
    for path in sorted(web.rglob("*.html")):
        yield path, "jinja2", MARKS

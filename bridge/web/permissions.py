"""Who may ask for which page: one table, which every route of people's pages stands in.

Machines' paths (`problems.MACHINE_PATHS`) check a signature or a token of their own.
"""

from enum import Enum, auto

from flask import Flask, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from bridge.domain.actor import Actor
from bridge.domain.errors import NotAllowed
from bridge.domain.words import ActorKind, Role
from bridge.services.agents import accounts
from bridge.services.agents.accounts import LoggedIn
from bridge.web.current import ctx
from bridge.web.problems import MACHINE_PATHS
from bridge.web.speech import speak
from bridge.web.words import N_

LOGGED_OUT = N_("You are logged out. What you sent was not saved: log in, then send it again.")
SESSION_TOKEN = "token"  # noqa: S105 - a key's name


class Access(Enum):
    PUBLIC = auto()
    """Everybody."""
    TOKEN = auto()
    """Whoever holds the token in the address: a visitor, a vendor."""
    READ = auto()
    """Every agent."""
    ACT = auto()
    """Agents who work on tickets."""
    MANAGE = auto()
    """Who sets the helpdesk up."""
    WRITE = auto()
    """Who writes articles: these agents, and editors."""


ACTING = Role.acting()
MANAGING = frozenset({Role.LEAD, Role.ADMIN})
WRITING = ACTING | {Role.EDITOR}
ALLOWED = {
    Access.READ: frozenset(Role),
    Access.ACT: ACTING,
    Access.WRITE: WRITING,
    Access.MANAGE: MANAGING,
}

TABLE: dict[str, Access] = {
    "static": Access.PUBLIC,
    "entrance.log_in": Access.PUBLIC,
    "entrance.log_out": Access.PUBLIC,
    "statement.accessibility": Access.PUBLIC,
    "statement.home": Access.READ,
    "inbox.show": Access.READ,
    "arrivals.show": Access.READ,
    "arrivals.one": Access.READ,
    "arrivals.raw": Access.READ,
    "arrivals.make_ticket": Access.ACT,
    "notifications.show": Access.READ,
    "notifications.read": Access.READ,
    "notifications.settings": Access.READ,
    "notifications.choose": Access.READ,
    "notifications.let_all_hear": Access.MANAGE,
    "tickets.show": Access.READ,
    "tickets.file": Access.READ,
    "tickets.write": Access.ACT,
    "tickets.change": Access.ACT,
    "tickets.retry": Access.ACT,
    "tickets.take_back": Access.ACT,
    "tickets.try_again": Access.ACT,
    "cases.escalate": Access.ACT,
    "cases.send": Access.ACT,
    "cases.write": Access.ACT,
    "cases.cancel": Access.ACT,
    "settings.show": Access.MANAGE,
    "mailboxes.show": Access.MANAGE,
    "mailboxes.one": Access.MANAGE,
    "mailboxes.save": Access.MANAGE,
    "set_aside.show": Access.MANAGE,
    "set_aside.try_again": Access.MANAGE,
    "forms.show": Access.MANAGE,
    "forms.one": Access.MANAGE,
    "forms.save": Access.MANAGE,
    "templates.show": Access.MANAGE,
    "templates.one": Access.MANAGE,
    "templates.save": Access.MANAGE,
    "templates.back": Access.MANAGE,
    "templates.preview": Access.MANAGE,
    "kb.show": Access.READ,
    "kb.one": Access.READ,
    "drafts.show": Access.READ,
    "drafts.one": Access.READ,
    "drafts.compare": Access.READ,
    "drafts.blank": Access.WRITE,
    "drafts.begin": Access.WRITE,
    "drafts.save": Access.WRITE,
    "drafts.look": Access.WRITE,
    "drafts.anew": Access.WRITE,
    "drafts.settle": Access.WRITE,
    "visitor.show": Access.TOKEN,
    "visitor.reply": Access.TOKEN,
    "visitor.solve": Access.TOKEN,
    "visitor.file": Access.TOKEN,
    "vendor.show": Access.TOKEN,
    "vendor.answer": Access.TOKEN,
    "suggestion.show": Access.TOKEN,
    "suggestion.solve": Access.TOKEN,
}


def install(app: Flask) -> None:
    app.before_request(_check)
    app.jinja_env.globals.update(
        viewer=viewer, may_act=may_act, may_manage=may_manage, may_write=may_write
    )


def viewer() -> LoggedIn | None:
    """Who is logged in; asked once per request."""
    if "viewer" not in g:
        token = session.get(SESSION_TOKEN)
        g.viewer = accounts.logged_in(ctx(), token) if isinstance(token, str) else None
    found: LoggedIn | None = g.viewer
    return found


def agent() -> LoggedIn:
    """Who is logged in, on a page that the table keeps from everybody else."""
    found = viewer()
    if found is None:
        raise NotAllowed("Log in first.")
    return found


def actor() -> Actor:
    """The agent as the use cases name who did something."""
    who = agent()
    return Actor(ActorKind.AGENT, who.name, who.id)


def may_act() -> bool:
    found = viewer()
    return found is not None and found.role in ACTING


def may_write() -> bool:
    found = viewer()
    return found is not None and found.role in WRITING


def may_manage() -> bool:
    found = viewer()
    return found is not None and found.role in MANAGING


def _check() -> Response | None:
    if request.endpoint is None or request.path.startswith(MACHINE_PATHS):
        return None
    access = TABLE.get(request.endpoint)
    if access in (Access.PUBLIC, Access.TOKEN):
        return None
    found = viewer()
    if found is None:
        return _to_the_login()
    speak(found.language)
    if access is not None and found.role in ALLOWED[access]:
        return None
    raise NotAllowed("Your role does not allow this.")


def _to_the_login() -> Response:
    """A page sends to the login and back. A form was not done, and its answer says so: 401."""
    if request.method in ("GET", "HEAD"):
        here = request.full_path.rstrip("?")
        return redirect(url_for("entrance.log_in", next=here))
    inbox = url_for("inbox.show")
    return Response(
        render_template("login.html", next=inbox, error=LOGGED_OUT), 401, mimetype="text/html"
    )

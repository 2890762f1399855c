"""The left rail of every agent's page: the views with their counts."""

from flask import Flask, g

from bridge.services.agents import notification_list
from bridge.services.articles import shelves
from bridge.services.tickets import inbox
from bridge.services.tickets.inbox import Overview, View
from bridge.web.current import ctx
from bridge.web.permissions import agent

VIEW_ICONS = {
    View.OPEN: "inbox",
    View.MINE: "user",
    View.UNASSIGNED: "user-x",
    View.PENDING: "clock",
    View.VENDOR: "truck",
    View.SOLVED: "circle-check",
    View.SPAM: "ban",
    View.ALL: "layers",
}


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        rail=overview,
        view_icons=VIEW_ICONS,
        knowledge_waiting=knowledge_waiting,
        unread_notifications=unread_notifications,
    )


def knowledge_waiting() -> int:
    """How many drafts wait for a person; asked once per page."""
    if "knowledge_waiting" not in g:
        g.knowledge_waiting = shelves.waiting(ctx())
    return int(g.knowledge_waiting)


def unread_notifications() -> int:
    """What the bell shows; asked once per page."""
    if "unread_notifications" not in g:
        g.unread_notifications = notification_list.unread(ctx(), agent().id)
    return int(g.unread_notifications)


def overview() -> Overview:
    return inbox.overview(ctx(), agent())

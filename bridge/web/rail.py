"""The left rail of every agent's page: the views with their counts."""

from flask import Flask

from bridge.services import inbox
from bridge.services.inbox import Overview, View
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
    app.jinja_env.globals.update(rail=overview, view_icons=VIEW_ICONS)


def overview() -> Overview:
    return inbox.overview(ctx(), agent())

"""Joins the mailbox's parts into one Flask app."""

from flask import Flask

from bridge.cli.demo.mailbox.api import api
from bridge.cli.demo.mailbox.desk import Desk
from bridge.cli.demo.mailbox.pages import pages
from bridge.cli.demo.sandbox_app import sandbox_app


def mailbox_app(desk: Desk, links: tuple[tuple[str, str], ...] = ()) -> Flask:
    app = sandbox_app(__name__, links)
    app.extensions["desk"] = desk
    app.register_blueprint(api)
    app.register_blueprint(pages)
    return app

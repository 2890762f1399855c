"""Joins the vendors' parts into one Flask app."""

from flask import Flask

from bridge.cli.demo.sandbox_app import sandbox_app
from bridge.cli.demo.vendors.api import api
from bridge.cli.demo.vendors.pages import pages
from bridge.cli.demo.vendors.receiver import receiver
from bridge.cli.demo.vendors.shop import VendorShop


def vendors_app(shop: VendorShop, links: tuple[tuple[str, str], ...] = ()) -> Flask:
    app = sandbox_app(__name__, links)
    app.extensions["shop"] = shop
    app.register_blueprint(receiver)
    app.register_blueprint(api)
    app.register_blueprint(pages)
    return app

"""The way in, and what we say about accessibility."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

blueprint = Blueprint("statement", __name__)


@blueprint.get("/")
def home() -> Response:
    return redirect(url_for("inbox.show"))


@blueprint.get("/accessibility")
def accessibility() -> str:
    return render_template("accessibility.html")

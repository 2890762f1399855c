"""What a request may ask for: the context, and who acts."""

from typing import cast

from flask import current_app

from bridge.services.context import Context

EXTENSION = "bridge"


def ctx() -> Context:
    return cast(Context, current_app.extensions[EXTENSION])

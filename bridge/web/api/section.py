"""One section of the API: a blueprint whose operations are guarded and read strictly."""

from typing import Any

from flask_smorest import Blueprint

from bridge.web.api import access, refusals
from bridge.web.api.bodies import StrictParser

PREFIX = "/api/v1"


class Section(Blueprint):
    """`title` names the section in the documentation and in the endpoints."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, title: str, description: str) -> None:
        super().__init__(title, __name__, url_prefix=PREFIX, description=description)
        self.before_request(access.check)
        refusals.register(self)

    def problem(self, status: int, description: str) -> Any:
        """Documents a refusal that callers must expect."""
        return self.alt_response(
            status,
            schema=refusals.Problem,
            content_type="application/problem+json",
            description=description,
        )

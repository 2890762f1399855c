"""One section of the API: a blueprint whose operations are guarded and read strictly."""

from typing import Any

from flask_smorest import Blueprint

from bridge.web.api import access, refusals
from bridge.web.api.bodies import StrictParser

PREFIX = "/api/v1"
PROBLEM_TYPE = "application/problem+json"
REFERENCES = {
    "/tickets/<reference>": ("A ticket's name.", "^HB-[0-9]+$", "HB-1042"),
    "/escalations/<reference>": ("A case's name.", "^ESC-[0-9]+$", "ESC-31"),
}


class Section(Blueprint):
    """`title` names the section in the documentation and in the endpoints."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, title: str, description: str) -> None:
        super().__init__(title, __name__, url_prefix=PREFIX, description=description)
        self.before_request(access.check)
        refusals.register(self)

    def add_url_rule(self, rule: str, *args: Any, **options: Any) -> None:
        """Documents the reference in the address."""
        for beginning, (about, pattern, example) in REFERENCES.items():
            if rule.startswith(beginning):
                schema = {"type": "string", "pattern": pattern, "examples": [example]}
                options["parameters"] = [
                    {
                        "in": "path",
                        "name": "reference",
                        "required": True,
                        "description": about,
                        "schema": schema,
                    }
                ]
        super().add_url_rule(rule, *args, **options)

    def problem(self, status: int, description: str) -> Any:
        """Documents a refusal that callers must expect."""
        return self.alt_response(
            status,
            schema=refusals.Problem,
            content_type=PROBLEM_TYPE,
            description=description,
        )

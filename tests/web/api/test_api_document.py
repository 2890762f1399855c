"""The OpenAPI document is true, and its reader shows all of it."""

import re

import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.web.api.program import API, SITE_KEY, Program

BOUNDED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_the_document_is_open_and_names_every_scope(client: FlaskClient) -> None:
    document = client.get(f"{API}/openapi.json").json
    assert document["openapi"] == "3.1.0"
    operations = [
        call for item in document["paths"].values() for call in item.values() if "responses" in call
    ]
    public = [call["operationId"] for call in operations if call["security"] == []]
    assert public == ["suggest_articles"]
    assert all(call["summary"] for call in operations)


def test_the_document_holds_no_secret(client: FlaskClient) -> None:
    text = client.get(f"{API}/openapi.json").text
    assert not re.search(r"hbt_[\w-]{8}|whsec_|password", text)
    assert SITE_KEY not in text


def test_what_the_document_promises_holds_for_made_up_calls(app: Flask, program: Program) -> None:
    """Statuses, content types and bodies of random calls fit the document; none breaks us."""
    reference = program.opens()
    program.call(
        "POST", f"/tickets/{reference}/escalations", json={"vendor": "acme", "reason": "x"}
    )
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app)
    headers = {"Authorization": f"Bearer {program.token}"}
    calls = st.one_of([found.ok().as_strategy() for found in schema.get_all_operations()])

    @BOUNDED
    @given(calls)
    def holds(case: schemathesis.Case) -> None:
        if "reference" in case.path_parameters:
            case.path_parameters["reference"] = (
                "ESC-1" if case.path.startswith(f"{API}/escalations") else reference
            )
        answer = case.call(headers=headers)
        assert answer.status_code < 500, answer.text
        case.validate_response(
            answer,
            checks=[
                schemathesis.checks.not_a_server_error,
                schemathesis.specs.openapi.checks.response_schema_conformance,
                schemathesis.specs.openapi.checks.content_type_conformance,
            ],
        )

    holds()


def test_the_reader_shows_every_operation_without_scripts(client: FlaskClient) -> None:
    document = client.get(f"{API}/openapi.json").json
    page = client.get("/api/docs")
    assert page.status_code == 200
    for item in document["paths"].values():
        for call in item.values():
            if "operationId" in call:
                assert f'id="{call["operationId"]}"' in page.text
    assert "<script" not in page.text
    assert not re.search(r'\sstyle="|https?://', page.text)
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    for asset in re.findall(r'href="(/static/[^"]+)"', page.text):
        with client.get(asset) as answer:
            assert answer.status_code == 200

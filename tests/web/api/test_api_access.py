"""A10, A13: who may call what. Every route stands in the table below."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bridge.services.context import Context
from bridge.web.api.access import PUBLIC
from tests.web.api.program import API, NO_ROWS, Program, ticket

pytestmark = NO_ROWS

SCOPES = {
    ("GET", "/tickets"): "tickets:read",
    ("POST", "/tickets"): "tickets:write",
    ("GET", "/tickets/<reference>"): "tickets:read",
    ("PATCH", "/tickets/<reference>"): "tickets:write",
    ("POST", "/tickets/<reference>/messages"): "tickets:write",
    ("POST", "/tickets/<reference>/escalate"): "escalations:write",
    ("GET", "/tickets/<reference>/escalations"): "tickets:read",
    ("POST", "/tickets/<reference>/escalations"): "escalations:write",
    ("GET", "/escalations/<reference>"): "tickets:read",
    ("GET", "/escalations/<reference>/deliveries"): "tickets:read",
    ("POST", "/deliveries/<delivery_id>/retry"): "deliveries:write",
    ("GET", "/articles"): "articles:read",
    ("GET", "/articles/suggest"): PUBLIC,
    ("GET", "/vendors"): "vendors:read",
    ("GET", "/openapi.json"): PUBLIC,
}
GUARDED = [call for call, scope in SCOPES.items() if scope != PUBLIC]


def filled(path: str) -> str:
    return path.replace("<reference>", "HB-1001").replace("<delivery_id>", "1")


def test_every_route_stands_in_the_table(app: Flask) -> None:
    routes = {
        (method, rule.rule.removeprefix(API).replace("int(min=1, max=9223372036854775807):", ""))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{API}/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == set(SCOPES)


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_call_without_a_token_is_refused(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(API + filled(path), method=method, json={})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_token_without_the_scope_is_refused(program_with, method: str, path: str) -> None:
    needed = SCOPES[method, path]
    others = [scope for scope in set(SCOPES.values()) if scope not in (needed, PUBLIC)]
    answer = program_with(*others).call(method, filled(path), json={})
    assert answer.status_code == 403
    assert answer.json["scope"] == needed
    assert f'scope="{needed}"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_the_one_scope_opens_the_operation(program_with, method: str, path: str) -> None:
    answer = program_with(SCOPES[method, path]).call(method, filled(path), json={})
    assert answer.status_code not in (401, 403)


def test_a_revoked_token_is_refused(program: Program, context: Context) -> None:
    with context.transaction() as tx:
        name = "program ('tickets:read', 'tickets:write', 'escalations:write', "
        name += "'deliveries:write', 'articles:read', 'vendors:read')"
        tx.people.revoke_api_token(name, context.clock.now())
    assert program.call("GET", "/tickets").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic aGJ0Xzp4", "Bearer hbt_\xe9"])
def test_a_header_without_a_good_token_is_refused(client: FlaskClient, header: str) -> None:
    answer = client.get(f"{API}/tickets", headers={"Authorization": header})
    assert answer.status_code == 401


@pytest.mark.parametrize("name", ["token", "access_token", "Access_Token", "api_key", "q"])
def test_a_token_in_the_address_is_refused_even_beside_a_good_header(
    program: Program, name: str
) -> None:
    answer = program.call("GET", "/tickets", query_string={name: program.token})
    assert answer.status_code == 401
    assert program.token not in answer.text


def test_a_cookie_opens_nothing(client: FlaskClient, program: Program) -> None:
    client.set_cookie("helpdesk", program.token)
    assert client.get(f"{API}/tickets").status_code == 401


def test_a_token_is_stored_as_a_hash(context: Context, program: Program) -> None:
    with context.reading() as tx:
        assert tx.people.api_token(program.token) is None


def test_the_history_names_the_token_that_wrote(program: Program) -> None:
    reference = program.opens()
    program.call("POST", f"/tickets/{reference}/messages", json={"kind": "note", "body": "Hm."})
    shown = program.call("GET", f"/tickets/{reference}").json
    assert shown["messages"][-1]["author_kind"] == "api"
    assert shown["messages"][-1]["author"].startswith("program ")


@pytest.mark.parametrize(
    "reference", ["HB-1002", "HB-0", "HB-999999999999", "1", "HB-1001%00", "ESC-1", "HB-１００１"]
)
def test_a_ticket_that_is_not_there_is_not_found(program: Program, reference: str) -> None:
    program.opens()
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {}),
        ("POST", "/messages", {"kind": "note", "body": "x"}),
        ("GET", "/escalations", None),
        ("POST", "/escalations", {"vendor": "acme", "reason": "x"}),
    ):
        answer = program.call(method, f"/tickets/{reference}{path}", json=body)
        assert answer.status_code == 404, (method, path)


def test_what_a_caller_may_not_set_is_refused_by_name(program: Program) -> None:
    """A11, mass assignment."""
    reference = program.opens()
    read_only = ("id", "created_at", "role", "site", "version", "token", "reference", "solved_at")
    for field in read_only:
        for method, path, body in (
            ("POST", "/tickets", ticket()),
            ("PATCH", f"/tickets/{reference}", {"priority": "high"}),
            ("POST", f"/tickets/{reference}/messages", {"kind": "note", "body": "x"}),
            ("POST", f"/tickets/{reference}/escalate", {"level": "L2", "reason": "x"}),
            ("POST", f"/tickets/{reference}/escalations", {"vendor": "acme", "reason": "x"}),
        ):
            answer = program.call(method, path, json=body | {field: "x"})
            assert answer.status_code == 422, (method, path, field)
            assert answer.json["field"] == field
    shown = program.call("GET", f"/tickets/{reference}").json
    assert (shown["priority"], shown["level"], len(shown["messages"])) == ("normal", "L1", 1)

"""Agents come in and go out: RELIABILITY A05, A06, A12."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bridge.app import create_app
from tests.servers.run import free_port
from tests.web.house import PASSWORD, House, configuration, csrf, open_house

WORDING = "This address and password do not fit together."
TRIES = 8
ELSEWHERE = (
    "//evil.test",
    "///evil.test",
    "////evil.test/",
    "\\\\evil.test",
    "/\\evil.test",
    "/\t/evil.test",
    "/%09/evil.test\n",
    "\t//evil.test",
    "https://evil.test/",
    "https:evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.test",
    "",
    "/\x00/evil.test",
    "/\r\nSet-Cookie: a=b",
    "@evil.test",
)


def try_to_log_in(client: FlaskClient, email: str, password: str, **more: str) -> TestResponse:
    form = {"csrf_token": csrf(client), "email": email, "password": password, **more}
    answer: TestResponse = client.post("/login", data=form)
    return answer


def cookie_of(answer: TestResponse) -> str:
    return next(value for name, value in answer.headers if name == "Set-Cookie")


def test_the_right_password_opens_the_inbox(house: House) -> None:
    house.agent()
    client = house.app.test_client()
    answer = try_to_log_in(client, "  Agent@Desk.test ", PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox")
    assert client.get("/inbox").status_code == 200
    assert client.get("/login").headers["Location"] == "/inbox"


def test_a_wrong_password_and_an_unknown_address_are_refused_alike(house: House) -> None:
    house.agent(email="known@desk.test")
    said = set()
    for email, password in (
        ("known@desk.test", "wrong"),
        ("known@desk.test", ""),
        ("known@desk.test", PASSWORD + "\0"),
        ("nobody@desk.test", PASSWORD),
        ("nobody@desk.test", ""),
        ("", ""),
        ("x" * 5000, "y" * 5000),
    ):
        client = house.app.test_client()
        token = csrf(client)
        answer = client.post(
            "/login", data={"csrf_token": token, "email": email, "password": password}
        )
        assert WORDING in answer.text
        assert client.get("/inbox").status_code == 302
        said.add(answer.status_code)
    assert said == {401}


def test_after_eight_wrong_tries_one_account_waits_and_another_still_works(house: House) -> None:
    house.agent(email="victim@desk.test")
    house.agent(email="other@desk.test")
    client = house.app.test_client()
    for _ in range(TRIES):
        assert try_to_log_in(client, "victim@desk.test", "wrong").status_code == 401
    refused = try_to_log_in(client, "Victim@desk.test ", PASSWORD)
    assert refused.status_code == 429
    assert "Too many requests" in refused.text
    assert try_to_log_in(client, "other@desk.test", PASSWORD).status_code == 302


def test_who_tries_from_elsewhere_does_not_shut_the_owner_out(house: House) -> None:
    house.agent(email="victim@desk.test")
    attacker = house.app.test_client()
    token = csrf(attacker)
    form = {"csrf_token": token, "email": "victim@desk.test", "password": "wrong"}
    there = {"REMOTE_ADDR": "203.0.113.9"}
    codes = [attacker.post("/login", data=form, environ_base=there).status_code for _ in range(9)]
    assert codes == [401] * TRIES + [429]
    owner = house.app.test_client()
    assert try_to_log_in(owner, "victim@desk.test", PASSWORD).status_code == 302


def test_next_leads_to_our_own_pages_only(house: House) -> None:
    house.agent()
    for wanted in ELSEWHERE:
        client = house.app.test_client()
        page = client.get("/login", query_string={"next": wanted}).text
        assert 'name="next" value="/inbox"' in page, wanted
        answer = try_to_log_in(client, "agent@desk.test", PASSWORD, next=wanted)
        assert answer.headers["Location"] == "/inbox", wanted
        inside = client.get("/login", query_string={"next": wanted})
        assert inside.headers["Location"] == "/inbox", wanted
    client = house.app.test_client()
    answer = try_to_log_in(client, "agent@desk.test", PASSWORD, next="/tickets/HB-1001?a=1")
    assert answer.headers["Location"] == "/tickets/HB-1001?a=1"


def test_a_stolen_cookie_is_dead_after_the_logout(house: House) -> None:
    agent = house.logged_in()
    stolen = agent.get_cookie("helpdesk")
    assert stolen is not None
    assert agent.post("/logout", data={"csrf_token": csrf(agent)}).status_code == 302
    thief = house.app.test_client()
    thief.set_cookie("helpdesk", stolen.value)
    assert thief.get("/inbox").status_code == 302
    assert agent.get("/inbox").status_code == 302


def test_a_new_password_or_role_ends_every_session(house: House) -> None:
    first, second = house.logged_in(), house.app.test_client()
    try_to_log_in(second, "agent@desk.test", PASSWORD)
    house.agent("viewer", "agent@desk.test")
    for client in (first, second):
        assert client.get("/inbox").status_code == 302


def test_a_login_takes_nothing_over_from_before_it(house: House) -> None:
    house.agent()
    client = house.app.test_client()
    before = csrf(client)
    try_to_log_in(client, "agent@desk.test", PASSWORD)
    assert client.post("/logout", data={"csrf_token": before}).status_code == 400


@pytest.mark.parametrize("cookie", ["", "nonsense", "eyJ0b2tlbiI6MX0.aaaa.bbbb", "ünï"])
def test_a_forged_cookie_is_nobodys(house: House, cookie: str) -> None:
    client = house.app.test_client()
    client.set_cookie("helpdesk", cookie)
    assert client.get("/inbox").status_code == 302


def test_scripts_and_other_sites_cannot_use_the_cookie(house: House) -> None:
    house.agent()
    client = house.app.test_client()
    cookie = cookie_of(try_to_log_in(client, "agent@desk.test", PASSWORD))
    parts = {part.strip() for part in cookie.split(";")}
    assert cookie.startswith("helpdesk=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert not any(part.startswith("Domain") for part in parts)


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    house = open_house(tmp_path, HELPDESK_BASE_URL="https://desk.test")
    house.agent()
    client = house.app.test_client()
    page = client.get("/login", base_url="https://desk.test")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "email": "agent@desk.test", "password": PASSWORD}
    answer = client.post("/login", data=form, base_url="https://desk.test")
    parts = [part.strip() for part in cookie_of(answer).split(";")]
    assert parts[0].startswith("__Host-helpdesk=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)
    house.ctx.database.dispose()


def test_without_redis_people_log_in_and_tries_are_still_counted(
    house: House, tmp_path: Path
) -> None:
    nobody_there = f"redis://127.0.0.1:{free_port()}/0"
    app = create_app(configuration(tmp_path), house.ctx, nobody_there)
    house.agent()
    client = app.test_client()
    assert try_to_log_in(client, "agent@desk.test", PASSWORD).status_code == 302
    for path in ("/inbox", f"/tickets/{house.submit()}", f"/t/{house.ticket_token('HB-1001')}"):
        assert client.get(path).status_code == 200
    stranger = app.test_client()
    codes = [try_to_log_in(stranger, "agent@desk.test", "wrong").status_code for _ in range(9)]
    assert codes == [401] * TRIES + [429]


def test_tries_are_counted_in_redis_for_every_web_process(
    house: House, tmp_path: Path, valkey_url: str
) -> None:
    house.agent()
    apps = [create_app(configuration(tmp_path), house.ctx, valkey_url) for _ in range(2)]
    for number in range(TRIES):
        client = apps[number % 2].test_client()
        assert try_to_log_in(client, "agent@desk.test", "wrong").status_code == 401
    for app in apps:
        assert try_to_log_in(app.test_client(), "agent@desk.test", "wrong").status_code == 429

"""A site's test entry stands in no list, count, search, report or figure (it is nobody's work).

Every page and every list of the API is read before and after one came in and was answered: not a
byte may differ. A route that is added later is walked too.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bridge.services.agents import accounts
from tests.support.stand_ins import SetClock
from tests.web.house import House, open_house

TOKENS = re.compile(r'name="csrf_token" value="[^"]*"')
NO_LISTS = {"/healthz", "/readyz", "/api/v1/events", "/api/v1/articles/suggest"}
NARROWED = (
    *(f"/inbox?view={name}" for name in ("mine", "unassigned", "pending", "solved", "spam", "all")),
    "/arrivals?door=form",
    "/arrivals?outcome=ticket",
    "/api/v1/tickets?status=new",
    "/api/v1/tickets?q=canary",
    "/api/v1/tickets?assignee=none",
    "/api/v1/tickets?level=L1",
    "/api/v1/articles/suggest?q=canary&site=main&key=k",
)


@pytest.fixture
def still(tmp_path: Path, database: str) -> Iterator[House]:
    """A house whose clock stands still, so that pages say the same twice."""
    opened = open_house(tmp_path, database, clock=SetClock())
    yield opened
    opened.ctx.database.dispose()


def paths(house: House) -> list[str]:
    """Every route that can be read without naming one thing."""
    rules = house.app.url_map.iter_rules()
    plain = {str(rule) for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments}
    return [*sorted(plain - NO_LISTS), *NARROWED]


def readings(house: House, client: FlaskClient, token: str) -> dict[str, tuple[int, str]]:
    found = {}
    for path in paths(house):
        headers = {"Authorization": f"Bearer {token}"} if path.startswith("/api/") else {}
        answer = client.get(path, headers=headers)
        found[path] = (answer.status_code, TOKENS.sub("", answer.text))
    return found


def test_no_page_and_no_list_says_anything_of_it(still: House) -> None:
    client = still.logged_in("admin")
    token = accounts.create_token(still.ctx, "all", accounts.SCOPES)
    still.submit("person")
    still.work()
    before = readings(still, client, token)
    still.submit("test", canary=True, subject="The daily canary", message="canary")
    still.work()
    assert len(still.post.mails) == 2
    after = readings(still, client, token)
    assert [path for path in before if after[path] != before[path]] == []
    assert [path for path, (status, _) in after.items() if status >= 400] == []
    read = {path: body for path, (status, body) in after.items() if status == 200}
    assert "The lamp flickers" in read["/inbox"]
    assert "The lamp flickers" in read["/api/v1/tickets"]


def test_the_page_of_its_own_ticket_says_what_it_is(still: House) -> None:
    reference = still.submit("test", canary=True)
    client = still.logged_in("viewer")
    page = client.get(f"/tickets/{reference}").text
    assert "This is a test entry of the site." in page
    assert "not proven" not in page
    assert "Test entry of a site" in client.get("/arrivals?outcome=canary").text


def test_no_template_is_previewed_with_it(still: House) -> None:
    still.submit("person", subject="Of a person")
    still.submit("test", canary=True, subject="The daily canary")
    with still.ctx.reading() as tx:
        newest = tx.tickets.newest()
        assert newest is not None
        assert newest.subject == "Of a person"

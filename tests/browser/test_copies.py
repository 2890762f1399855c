"""The composer says who gets copies of a reply, few or many, wide or narrow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bridge.services.incoming_mail import mailroom
from bridge.store.mailboxes import Mailbox
from tests.browser.screenshots import log_in
from tests.browser.serving import served
from tests.browser.test_accessibility import EVERY_LOOK, WIDTH, faults
from tests.support.letters import letter
from tests.web.house import House, open_house

pytestmark = pytest.mark.browser

TWO = ["bob.berger@example.org", "carla@harbour-lights.example"]
MANY = [f"person.number.{number}@a-very-long-company-name.example" for number in range(8)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    opened.agent()
    with opened.ctx.transaction() as tx:
        box = {"slug": "support", "address": "support@desk.test", "token_hash": "x"}
        tx.mailboxes.add(Mailbox(**box, created_at=opened.ctx.clock.now()))
    yield opened
    opened.ctx.database.dispose()


def with_copies(house: House, people: list[str]) -> str:
    raw = letter("support@desk.test", subject=f"Lamp {len(people)}", Cc=", ".join(people))
    return str(mailroom.take(house.ctx, "support", raw).ticket)


@EVERY_LOOK
def test_the_composer_names_those_who_get_copies_of_a_reply(
    house: House, browser: Browser, scheme: Any, width: int, height: int
) -> None:
    two, many = with_copies(house, TWO), with_copies(house, MANY)
    size = {"width": width, "height": height}
    with (
        served(house) as url,
        browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce") as window,
        window.new_page() as page,
    ):
        log_in(page, url, "agent@desk.test")
        page.goto(f"{url}/tickets/{two}")
        copies = page.locator("#composer .copies")
        expect(copies).to_have_text(f"copies to {', '.join(TWO)}")
        page.get_by_role("radio", name="Note").check(force=True)
        expect(copies).to_be_hidden()
        page.goto(f"{url}/tickets/{many}")
        last = copies.get_by_text(MANY[-1])
        expect(last).to_be_hidden()
        copies.get_by_text("copies to 8 addresses").click()
        for one in MANY:
            expect(copies.get_by_text(one)).to_be_visible()
        expect(page.locator("#body")).to_be_in_viewport()
        assert page.evaluate(WIDTH) <= width
        assert faults(page) == []

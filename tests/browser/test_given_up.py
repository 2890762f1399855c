"""An administrator finds a notification that was given up, and has it tried again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.screenshots import log_in
from tests.browser.serving import served
from tests.browser.watching import Complaints
from tests.web.house import House, open_house
from tests.web.test_pages_set_aside import given_up

pytestmark = pytest.mark.browser


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path, HELPDESK_NOTIFY_WAIT_SECONDS="0")
    yield opened
    opened.ctx.database.dispose()


def test_from_the_settings_to_try_again(house: House, browser_context: BrowserContext) -> None:
    given_up(house)
    admin = house.agent("admin")
    complaints = Complaints()
    with served(house) as url:
        page = complaints.watch(browser_context.new_page())
        log_in(page, url, admin.email)
        page.get_by_role("link", name="Settings").click()
        expect(page.get_by_text("1 waits")).to_be_visible()
        page.get_by_role("link", name="Given up").click()
        expect(page.get_by_text("lou@desk.test")).to_be_visible()
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("status")).to_contain_text("It is tried again now.")
        expect(page.get_by_text("Nothing was given up.")).to_be_visible()
    house.work()
    assert [mail.to.email for mail in house.post.mails] == ["lou@desk.test"]
    assert complaints.found == []

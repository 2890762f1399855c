"""Every page of a working day loads without one complaint of the browser's console."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.screenshots import log_in, pages
from tests.browser.serving import served
from tests.browser.story import tell
from tests.browser.watching import Complaints
from tests.web.house import open_house

pytestmark = pytest.mark.browser


def test_no_page_makes_the_browser_complain(
    tmp_path: Path, browser_context: BrowserContext
) -> None:
    story = tell(tmp_path)
    complaints = Complaints()
    page = complaints.watch(browser_context.new_page())
    with served(story.house) as url:
        log_in(page, url, story.agent.email)
        for name, path in pages(story).items():
            page.goto(url + path, wait_until="networkidle")
            if name == "nothing":
                complaints.expected("404 (NOT FOUND)")
            assert complaints.found == [], name
    story.house.ctx.database.dispose()


def test_the_watch_sees_a_broken_rule(tmp_path: Path, browser_context: BrowserContext) -> None:
    """An inline style, which our policy refuses, is told."""
    house = open_house(tmp_path)
    complaints = Complaints()
    page = complaints.watch(browser_context.new_page())
    with served(house) as url:
        page.goto(f"{url}/login")
        page.evaluate("document.body.append(document.createElement('style'))")
        page.evaluate("document.querySelector('body > style').textContent = 'p{color:red}'")
        page.wait_for_function("document.styleSheets.length >= 1")
    house.ctx.database.dispose()
    assert any("Content Security Policy" in text for text in complaints.found)

"""@ in a note offers the colleagues it can tell; whoever is picked is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bridge.services.agents import accounts, notification_list
from tests.browser.screenshots import log_in
from tests.browser.serving import served
from tests.browser.test_accessibility import EVERY_LOOK, WIDTH, faults
from tests.browser.watching import Complaints
from tests.web.house import PASSWORD, House, open_house

pytestmark = pytest.mark.browser

COLLEAGUES = (
    ("ann.lee@desk.test", "Ann Lee"),
    ("zoe@desk.test", "Zoé Petit-Jean"),
    ("rob@desk.test", "Ron"),
    ("ronald@desk.test", "Ron"),
    ("ines@desk.test", "Inès"),
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    opened.agent()
    opened.agent("agent", "fr@desk.test", "fr")
    for email, name in COLLEAGUES:
        accounts.add_agent(opened.ctx, email, name, "agent", PASSWORD)
    opened.submit()
    yield opened
    opened.ctx.database.dispose()


@pytest.fixture
def url(house: House) -> Iterator[str]:
    with served(house) as address:
        yield address


@pytest.fixture
def note(url: str, browser_context: BrowserContext) -> Iterator[Page]:
    """A ticket's page with the cursor in a note."""
    complaints = Complaints()
    page = complaints.watch(browser_context.new_page())
    open_note(page, url)
    yield page
    assert complaints.found == []


def open_note(page: Page, url: str) -> None:
    log_in(page, url, "agent@desk.test")
    page.goto(f"{url}/tickets/HB-1001")
    page.keyboard.press("n")


def offered(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Colleagues").get_by_role("option")


def told(house: House) -> set[str]:
    with house.ctx.reading() as tx:
        agents = tx.people.agents()
    return {one.email for one in agents if notification_list.unread(house.ctx, one.id)}


def add(page: Page) -> None:
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("status")).to_contain_text("Your note was added")


def test_it_filters_as_one_types_and_enter_picks(house: House, note: Page) -> None:
    body = note.locator("#body")
    note.keyboard.type("Ask @")
    expect(offered(note)).to_have_count(len(COLLEAGUES) + 1)  # and Fr
    note.keyboard.type("le")
    expect(offered(note)).to_have_text(["Ann Lee ann.lee@desk.test"])
    note.keyboard.press("Enter")
    expect(body).to_have_value("Ask @Ann Lee ")
    expect(offered(note)).to_have_count(0)
    note.keyboard.type("about it.\nAnd @INES")
    note.keyboard.press("Tab")
    expect(body).to_be_focused()
    expect(body).to_have_value("Ask @Ann Lee about it.\nAnd @Inès ")
    add(note)
    assert told(house) == {"ann.lee@desk.test", "ines@desk.test"}


def test_arrows_go_round_and_the_field_says_which_option_is_meant(house: House, note: Page) -> None:
    body = note.locator("#body")
    note.keyboard.type("@ron")
    expect(offered(note)).to_have_count(2)
    for key, number in (("", 0), ("ArrowDown", 1), ("ArrowDown", 0), ("ArrowUp", 1)):
        if key:
            note.keyboard.press(key)
        option = offered(note).nth(number)
        expect(option).to_have_attribute("aria-selected", "true")
        assert body.get_attribute("aria-activedescendant") == option.get_attribute("id")
        expect(note.locator("#colleagues [aria-selected=true]")).to_have_count(1)
    assert body.get_attribute("aria-controls") == "colleagues"
    chosen = str(offered(note).nth(1).text_content())
    note.keyboard.press("Enter")
    expect(body).to_have_value(f"@{chosen.split()[1].partition('@')[0]} ")
    assert body.get_attribute("aria-activedescendant") is None
    add(note)
    assert told(house) == {chosen.split()[1]}


def test_escape_closes_it_and_a_further_at_sign_opens_it_again(note: Page) -> None:
    body = note.locator("#body")
    note.keyboard.type("@an")
    expect(offered(note)).to_have_count(1)
    note.keyboard.press("Escape")
    note.keyboard.type("n")
    expect(offered(note)).to_have_count(0)
    expect(body).to_be_focused()
    note.keyboard.press("Enter")
    expect(body).to_have_value("@ann\n")
    note.keyboard.type("@an")
    expect(offered(note)).to_have_count(1)
    note.keyboard.press("Escape")
    note.keyboard.press("Escape")
    expect(body).not_to_be_focused()


def test_a_click_picks_and_what_stands_behind_the_cursor_stays(house: House, note: Page) -> None:
    body = note.locator("#body")
    note.keyboard.type("Dear , please")
    for _ in range(len(", please")):
        note.keyboard.press("ArrowLeft")
    note.keyboard.type("@pet")
    offered(note).filter(has_text="Zoé").click()
    expect(body).to_have_value("Dear @Zoé Petit-Jean , please")
    expect(body).to_be_focused()
    add(note)
    assert told(house) == {"zoe@desk.test"}


def test_no_list_for_an_address_or_in_a_reply(note: Page) -> None:
    note.keyboard.type("mail ann@")
    expect(offered(note)).to_have_count(0)
    note.locator("#body").fill("")
    note.get_by_role("radio", name="Reply").check(force=True)
    note.locator("#body").press_sequentially("@an")
    expect(offered(note)).to_have_count(0)
    assert note.locator("#body").get_attribute("aria-haspopup") is None


@EVERY_LOOK
def test_axe_finds_nothing_in_the_open_list(
    browser: Browser, url: str, scheme: Any, width: int, height: int
) -> None:
    size = {"width": width, "height": height}
    context = browser.new_context(
        viewport=size, color_scheme=scheme, reduced_motion="reduce", has_touch=width < 500
    )
    with context, context.new_page() as page:
        open_note(page, url)
        page.keyboard.type("@")
        expect(offered(page).first).to_be_visible()
        assert faults(page) == []
        assert page.evaluate(WIDTH) <= width
        box = page.get_by_role("listbox").bounding_box()
        assert box is not None
        assert box["y"] >= 0 and box["y"] + box["height"] <= height
        expect(page.get_by_role("button", name="Add note")).to_be_in_viewport()
        if width < 500:
            offered(page).filter(has_text="Ann Lee").tap()
            expect(page.locator("#body")).to_have_value("@Ann Lee ")


def test_without_scripts_a_note_tells_as_before(house: House, url: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context, context.new_page() as page:
        log_in(page, url, "agent@desk.test")
        page.goto(f"{url}/tickets/HB-1001")
        page.get_by_role("radio", name="Note").check(force=True)
        page.get_by_label("Your text").fill("@Ann Lee, look.")
        expect(offered(page)).to_have_count(0)
        add(page)
    assert told(house) == {"ann.lee@desk.test"}

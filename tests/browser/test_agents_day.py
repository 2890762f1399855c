"""The main job as people do it, in a real browser on a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bridge.services.tickets import ticket_view
from bridge.services.visitors import portal, vendor_portal
from tests.browser.screenshots import log_in
from tests.browser.serving import served
from tests.browser.watching import Complaints
from tests.web.house import House, open_house

pytestmark = pytest.mark.browser

MESSAGE = "Ann Lee here, write to ann@visitor.test: my lamp flickers."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    opened.agent()
    opened.vendor("acme")
    yield opened
    opened.ctx.database.dispose()


@pytest.fixture
def url(house: House) -> Iterator[str]:
    with served(house) as address:
        yield address


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    seen = Complaints()
    yield seen
    assert seen.found == []


@pytest.fixture
def desk(
    house: House, url: str, browser_context: BrowserContext, complaints: Complaints
) -> tuple[Page, str]:
    """An agent's page, logged in at the inbox; one request waits."""
    reference = house.submit(message=MESSAGE)
    house.work()
    page = complaints.watch(browser_context.new_page())
    log_in(page, url, "agent@desk.test")
    return page, reference


def test_a_request_goes_from_the_inbox_to_solved(
    desk: tuple[Page, str], house: House, url: str
) -> None:
    page, reference = desk
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{reference}")
    _reply(page, "Please screw the bulb in again.")
    _note(page, "Looks like the driver board.")
    _escalate(page, url)
    house.work()
    vendor_portal.answer(house.ctx, house.case_token(), "comment", "The driver is new.", "INC-1")
    page.reload()
    expect(page.get_by_text("The driver is new.")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("A new driver is on its way.")
    page.get_by_role("button", name="Send and solve").click()
    expect(page.get_by_role("status")).to_contain_text("the ticket is solved")
    house.work()
    assert ticket_view.show(house.ctx, reference).status == "solved"
    sent = [mail for mail in house.post.mails if "A new driver is on its way" in mail.text]
    assert [mail.to.email for mail in sent] == ["ann@visitor.test"]


def _reply(page: Page, text: str) -> None:
    page.keyboard.press("r")
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("Your reply is on its way")
    expect(page.locator("article.reply").last).to_contain_text(text)
    expect(page.locator("#body")).to_have_value("")


def _note(page: Page, text: str) -> None:
    page.keyboard.press("n")
    page.keyboard.type(text)
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("status")).to_contain_text("Your note was added")
    expect(page.locator("article.note")).to_contain_text(text)


def _escalate(page: Page, url: str) -> None:
    page.keyboard.press("f")
    page.wait_for_url("**/escalate*")
    leaving = page.locator("#leaving")
    page.get_by_label("What shall the vendor do?").fill("Ann Lee asks: is there a new driver?")
    expect(leaving).to_contain_text("is there a new driver?")
    expect(leaving).not_to_contain_text("Ann")
    expect(leaving).not_to_contain_text("ann@visitor.test")
    expect(leaving).not_to_contain_text("Looks like the driver board.")
    page.get_by_role("button", name="Send to the vendor").click()
    expect(page.get_by_role("status")).to_contain_text("ESC-1 is on its way")


def test_a_visitor_answers_on_their_own_page(
    house: House, url: str, browser_context: BrowserContext, complaints: Complaints
) -> None:
    token = house.ticket_token(house.submit())
    page = complaints.watch(browser_context.new_page())
    page.goto(f"{url}/t/{token}")
    page.get_by_label("Your message").fill("It still flickers.")
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_role("status")).to_contain_text("Your message has arrived")
    expect(page.locator("article", has_text="It still flickers.")).to_have_count(1)
    page.get_by_role("button", name="This is solved").click()
    expect(page.get_by_role("status")).to_contain_text("Good to hear")


def test_what_came_in_while_an_agent_wrote_is_shown_and_nothing_is_lost(
    desk: tuple[Page, str], house: House, url: str, complaints: Complaints
) -> None:
    page, reference = desk
    page.goto(f"{url}/tickets/{reference}")
    page.locator("#body").fill("Try another socket.")
    portal.visitor_reply(house.ctx, house.ticket_token(reference), "It works again!")
    page.get_by_role("button", name="Send", exact=True).click()
    missed = page.locator(".missed")
    expect(missed).to_contain_text("It works again!")
    expect(page.locator("#body")).to_have_value("Try another socket.")
    complaints.expected("409 (CONFLICT)")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Your reply is on its way")
    expect(page.locator("article.reply")).to_have_count(1)
    expect(page.locator("#body")).to_have_value("")

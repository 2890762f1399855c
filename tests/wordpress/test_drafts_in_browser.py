"""A ticket becomes an article: written here, sent to a real WordPress, changed on both sides."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bridge.cli.demo.wordpress import Site
from bridge.domain.actor import Actor
from bridge.services.tickets import conversation
from tests.browser.screenshots import log_in
from tests.browser.serving import served
from tests.browser.watching import Complaints
from tests.web.house import House
from tests.wordpress.helpdesk import house_of
from tests.wordpress.test_publishing import edit, posts

pytestmark = [pytest.mark.browser, pytest.mark.wordpress]

MESSAGE = "Ann Lee here, write to ann@visitor.test: my lamp flickers."
ANSWER = "Screw the bulb in again."
SECRET = "Between us: the batch is faulty."


@pytest.fixture
def house(site: Site, tmp_path: Path) -> Iterator[House]:
    opened = house_of(site, tmp_path)
    yield opened
    opened.ctx.database.dispose()


@pytest.fixture
def url(house: House) -> Iterator[str]:
    with served(house) as address:
        yield address


@pytest.fixture
def desk(house: House, url: str, browser_context: BrowserContext) -> Iterator[tuple[Page, str]]:
    """An agent's page and the reference of an answered ticket; the browser may not complain."""
    reference = house.submit(message=MESSAGE)
    who = house.agent()
    actor = Actor("agent", who.name, who.id)
    conversation.reply(house.ctx, actor, reference, ANSWER)
    conversation.note(house.ctx, actor, reference, SECRET)
    complaints = Complaints()
    page = complaints.watch(browser_context.new_page())
    log_in(page, url, who.email)
    yield page, reference
    assert complaints.found == []


def test_a_draft_goes_from_the_ticket_to_wordpress_and_a_conflict_is_shown_and_settled(
    desk: tuple[Page, str], house: House, site: Site, url: str
) -> None:
    page, reference = desk
    page.goto(f"{url}/tickets/{reference}")
    page.get_by_role("button", name="Draft an article from this ticket").click()
    text = page.get_by_label("Text", exact=True)
    expect(text).to_have_value(re.compile("my lamp flickers"))
    written = text.input_value()
    assert ANSWER in written
    for private in (SECRET, "Ann", "ann@visitor.test"):
        assert private not in written

    page.get_by_label("Title").fill("A lamp that flickers")
    text.fill("## Why\n\nThe **bulb** is loose.\n\n- Screw it in.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Why")).to_be_visible()
    assert posts(site) == []
    page.get_by_role("button", name="Send to WordPress as draft").click()
    expect(page.get_by_role("status")).to_contain_text("on its way to WordPress")
    house.work()
    page.reload()
    expect(page.locator(".bar")).to_contain_text("In step with WordPress")
    [post] = posts(site)
    assert (post["title"], post["status"]) == ("A lamp that flickers", "draft")
    link = page.get_by_role("link", name=re.compile("^Edit in WordPress")).first
    expect(link).to_have_attribute(
        "href", f"{site.url}/wp-admin/post.php?post={post['id']}&action=edit"
    )

    theirs = "<!-- wp:paragraph -->\n<p>Written in WordPress.</p>\n<!-- /wp:paragraph -->"
    edit(site, post["id"], post_content=theirs)
    text.fill("Written in the helpdesk.")
    page.get_by_role("button", name="Save and send to WordPress").click()
    house.work()
    page.reload()
    expect(page.locator(".bar")).to_contain_text("Changed on both sides")
    page.get_by_role("link", name="Compare both texts").click()
    expect(page.locator(".beside section").nth(0)).to_contain_text("Written in the helpdesk.")
    expect(page.locator(".beside section").nth(1)).to_contain_text("Written in WordPress.")
    assert posts(site)[0]["content"] == theirs

    page.get_by_label("Text", exact=True).fill("Written by both.")
    page.get_by_role("button", name="Send the joined text").click()
    house.work()
    page.reload()
    expect(page.locator(".bar")).to_contain_text("In step with WordPress")
    assert "<p>Written by both.</p>" in posts(site)[0]["content"]

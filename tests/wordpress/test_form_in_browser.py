"""The form in a real browser: what the script adds, and that it can be done without."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.wordpress.visitor import SAMPLE

pytestmark = pytest.mark.browser


def fill(page: Page, **changes: str) -> None:
    page.get_by_label("Name").fill(changes.get("name", "Ann Example"))
    page.get_by_label("E-mail").fill(changes.get("email", "ann@example.test"))
    page.get_by_label("Topic").select_option(index=1)
    page.get_by_label("How can we help?").fill(changes.get("message", "It blinks orange."))
    page.get_by_label(re.compile("I agree")).check()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_visitor_sends_the_form_with_a_file(site, submissions, browser, tmp_path, javascript):
    log = tmp_path / "log.txt"
    log.write_text("one\n")
    with browser.new_context(java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto(f"{site.url}/support/")
        fill(page, message=SAMPLE)
        page.get_by_label("File").set_input_files(log)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Thank you, your message has arrived.")).to_be_visible()
        page.reload()
    (item,) = submissions()
    assert item["fields"][3]["value"] == SAMPLE
    assert item["files"][0]["size"] == 4


@pytest.mark.parametrize("javascript", [True, False])
def test_a_double_click_sends_once(site, submissions, browser, javascript):
    with browser.new_context(java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto(f"{site.url}/support/")
        fill(page)
        page.get_by_role("button", name="Send").dblclick()
        expect(page.get_by_role("status")).to_be_focused()
    assert len(submissions()) == 1


def test_mistakes_are_read_out_and_lead_to_their_fields(site, browser_context: BrowserContext):
    page = browser_context.new_page()
    page.goto(f"{site.url}/support/")
    fill(page, email="ann", message="")
    page.get_by_role("button", name="Send").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("does not look like")).click()
    expect(page.get_by_label("E-mail")).to_be_focused()
    expect(page.get_by_label("E-mail")).to_have_accessible_description(
        re.compile("This does not look like an e-mail address")
    )
    expect(page.get_by_label("Name")).to_have_value("Ann Example")


def test_articles_are_offered_while_the_visitor_types(
    site, connected, browser_context: BrowserContext
):
    article = {"title": "<b>Orange</b> light", "url": f"{site.url}/a/", "excerpt": "What it says."}
    connected.status = 200
    connected.answer = json.dumps({"items": [article]}).encode()
    page = browser_context.new_page()
    page.goto(f"{site.url}/support/")
    page.get_by_label("How can we help?").fill("The light is orange")
    link = page.get_by_role("link", name="<b>Orange</b> light")
    expect(link).to_have_attribute("href", article["url"])


def test_the_form_fits_a_phone_and_calls_nobody_else(site, browser_context: BrowserContext):
    page = browser_context.new_page()
    hosts = set()
    page.on("request", lambda request: hosts.add("/".join(request.url.split("/")[:3])))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site.url}/assistance/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert {host for host in hosts if host.startswith("http")} == {site.url}

"""axe-core opens every kind of page, light and dark, wide and narrow, and finds no fault.

`vendor/axe.min.js` is axe-core 4.14.1 by Deque Systems as published, under the MPL 2.0.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bridge.domain.references import ticket_id
from bridge.domain.words import EffectKind, EffectState
from bridge.services.forms import form_fields
from bridge.services.intake import intake
from bridge.vendors.signing import sign
from tests.browser.screenshots import log_in, pages
from tests.browser.serving import served
from tests.browser.story import Story, tell
from tests.web.house import submission

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("accessibility")]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = [("light", 1280, 800), ("dark", 1280, 800), ("light", 390, 844)]
EVERY_LOOK = pytest.mark.parametrize(("scheme", "width", "height"), LOOKS)
NARROWEST = 320  # pixels; WCAG 1.4.10
WIDTH = "document.documentElement.scrollWidth"
PUT_IN = """() => {
  const box = document.createElement("div");
  document.getElementById("main").append(box);
  const tiny = "all: unset; display: block; width: 9px; height: 9px";
  for (const tag of ["img", "p", "button", "button"]) {
    const part = box.appendChild(document.createElement(tag));
    if (tag === "p") part.textContent = "pale";
    if (tag === "p") part.style.color = "#bbb";
    if (tag === "button") part.ariaLabel = "tiny";
    if (tag === "button") part.style.cssText = tiny;
  }
}"""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Story, str]]:
    """A helpdesk full of tickets and its address."""
    story = tell(tmp_path_factory.mktemp("accessible"))
    with served(story.house) as url:
        yield story, url
    story.house.ctx.database.dispose()


@EVERY_LOOK
def test_axe_finds_nothing_on_any_page(browser, day, scheme, width, height):
    story, url = day
    found = {}
    with _window(browser, scheme, width, height) as page:
        page.goto(f"{url}/login")
        found["login"] = faults(page)
        log_in(page, url, story.agent.email)
        for name, path in {**pages(story), "api": "/api/docs"}.items():
            answer = page.goto(url + path)
            assert answer.status == (404 if name == "nothing" else 200), name
            found[name] = faults(page)
    assert {name: some for name, some in found.items() if some} == {}


@pytest.fixture(scope="module")
def changed_form(day: tuple[Story, str]) -> tuple[str, list[str]]:
    """A lead's address, and the pages that a form with changed fields shows up on."""
    house = day[0].house
    body = submission("changed-form")
    body["fields"] = body["fields"][:1]
    raw = json.dumps(body).encode()
    headers = sign(house.site_secret, "changed-form", house.ctx.clock.now(), raw)
    reference = intake.push(house.ctx, "main", raw, headers).ticket
    [form] = form_fields.changed(house.ctx)
    paths = ["/settings/forms", f"/settings/forms/{form.id}", f"/tickets/{reference}"]
    return house.agent("lead").email, paths


@EVERY_LOOK
def test_axe_finds_nothing_where_a_form_has_changed(
    browser, day, changed_form, scheme, width, height
):
    url = day[1]
    lead, paths = changed_form
    with _window(browser, scheme, width, height) as page:
        log_in(page, url, lead)
        for path in paths:
            page.goto(url + path)
            page.get_by_text("fields changed").first.wait_for()
            assert faults(page) == [], path
            assert page.evaluate(WIDTH) <= width, path


@pytest.fixture(scope="module")
def given_up(day: tuple[Story, str]) -> str:
    """The address of an administrator whose list of what was given up is not empty."""
    house = day[0].house
    reference = house.submit("given-up")
    row = ticket_id(reference)
    with house.ctx.transaction() as tx:
        effect = tx.outbox.effect_for(EffectKind.AUTO_RESPONSE, row or 0)
        assert effect is not None
        effect.state, effect.last_error = EffectState.DEAD, "TemplateSyntaxError: unexpected '}'"
    return house.agent("admin").email


@EVERY_LOOK
def test_axe_finds_nothing_in_the_list_of_what_was_given_up(
    browser, day, given_up, scheme, width, height
):
    url = day[1]
    with _window(browser, scheme, width, height) as page:
        log_in(page, url, given_up)
        for path in ("/settings", "/settings/set-aside"):
            page.goto(url + path)
            assert faults(page) == [], path
            assert page.evaluate(WIDTH) <= width, path


@EVERY_LOOK
def test_axe_finds_nothing_in_the_list_of_keys(browser, day, scheme, width, height):
    story, url = day
    with _window(browser, scheme, width, height) as page:
        log_in(page, url, story.agent.email)
        page.locator("#main").press("?")
        page.get_by_role("dialog").wait_for()
        assert faults(page) == []


@EVERY_LOOK
def test_axe_finds_nothing_where_an_input_was_refused(browser, day, scheme, width, height):
    story, url = day
    with _window(browser, scheme, width, height) as page:
        page.goto(f"{url}/login")
        page.get_by_label("E-mail address").fill(story.agent.email)
        page.get_by_label("Password").fill("not this one")
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("alert").wait_for()
        assert faults(page) == []


def test_axe_finds_nothing_in_the_open_menu_of_a_narrow_page(browser, day):
    story, url = day
    with _window(browser, *LOOKS[-1]) as page:
        log_in(page, url, story.agent.email)
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("link", name="Arrivals").wait_for()
        assert faults(page) == []


def test_axe_finds_a_fault_that_was_put_in(browser, day):
    _story, url = day
    with _window(browser, *LOOKS[0]) as page:
        page.goto(f"{url}/accessibility")
        page.evaluate(PUT_IN)
        rules = {fault.partition(" at ")[0] for fault in faults(page)}
    assert rules == {"color-contrast", "image-alt", "target-size"}


def test_a_page_does_not_scroll_sideways_at_320_pixels(browser, day):
    story, url = day
    wide = {}
    with _window(browser, "light", NARROWEST, 800) as page:
        page.goto(f"{url}/login")
        wide["login"] = page.evaluate(WIDTH)
        log_in(page, url, story.agent.email)
        for name, path in {**pages(story), "api": "/api/docs"}.items():
            page.goto(url + path)
            wide[name] = page.evaluate(WIDTH)
    assert {name: width for name, width in wide.items() if width > NARROWEST} == {}


def test_single_keys_can_be_switched_off(browser, day):
    story, url = day
    with _window(browser, *LOOKS[0]) as page:
        log_in(page, url, story.agent.email)
        page.locator("#main").press("?")
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Single keys are on").uncheck()
        dialog.get_by_role("button", name="Close").click()
        page.reload()
        page.locator("#main").press("?")
        page.locator("#main").press("/")
        assert dialog.is_hidden()
        assert page.locator("#q:focus").count() == 0


def _window(browser: Browser, scheme: Any, width: int, height: int) -> Page:
    """Without transitions: a colour that is still changing has no contrast to measure."""
    return browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
    )


def faults(page: Page) -> list[str]:
    """Rule, place and what is wrong; folded parts are looked into as well."""
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.evaluate(_axe())
    found = page.evaluate(
        "tags => axe.run({runOnly: tags, rules: {'target-size': {enabled: true}}})", RULES
    )
    assert found["passes"]
    return [
        f"{rule['id']} at {node['target'][0]}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")

"""What a person sees and reaches: feedback in sight, targets for a finger, names as written."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bridge.services.agents import accounts
from bridge.store.mailboxes import Mailbox
from tests.browser.screenshots import log_in, pages
from tests.browser.serving import served
from tests.browser.story import Story, tell
from tests.browser.test_accessibility import faults
from tests.browser.watching import Complaints
from tests.support.letters import letter
from tests.web.house import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("screens")]

PHONE = {"width": 390, "height": 844}
TEMPLATE = "/settings/templates/auto_response/en"
SETTINGS = {
    "settings": "/settings",
    "forms": "/settings/forms",
    "form": "/settings/forms/1",
    "mailboxes": "/settings/mailboxes",
    "mailbox": "/settings/mailboxes/support",
    "templates": "/settings/templates",
    "template": TEMPLATE,
    "set-aside": "/settings/set-aside",
    "spam": "/inbox?view=spam",
    "mails": "/arrivals?door=mail",
}
SUPPORT = "support@halo-lamps.example"
TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}gnihtemos"
# A link within a sentence may be as high as its line (WCAG 2.5.8); that of a list covers its row.
LOW = """least => [...document.querySelectorAll("a, button, select, input, summary")]
  .filter(part => part.checkVisibility() && part.type !== "hidden")
  .map(part => part.closest("label") ?? part)
  .filter(part => !part.matches(".skip, .what") && getComputedStyle(part).display !== "inline")
  .filter(part => part.getBoundingClientRect().height < least)
  .map(part => part.outerHTML.slice(0, 90))"""
LEFT_TO_RIGHT = """part => {
  const text = part.firstChild, range = document.createRange();
  const left = at => {
    range.setStart(text, at); range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  };
  return left(0) < left(text.length - 1);
}"""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Story, str]]:
    """A helpdesk full of tickets, with mails that are out to harm, and its address."""
    story = tell(tmp_path_factory.mktemp("screens"))
    house = story.house
    for language in ("en", "fr"):
        house.agent("admin", f"admin-{language}@halo.test", language)
    mailbox = Mailbox(
        slug="support",
        address=SUPPORT,
        token_hash=accounts.hashed_token("token"),
        created_at=house.ctx.clock.now(),
    )
    with house.ctx.transaction() as tx:
        tx.mailboxes.add(mailbox)
    client = house.app.test_client()
    for raw in (letter(SUPPORT, subject=TURNED), letter(SUPPORT, subject="A" * 900), b"\0\0"):
        headers = {"Authorization": "Bearer token"}
        answer = client.post("/hooks/mail/support", data=raw, headers=headers)
        assert answer.status_code == 202
    with served(house) as url:
        yield story, url
    house.ctx.database.dispose()


@pytest.fixture
def admin(day: tuple[Story, str], browser_context: BrowserContext) -> Iterator[Page]:
    complaints = Complaints()
    page = complaints.watch(browser_context.new_page())
    log_in(page, day[1], "admin-en@halo.test")
    yield page
    assert complaints.found == []


def test_axe_finds_nothing_on_any_page_in_french(browser: Browser, day: tuple[Story, str]) -> None:
    story, url = day
    found = {}
    with browser.new_page(
        viewport=PHONE, color_scheme="dark", reduced_motion="reduce", locale="fr-FR"
    ) as page:
        page.goto(f"{url}/login")
        found["login"] = faults(page)
        page.get_by_label("Adresse e-mail").fill("admin-fr@halo.test")
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url("**/inbox")
        for name, path in {**pages(story), **SETTINGS}.items():
            page.goto(url + path)
            found[name] = faults(page)
    assert {name: some for name, some in found.items() if some} == {}


def test_a_finger_hits_every_control(browser: Browser, day: tuple[Story, str]) -> None:
    story, url = day
    low = {}
    with browser.new_page(
        viewport=PHONE, has_touch=True, is_mobile=True, locale="en-GB", reduced_motion="reduce"
    ) as page:
        log_in(page, url, "admin-en@halo.test")
        for name, path in {**pages(story), **SETTINGS}.items():
            page.goto(url + path)
            low[name] = page.evaluate(LOW, 44)
    assert {name: parts for name, parts in low.items() if parts} == {}


@pytest.mark.parametrize("path", ["/arrivals?door=mail", "/inbox?view=unassigned"])
def test_a_subject_does_not_turn_around_what_stands_after_it(
    day: tuple[Story, str], admin: Page, path: str
) -> None:
    admin.goto(day[1] + path)
    row = admin.get_by_role("link", name="gnihtemos")
    expect(row).to_have_count(1)
    after = row.locator("bdi, .first:not(:has(bdi))")
    assert after.evaluate(LEFT_TO_RIGHT)


def test_a_very_long_subject_leaves_room_for_its_ticket(
    day: tuple[Story, str], admin: Page
) -> None:
    admin.goto(f"{day[1]}/inbox?view=unassigned")
    admin.get_by_role("link", name="A" * 50).click()
    title = admin.get_by_role("heading", level=1)
    expect(title).to_have_attribute("title", "A" * 900)
    box = title.bounding_box()
    assert box
    assert box["height"] < 80  # pixels: three lines
    assert admin.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_an_edited_template_is_saved_after_its_preview(day: tuple[Story, str], admin: Page) -> None:
    admin.goto(day[1] + TEMPLATE)
    source = admin.get_by_label("Text one source")
    source.fill(source.input_value().replace("Your message has", "Thank you! Your message has"))
    preview = admin.frame_locator("iframe")
    for _ in range(2):
        admin.get_by_role("button", name="As plain text").click()
        expect(preview.get_by_text("Thank you! Your message has reached us.")).to_be_visible()
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("holds now")).to_be_visible()


def test_a_ticket_taken_for_spam_says_so_and_comes_back_with_one_press(
    day: tuple[Story, str], admin: Page
) -> None:
    reference = day[0].house.submit("taken-for-spam", status="spam")
    admin.goto(f"{day[1]}/tickets/{reference}")
    expect(admin.get_by_text("no automatic answer was sent")).to_be_visible()
    expect(admin.get_by_role("link", name="Escalate")).to_have_count(0)
    admin.get_by_role("button", name="Not spam").click()
    expect(admin.get_by_role("status")).to_contain_text("Saved.")
    expect(admin.get_by_role("link", name="Escalate")).to_be_visible()
    expect(admin.get_by_label("Status")).to_have_value("open")


def test_the_word_that_a_reply_leaves_is_in_sight_in_a_long_ticket(
    day: tuple[Story, str], admin: Page
) -> None:
    admin.goto(f"{day[1]}/tickets/{day[0].lamp}")
    admin.get_by_placeholder("Write here").fill("The board has left.")
    admin.get_by_role("button", name="Send", exact=True).click()
    told = admin.get_by_role("status").filter(has_text="Your reply is on its way.")
    expect(told).to_be_in_viewport()
    expect(admin.get_by_text("The board has left.")).to_be_in_viewport()
    assert admin.evaluate("document.documentElement.scrollHeight - innerHeight") == 0


@pytest.mark.parametrize(("language", "word"), [("en", "now"), ("fr", "maintenant")])
def test_what_has_just_happened_is_now(
    browser: Browser, day: tuple[Story, str], language: str, word: str
) -> None:
    """The server's word stands until the page's script says it anew: both say the same."""
    story, url = day
    for script in (True, False):
        with browser.new_context(java_script_enabled=script, locale=language) as context:
            page = context.new_page()
            page.goto(f"{url}/login")
            page.locator("[name=email]").fill(f"admin-{language}@halo.test")
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main button").click()
            page.goto(f"{url}/tickets/{story.fresh}")
            page.locator("#composer textarea").fill(f"{language} {script}")
            page.locator("#composer button.primary.reply").click()
            expect(page.locator("#newest")).to_contain_text(f"{language} {script}")
            expect(page.locator("#newest .when")).to_have_text(word)


def test_what_a_visitor_is_told_lines_up_with_the_page(day: tuple[Story, str], admin: Page) -> None:
    admin.goto(f"{day[1]}/t/{day[0].visitor}")
    admin.get_by_label("Your message").fill("One more thing.")
    admin.get_by_role("button", name="Send", exact=True).click()
    told, thread = admin.get_by_role("status"), admin.get_by_label("Conversation")
    expect(told).to_contain_text("Your message has arrived.")
    boxes = told.bounding_box(), thread.bounding_box()
    assert boxes[0] and boxes[1]
    assert (boxes[0]["x"], boxes[0]["width"]) == (boxes[1]["x"], boxes[1]["width"])

"""RELIABILITY A20: scripts in every field, over all pages, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from bridge.domain.actor import Actor
from bridge.domain.ports import FileContent
from bridge.domain.words import ActorKind
from bridge.services.agents import accounts
from bridge.services.tickets import conversation, properties
from bridge.services.vendors import escalation
from bridge.services.visitors import portal, vendor_portal
from tests.browser.screenshots import log_in
from tests.browser.serving import served
from tests.browser.watching import Complaints
from tests.web.house import PASSWORD, PNG, House, open_house

pytestmark = pytest.mark.browser

PAYLOAD = (
    "\"'></textarea></title><script>window.hurt=1</script><img src=x onerror='window.hurt=1'>"
    "<svg onload='window.hurt=1'><style>body{display:none}</style>{{7*7}}"
)


def test_scripts_in_every_field_stay_text_on_every_page(
    tmp_path: Path, browser_context: BrowserContext
) -> None:
    house = open_house(tmp_path)
    paths = _filled(house)
    complaints = Complaints()
    page = complaints.watch(browser_context.new_page())
    with served(house) as url:
        log_in(page, url, "mean@desk.test")
        for path in paths:
            page.goto(url + path)
            assert page.evaluate("window.hurt") is None, path
            assert page.get_by_text("window.hurt=1").count() > 0, path
            assert page.locator("img[src=x], style").count() == 0, path
    house.ctx.database.dispose()
    assert complaints.found == []


def _filled(house: House) -> list[str]:
    """The pages of a ticket in which every field that people fill is the payload."""
    ctx = house.ctx
    who = accounts.add_agent(ctx, "mean@desk.test", PAYLOAD, "agent", PASSWORD)
    actor = Actor(ActorKind.AGENT, who.name, who.id)
    house.vendor("acme", name=PAYLOAD, product=PAYLOAD)
    reference = house.submit(name=PAYLOAD, subject=PAYLOAD, message=PAYLOAD, label=PAYLOAD)
    token = house.ticket_token(reference)
    portal.visitor_reply(ctx, token, PAYLOAD, (FileContent(PAYLOAD, "image/png", PNG),))
    conversation.note(ctx, actor, reference, PAYLOAD)
    conversation.reply(ctx, actor, reference, PAYLOAD)
    properties.change(ctx, actor, reference, properties.Change(category=PAYLOAD[:200]))
    escalation.escalate(ctx, actor, reference, "acme", PAYLOAD)
    house.work()
    vendor_portal.answer(ctx, house.case_token(), "comment", PAYLOAD, PAYLOAD[:200])
    ticket = f"/tickets/{reference}"
    return ["/inbox", ticket, f"{ticket}/escalate", f"/t/{token}", f"/v/{house.case_token()}"]

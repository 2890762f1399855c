"""Settings → Helpdesk Bridge in a real browser: wide and on a phone, in English and French."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FORMS = """
foreach ( $data as $form ) {
    do_action( 'helpdesk_bridge_submit', array( 'form' => $form ) );
}
"""

TESTED = """
helpdesk_bridge_as_canary( 'u', static function () { helpdesk_bridge_accept( array() ); } );
$GLOBALS['wpdb']->query( "UPDATE wp_helpdesk_bridge_submissions SET push_state = 'sent'
    WHERE canary = 1" );
$entry = array( 'uuid' => 'u', 'plugin' => 'helpdesk-bridge', 'form' => 'support', 'code' => '',
    'title' => 'Support request', 'detail' => '', 'ticket' => 'HB-1042', 'bridge' => $data );
helpdesk_bridge_save_canary( array( 'ran_at' => time(), 'entries' => array( $entry ) ) );
"""
LINKS = [
    {"link": "ticket", "state": "good", "code": "", "detail": ""},
    {"link": "answer", "state": "broken", "code": "no_worker", "detail": ""},
]

pytestmark = pytest.mark.browser


def form(plugin, number, title):
    return {"plugin": plugin, "id": number, "title": title}


@pytest.fixture
def busy(site, connected):
    """A connected site whose last push failed, with forms of three plugins."""
    connected.status = 503
    long = "A very long title that somebody once gave a form in a hurry and nobody ever changed"
    forms = [form("wpforms", "1", "Quote"), form("helpdesk-bridge", "support", "Support")]
    site.evaluate(FORMS, [*forms, form("formidable", "7", long)])
    site.evaluate("return helpdesk_bridge_drain();")
    site.evaluate(TESTED, LINKS)
    return site


def sign_in(page, site):
    page.goto(f"{site.url}/wp-login.php")
    page.locator("#user_login").fill(site.admin.name)
    page.locator("#user_pass").fill(site.admin.password)
    page.locator("#wp-submit").click()
    page.goto(f"{site.url}/wp-admin/options-general.php?page=helpdesk-bridge")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["", "fr_FR"])
def test_axe_finds_nothing_and_the_page_fits(busy, browser, width, language):
    busy.evaluate("update_user_meta( 1, 'locale', $data );", language)
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        sign_in(page, busy)
        heading = "Confidentialité" if language else "Privacy"
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "rules => axe.run('.helpdesk-bridge-settings', {runOnly: rules})", RULES
        )
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []


def test_a_form_is_set_up_without_javascript(busy, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, busy)
        page.get_by_label("Send “Quote” to the helpdesk").uncheck()
        page.get_by_label("Topic of “Quote”").fill("Sales")
        page.get_by_label("First level of “Quote”").select_option("L2")
        page.get_by_role("button", name="Save forms").click()
        expect(page.get_by_text("Forms saved.")).to_be_visible()
        expect(page.get_by_label("Send “Quote” to the helpdesk")).not_to_be_checked()
        expect(page.get_by_label("First level of “Quote”")).to_have_value("L2")
        expect(page.get_by_label("Send “Support” to the helpdesk")).to_have_count(0)
    forms = busy.evaluate("return helpdesk_bridge_settings()['forms'];")
    assert forms["wpforms:1"] == {"send": False, "topic": "Sales", "level": "L2"}
    assert forms["helpdesk-bridge:support"]["send"] is True

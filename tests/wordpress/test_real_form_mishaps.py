"""What else happens at real form plugins: spam, a failed mail, a form sent twice, no JavaScript."""

import hashlib

import pytest
from playwright.sync_api import Browser

from tests.servers.run import wait_until
from tests.wordpress.helpdesk import must_use
from tests.wordpress.real_forms.installed import press_send
from tests.wordpress.real_forms.more_fields import FILE, NAME, Visit
from tests.wordpress.real_forms.plugins import PLUGINS, fill, named

pytestmark = pytest.mark.browser

SPAM = {
    "contact-form-7": "add_filter( 'wpcf7_spam', '__return_true' );",
    "gravityforms": "add_filter( 'gform_entry_is_spam', '__return_true' );",
    "jetpack": "add_filter( 'jetpack_contact_form_is_spam', '__return_true' );",
}
NO_MAIL = "add_filter( 'pre_wp_mail', '__return_false', PHP_INT_MAX );"
# The other plugins tell visitors that all went well, whatever became of the mail.
TELL_OF_MAIL = ("contact-form-7", "pro-elements")
# The others refuse such a visitor themselves.
WITHOUT_JAVASCRIPT = ("contact-form-7", "formidable", "gravityforms", "jetpack")


def on(*plugins):
    return pytest.mark.parametrize(
        "installed", named(*plugins), indirect=True, ids=lambda plugin: plugin.folder
    )


every_plugin = on(*(plugin.folder for plugin in PLUGINS))


@on(*SPAM)
def test_what_the_plugin_takes_for_spam_arrives_as_spam(installed, browser_context):
    with must_use(installed.site, SPAM[installed.plugin.folder]):
        item = installed.send(browser_context, installed.form, lambda page: fill(page, "Hello"))
    assert item["status"] == "spam"
    assert "Hello" in [one["value"] for one in item["fields"]]


@on("contact-form-7", "gravityforms")
def test_a_file_of_what_may_be_no_spam_is_kept(installed, browser_context, tmp_path):
    folder = installed.plugin.folder
    form = installed.make(f"more/{folder}.php")
    with must_use(installed.site, SPAM[folder]):
        item = installed.send(
            browser_context, form, lambda page: Visit(page, tmp_path).fill(folder)
        )
    assert item["status"] == "spam"
    (file,) = item["files"]
    assert (file["name"], file["sha256"]) == (NAME, hashlib.sha256(FILE).hexdigest())


@every_plugin
def test_a_mail_that_fails_costs_nothing(installed, browser_context):
    with must_use(installed.site, NO_MAIL):
        item = installed.send(browser_context, installed.form, lambda page: fill(page, "Hello"))
    told = installed.plugin.folder in TELL_OF_MAIL
    assert item["status"] == ("mail_failed" if told else "ok")


@every_plugin
def test_the_same_form_sent_from_two_tabs_is_two_submissions(installed, browser_context):
    tabs = [browser_context.new_page() for _ in range(2)]
    for number, tab in enumerate(tabs):
        tab.goto(installed.form.url)
        fill(tab, f"From tab {number}")
    for number, tab in enumerate(tabs):
        tab.bring_to_front()
        press_send(tab)
        wait_until(lambda: len(installed.submissions()) > number, "the submission")  # noqa: B023
    first, second = installed.submissions()
    assert first["id"] != second["id"]
    assert first["form"] == second["form"]
    assert first["fields"][0]["value"] == "From tab 0"
    assert second["fields"][0]["value"] == "From tab 1"


@on(*WITHOUT_JAVASCRIPT)
def test_a_visitor_without_javascript_is_heard(installed, browser: Browser):
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        item = installed.send(context, installed.form, lambda page: fill(page, "Hello"))
    assert item["page"] == {"url": installed.form.url, "title": "Real form"}
    assert "Hello" in [one["value"] for one in item["fields"]]


@every_plugin
def test_two_forms_on_one_page_are_two_forms(installed, browser_context):
    other = installed.make(f"{installed.plugin.folder}.php")
    page = browser_context.new_page()
    for number, text in enumerate(("To the first", "To the second")):
        page.goto(installed.on_one_page(installed.form, other))
        page.wait_for_load_state("networkidle")
        fill(page, text, number)
        press_send(page, number)
        wait_until(lambda: len(installed.submissions()) > number, "the submission")  # noqa: B023
    page.close()
    one, two = installed.submissions()
    assert one["form"]["id"] != two["form"]["id"]
    assert [item["fields"][0]["value"] for item in (one, two)] == ["To the first", "To the second"]

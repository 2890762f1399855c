"""Submissions through real form plugins, in a real browser.

Form plugins cannot be shipped with the project. Where HELPDESK_WP_PLUGINS_DIR names a folder that
holds them, unpacked, these tests run against them; elsewhere they are skipped, which is no failure:
test_form_plugins.py drives the same adapters by recorded payloads.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext

from bridge.cli.demo.wordpress import Site
from tests.servers.run import wait_until
from tests.wordpress.real_forms.plugins import PLUGINS, SCRIPTS, RealPlugin, fill
from tests.wordpress.visitor import SAMPLE, TIMEOUT

pytestmark = pytest.mark.browser

ACTIVATE = (
    "$done = activate_plugin( $data );"
    " return is_wp_error( $done ) ? wp_strip_all_tags( $done->get_error_message() ) : '';"
)
MAKE = (
    "$form = require $data['script'];"
    " $page = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish',"
    " 'post_title' => 'Real form', 'post_name' => 'real-form',"
    " 'post_content' => $form['shortcode'] ) );"
    " return array( 'id' => $form['id'], 'url' => get_permalink( $page ) );"
)


@dataclass(frozen=True)
class Installed:
    """A site with one real form plugin and a page with its form."""

    plugin: RealPlugin
    site: Site
    form_id: str
    url: str


@pytest.fixture(params=PLUGINS, ids=lambda plugin: plugin.folder)
def installed(request: pytest.FixtureRequest) -> Iterator[Installed]:
    plugin: RealPlugin = request.param
    location = plugin.location()
    site: Site = request.getfixturevalue("wordpress_site")
    site.reset()
    site.debug_log.unlink(missing_ok=True)
    link = site.folder / "www" / "wp-content" / "plugins" / plugin.folder
    link.unlink(missing_ok=True)
    link.symlink_to(location.resolve())
    offline = site.folder / "www" / "wp-content" / "mu-plugins" / "offline.php"
    offline.write_text("<?php add_filter( 'jetpack_offline_mode', '__return_true' );")
    try:
        refused = site.evaluate(ACTIVATE, f"{plugin.folder}/{plugin.main}")
        if refused:
            pytest.skip(
                f"this WordPress does not take the {plugin.folder} that is there: {refused}"
            )
        made = site.evaluate(MAKE, {"script": str(SCRIPTS / f"{plugin.folder}.php")})
        yield Installed(plugin, site, made["id"], made["url"])
        log = site.debug_log.read_text() if site.debug_log.exists() else ""
        assert "helpdesk-bridge" not in log, log
    finally:
        offline.unlink()
        link.unlink()
        site.reset()


@pytest.fixture
def submissions(installed: Installed) -> Callable[[], list[dict[str, Any]]]:
    """Everything the feed holds, oldest first."""
    site = installed.site

    def all_items() -> list[dict[str, Any]]:
        answer = requests.get(
            f"{site.url}/wp-json/helpdesk-bridge/v1/submissions",
            auth=(site.bridge.name, site.bridge.application_password),
            timeout=TIMEOUT,
        )
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    return all_items


def send(context: BrowserContext, installed: Installed, submissions) -> dict:
    """Fills in the form, sends it, and returns what the feed then shows."""
    page = context.new_page()
    page.goto(installed.url)
    fill(page, SAMPLE)
    page.locator(".entry-content").locator("[type=submit]").last.click()
    wait_until(lambda: len(submissions()) == 1, "the submission")
    page.close()
    return submissions()[0]


def test_a_submission_in_a_browser_arrives_as_the_form_shows_it(
    installed, submissions, browser_context
):
    item = send(browser_context, installed, submissions)
    assert item["form"]["plugin"] == installed.plugin.name
    assert item["form"]["id"] == installed.form_id or installed.plugin.name == "jetpack"
    assert item["page"] == {"url": installed.url, "title": "Real form"}
    assert item["status"] in ("ok", "mail_failed")
    fields = {field["label"]: field for field in item["fields"]}
    assert fields["Your name"]["value"] == installed.plugin.in_line(SAMPLE)
    assert fields["E-mail"] == {**fields["E-mail"], "type": "email", "value": "ann@example.test"}
    assert fields["Topic"]["type"] == "select"
    assert fields["Topic"]["value"] == ["Technical problem"]
    assert fields["Also"]["type"] == "checkbox"
    assert fields["Also"]["value"] == ["Call me", "Send a copy"]
    assert fields["Message"]["type"] == "textarea"
    assert fields["Message"]["value"].splitlines() == [
        installed.plugin.in_text(SAMPLE),
        "Second line",
    ]


def test_the_form_is_found_before_anybody_used_it(installed):
    found = installed.site.evaluate("return helpdesk_bridge_found_forms();")
    titles = [form["title"] for form in found[installed.plugin.name]]
    assert ("Real form" if installed.plugin.name == "jetpack" else "Real support") in titles


def test_a_signed_in_visitor_is_known(installed, submissions, browser_context):
    site = installed.site
    session = requests.Session()
    session.cookies.set("wordpress_test_cookie", "WP+Cookie+check")
    login = {"log": site.admin.name, "pwd": site.admin.password}
    session.post(f"{site.url}/wp-login.php", data=login, timeout=TIMEOUT)
    browser_context.add_cookies(
        [{"name": c.name, "value": c.value or "", "url": site.url} for c in session.cookies]
    )
    session.close()
    assert send(browser_context, installed, submissions)["visitor"]["user_id"] == 1

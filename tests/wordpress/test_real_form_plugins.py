"""Submissions through real form plugins, in a real browser.

Form plugins cannot be shipped with the project. Where HELPDESK_WP_PLUGINS_DIR names a folder that
holds them, unpacked, these tests run against them; elsewhere they are skipped, which is no failure:
test_form_plugins.py drives the same adapters by recorded payloads.
"""

import pytest
import requests

from tests.wordpress.real_forms.plugins import PLUGINS, fill
from tests.wordpress.visitor import SAMPLE, TIMEOUT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("installed", PLUGINS, indirect=True, ids=lambda p: p.folder),
]


def send(installed, context):
    return installed.send(context, installed.form, lambda page: fill(page, SAMPLE))


def test_a_submission_in_a_browser_arrives_as_the_form_shows_it(installed, browser_context):
    item = send(installed, browser_context)
    assert item["form"]["plugin"] == installed.plugin.name
    assert item["form"]["id"] == installed.form.id or installed.plugin.name == "jetpack"
    assert item["page"] == {"url": installed.form.url, "title": "Real form"}
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


def test_a_signed_in_visitor_is_known(installed, browser_context):
    site = installed.site
    session = requests.Session()
    session.cookies.set("wordpress_test_cookie", "WP+Cookie+check")
    login = {"log": site.admin.name, "pwd": site.admin.password}
    session.post(f"{site.url}/wp-login.php", data=login, timeout=TIMEOUT)
    browser_context.add_cookies(
        [{"name": c.name, "value": c.value or "", "url": site.url} for c in session.cookies]
    )
    session.close()
    assert send(installed, browser_context)["visitor"]["user_id"] == 1

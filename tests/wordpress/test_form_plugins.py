"""Eight form plugins, one kind of submission.

The payloads say in their `note` which version of which plugin they follow, and whether they were
recorded. The same forms go through the real plugins in test_real_form_plugins.py.
"""

import hashlib

import pytest
import requests

from tests.wordpress.form_plugins import FILE, NAMES, field
from tests.wordpress.visitor import SAMPLE, TIMEOUT

WITH_FILE = ("contact-form-7", "elementor-pro", "gravityforms")
ASK_CONSENT = tuple(name for name in NAMES if name != "formidable")


def test_every_payload_tells_what_it_follows(stage):
    for name in NAMES:
        note = stage.payload(name)["note"]
        assert {"plugin", "version", "how"} == set(note)
    assert len(NAMES) == 8


@pytest.mark.parametrize("name", NAMES)
def test_every_plugin_gives_the_same_submission(stage, submissions, name):
    answer = stage.fire(name, Referer=f"{stage.site.url}/support/")
    assert (answer.status_code, answer.text) == (requests.codes.ok, "THANKS")
    (item,) = submissions()
    assert item["form"]["plugin"] == name
    assert item["form"]["id"]
    assert item["page"] == {"url": f"{stage.site.url}/support/", "title": "Support"}
    assert (item["status"], item["locale"]) == ("ok", "en_US")
    assert item["visitor"] == {"user_id": 0, "ip": None, "user_agent": None}
    assert (field(item, "Your name")["type"], field(item, "E-mail")["type"]) == ("text", "email")
    assert field(item, "E-mail")["value"] == "ann@example.test"
    topic, also = field(item, "Topic"), field(item, "Also")
    assert (topic["type"], topic["value"]) == ("select", ["Technical problem"])
    assert (also["type"], also["value"]) == ("checkbox", ["Call me", "Send a copy"])
    assert field(item, "Message")["type"] == "textarea"
    known = {"Your name", "E-mail", "Topic", "Also", "Message"}
    extra = {"I agree to the terms", "Attachment"}
    assert known <= {one["label"] for one in item["fields"]} <= known | extra
    # Byte for byte, whatever quotes, slashes and tags there are.
    assert field(item, "Your name")["value"] == SAMPLE
    assert field(item, "Message")["value"] == f"{SAMPLE}\nSecond line"


@pytest.mark.parametrize("name", ASK_CONSENT)
def test_a_single_box_is_a_consent(stage, submissions, name):
    stage.fire(name)
    consent = field(submissions()[0], "I agree to the terms")
    assert consent["type"] == "consent"
    assert consent["value"]


@pytest.mark.parametrize("name", WITH_FILE)
def test_a_file_is_copied_while_the_hook_runs(stage, submissions, name):
    payload = stage.payload(name)
    stage.fire(name, payload)
    uploads = stage.site.folder / "www" / "wp-content" / "uploads" / "stand-in"
    (uploads / "log.txt").unlink()
    (item,) = submissions()
    attached = field(item, "Attachment")
    assert (attached["type"], attached["value"]) == ("file", "log.txt")
    (file,) = item["files"]
    assert (file["name"], file["type"], file["field"]) == (
        "log.txt",
        "text/plain",
        attached["name"],
    )
    assert file["sha256"] == hashlib.sha256(FILE).hexdigest()
    login = (stage.site.bridge.name, stage.site.bridge.application_password)
    assert requests.get(file["url"], auth=login, timeout=TIMEOUT).content == FILE


@pytest.mark.parametrize("name", WITH_FILE)
def test_a_file_that_is_gone_is_named_and_costs_nothing_else(stage, submissions, name):
    payload = stage.payload(name)
    (stage.site.folder / "www" / "wp-content" / "uploads" / "stand-in" / "log.txt").unlink()
    assert stage.fire(name, payload).text == "THANKS"
    (item,) = submissions()
    assert item["files"] == []
    assert field(item, "Attachment")["value"] == "log.txt"
    assert "“log.txt” cannot be read" in field(item, "Note of the website")["value"]


@pytest.mark.parametrize("name", ["gravityforms", "elementor-pro"])
@pytest.mark.parametrize(
    "path", ["../../../wp-config.php", "/etc/passwd", "../stand-in/../../../.x"]
)
def test_no_path_leads_out_of_the_uploads(stage, submissions, name, path):
    payload = stage.payload(name)
    url = f"{stage.site.url}/wp-content/uploads/{path}"
    if name == "gravityforms":
        payload["entry"]["7"] = url
    else:
        payload["files"]["file"] = {"url": [url], "path": [path]}
    stage.fire(name, payload)
    assert submissions()[0]["files"] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "gravityforms"])
def test_a_visitor_who_is_signed_in_is_known_without_a_nonce(stage, submissions, name):
    site = stage.site
    with requests.Session() as session:
        session.cookies.set("wordpress_test_cookie", "WP+Cookie+check")
        login = {"log": site.admin.name, "pwd": site.admin.password}
        session.post(f"{site.url}/wp-login.php", data=login, timeout=TIMEOUT)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.cookies)
    stage.fire(name, Cookie=cookies)
    assert submissions()[0]["visitor"]["user_id"] == 1


def test_gravity_forms_tells_who_was_signed_in(stage, submissions):
    payload = stage.payload("gravityforms")
    payload["entry"]["created_by"] = "1"
    stage.fire("gravityforms", payload)
    assert submissions()[0]["visitor"]["user_id"] == 1


def test_a_forged_cookie_is_nobody(stage, submissions):
    stage.fire("wpforms", Cookie=f"wordpress_logged_in_{'0' * 32}=admin|9999999999|x|y")
    assert submissions()[0]["visitor"]["user_id"] == 0


@pytest.mark.parametrize("name", ["contact-form-7", "gravityforms", "wpforms"])
def test_address_and_browser_are_kept_only_if_the_settings_say_so(stage, submissions, name):
    stage.site.evaluate("helpdesk_bridge_save_settings( array( 'keep_visitor' => true ) );")
    stage.fire(name, User_Agent="Mozilla/5.0")
    visitor = submissions()[0]["visitor"]
    assert (visitor["ip"], visitor["user_agent"]) == ("127.0.0.1", "Mozilla/5.0")

"""Settings → Helpdesk Bridge, as an administrator uses it."""

import html
import re

import pytest
import requests

from tests.servers.run import wait_until
from tests.wordpress.receiver import SECRET
from tests.wordpress.visitor import TIMEOUT

PAGE = "/wp-admin/options-general.php?page=helpdesk-bridge"


@pytest.fixture
def admin(site):
    """A session signed in as administrator."""
    with requests.Session() as session:
        sign_in(session, site, site.admin.name, site.admin.password)
        yield session


def sign_in(session, site, name, password):
    session.cookies.set("wordpress_test_cookie", "WP+Cookie+check")
    session.post(f"{site.url}/wp-login.php", data={"log": name, "pwd": password}, timeout=TIMEOUT)


def press(session, site, action, **values):
    """Posts the page's form for `action` with its nonce; returns the page that follows."""
    page = session.get(site.url + PAGE, timeout=TIMEOUT).text
    found = re.search(rf'value="helpdesk_bridge_{action}">.*?name="_wpnonce" value="(\w+)"', page)
    assert found, page
    data = {"action": f"helpdesk_bridge_{action}", "_wpnonce": found[1], **values}
    return html.unescape(
        session.post(f"{site.url}/wp-admin/admin-post.php", data=data, timeout=TIMEOUT).text
    )


@pytest.mark.every_version
def test_a_pasted_code_connects_and_its_secret_is_never_shown(site, admin, receiver):
    page = press(admin, site, "connect", code=f"  {receiver.code}\n")
    assert f"Connected as “demo” to {receiver.base}." in page
    assert SECRET not in page
    assert receiver.code not in page


def test_a_wrong_code_is_refused_and_the_old_one_stays(site, admin, connected):
    page = press(admin, site, "connect", code=connected.code[:-10])
    assert "This is not a whole connection code." in page
    assert "Connected as “demo”" in page


def test_disconnecting_keeps_submissions(site, admin, connected, submissions):
    page = press(admin, site, "connect", disconnect="1", code="")
    assert "Not connected." in page
    site.evaluate("do_action( 'helpdesk_bridge_submit', array() );")
    assert len(submissions()) == 1


def test_hand_over_now_pushes_what_waits(site, admin, receiver):
    site.evaluate("do_action( 'helpdesk_bridge_submit', array() );")
    site.set_connection(receiver.code)
    assert "Tried: 1. Still waiting: 0." in press(admin, site, "push")
    wait_until(lambda: receiver.answered == 1, "the push")


@pytest.mark.every_version
def test_settings_are_kept_in_range_and_shown_as_text(site, admin):
    topics = "<script>alert(1)</script>Billing\n\nOther\nOther"
    page = press(admin, site, "save", topics=topics, minimum_seconds="-5", max_file_mb="9999")
    assert "<script>alert(1)" not in page
    settings = site.evaluate("return helpdesk_bridge_settings();")
    assert settings["topics"] == ["Billing", "Other"]
    assert (settings["minimum_seconds"], settings["max_file_mb"]) == (0, 100)
    assert settings["keep_visitor"] is False


def test_address_and_browser_are_kept_only_if_the_settings_say_so(site, admin, submissions):
    press(admin, site, "save", keep_visitor="1")
    site.evaluate("do_action( 'helpdesk_bridge_submit', array() );")
    assert submissions()[0]["visitor"]["ip"] == "127.0.0.1"


@pytest.mark.parametrize("action", ["connect", "push", "save"])
def test_an_editor_or_a_forged_request_changes_nothing(site, admin, receiver, action):
    url = f"{site.url}/wp-admin/admin-post.php"
    data = {"action": f"helpdesk_bridge_{action}", "code": receiver.code, "keep_visitor": "1"}
    assert admin.post(url, data=data, timeout=TIMEOUT).status_code == 403
    site.evaluate(
        "wp_insert_user( array( 'user_login' => 'ed', 'user_pass' => 'ed-password',"
        " 'user_email' => 'ed@example.test', 'role' => 'editor' ) );"
    )
    with requests.Session() as editor:
        sign_in(editor, site, "ed", "ed-password")
        assert editor.get(site.url + PAGE, timeout=TIMEOUT).status_code == 403
        assert editor.post(url, data=data, timeout=TIMEOUT).status_code == 403
    assert site.evaluate("return helpdesk_bridge_connection();") is None
    assert site.evaluate("return helpdesk_bridge_settings();")["keep_visitor"] is False


def test_the_secret_is_not_loaded_with_every_page(site, connected):
    loaded = site.evaluate("return array_keys( wp_load_alloptions() );")
    assert "helpdesk_bridge_connection" not in loaded
    assert "helpdesk_bridge_form_key" not in loaded

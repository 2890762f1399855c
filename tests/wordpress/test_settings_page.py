"""Settings → Helpdesk Bridge, as an administrator uses it."""

import html
import re

import pytest
import requests

from tests.servers.run import wait_until
from tests.wordpress.receiver import SECRET
from tests.wordpress.visitor import TIMEOUT
from tests.wordpress.wp_admin import PAGE, press, sign_in


@pytest.mark.every_version
def test_a_pasted_code_connects_and_its_secret_is_never_shown(site, admin, receiver):
    receiver.status, receiver.answer = 200, b'{"findings": []}'
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


def form_of(key, **choice):
    """The inputs of one row of the list of forms, in the order a browser sends them."""
    values = {f"forms[0][{name}]": value for name, value in choice.items()}
    return {**values, "forms[0][key]": key}


def test_each_form_says_whether_it_goes_to_the_helpdesk_and_with_what(site, admin):
    site.evaluate(
        "foreach ( array( '1', '2' ) as $id ) do_action( 'helpdesk_bridge_submit', array("
        " 'form' => array( 'plugin' => 'wpforms', 'id' => $id, 'title' => 'Form ' . $id ) ) );"
    )
    choice = form_of("wpforms:1", topic="Billing & <i>more</i>", level="L2")
    page = press(admin, site, "forms", **choice)
    assert "Forms saved." in page
    assert "Form 1" in page
    saved = {"send": False, "topic": "Billing & more", "level": "L2"}
    assert site.evaluate("return helpdesk_bridge_settings()['forms'];") == {"wpforms:1": saved}
    press(admin, site, "forms", **form_of("wpforms:2", send="1"))
    assert site.evaluate("return helpdesk_bridge_settings()['forms'];")["wpforms:1"] == saved


def test_a_list_of_forms_that_php_cut_off_changes_none_by_half(site, admin):
    site.evaluate("do_action( 'helpdesk_bridge_submit', array() );")  # else there is no list
    press(admin, site, "forms", **form_of("wpforms:1", send="1", topic="Kept"))
    press(admin, site, "forms", **{"forms[0][topic]": "without its key"})
    forms = site.evaluate("return helpdesk_bridge_settings()['forms'];")
    assert forms == {"wpforms:1": {"send": True, "topic": "Kept", "level": ""}}


def test_a_section_saves_its_own_settings_alone(site, admin):
    press(admin, site, "save", keep_visitor="1", retention_days="30")
    press(admin, site, "save", topics="One", minimum_seconds="3", max_file_mb="5")
    settings = site.evaluate("return helpdesk_bridge_settings();")
    assert (settings["keep_visitor"], settings["retention_days"]) == (True, 30)
    press(admin, site, "save", keep_visitor="0", retention_days="-1")
    settings = site.evaluate("return helpdesk_bridge_settings();")
    assert (settings["keep_visitor"], settings["retention_days"]) == (False, 0)
    assert settings["topics"] == ["One"]


def test_the_page_tells_what_waits_and_why_in_the_readers_language(site, admin, connected):
    connected.status = 401
    site.evaluate("do_action( 'helpdesk_bridge_submit', array() ); helpdesk_bridge_drain();")
    page = html.unescape(admin.get(site.url + PAGE, timeout=TIMEOUT).text)
    assert "Submissions waiting to be handed over: 1" in page
    assert "HTTP 401: the bridge refused the signature" in page
    site.evaluate("update_user_meta( 1, 'locale', 'fr_FR' );")
    page = html.unescape(admin.get(site.url + PAGE, timeout=TIMEOUT).text)
    assert "Envois en attente de transmission\u00a0: 1" in page
    assert "HTTP 401: l’assistance a refusé la signature" in page


def test_the_daily_test_is_set_and_run_from_the_page(site, admin, receiver):
    page = html.unescape(admin.get(site.url + PAGE, timeout=TIMEOUT).text)
    assert "The daily test begins once the site is connected." in page
    assert "Run the test now" not in page
    site.set_connection(receiver.code)
    receiver.status = 503
    page = press(admin, site, "canary")
    broken = "broke at “Accepted by the helpdesk” (form “Support request”): "
    assert f"{broken}The helpdesk did not accept the push (HTTP 503: the bridge is busy" in page
    assert re.search(r"Stored here</span> <span[^>]*>good<", page)
    assert re.search(r"Accepted by the helpdesk</span> <span[^>]*>broken<", page)
    page = press(admin, site, "save", canary="0", canary_hour="23")
    settings = site.evaluate("return helpdesk_bridge_settings();")
    assert (settings["canary"], settings["canary_hour"]) == (False, 23)
    press(admin, site, "save", keep_visitor="1")
    assert site.evaluate("return helpdesk_bridge_settings();")["canary"] is False


@pytest.mark.parametrize("action", ["connect", "check", "push", "save", "forms", "canary"])
def test_an_editor_or_a_forged_request_changes_nothing(site, admin, receiver, action):
    url = f"{site.url}/wp-admin/admin-post.php"
    data = {"action": f"helpdesk_bridge_{action}", "code": receiver.code, "keep_visitor": "1"}
    data |= form_of("wpforms:1", send="1")
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
    settings = site.evaluate("return helpdesk_bridge_settings();")
    assert (settings["keep_visitor"], settings["forms"]) == (False, [])


def test_the_secret_is_not_loaded_with_every_page(site, connected):
    loaded = site.evaluate("return array_keys( wp_load_alloptions() );")
    assert "helpdesk_bridge_connection" not in loaded
    assert "helpdesk_bridge_form_key" not in loaded

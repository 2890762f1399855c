"""The daily test on a real WordPress: what the plugin hands in, and which broken link it names."""

import base64
import json

import pytest
import requests

from bridge.services.intake import feed
from bridge.store.ticket_lists import TicketFilter
from tests.wordpress.form_plugins import STAND_INS
from tests.wordpress.helpdesk import house_of, must_use
from tests.wordpress.receiver import connection_code
from tests.wordpress.visitor import open_form

LINKS = "array_map( 'helpdesk_bridge_canary_links', helpdesk_bridge_canary_state()['entries'] )"
RUN = f"helpdesk_bridge_run_canary(); return array( {LINKS}, helpdesk_bridge_find_canary() );"
HOOK = "remove_action( 'template_redirect', 'helpdesk_bridge_on_own_form', 1 );"
PLUGINS = (
    *("contact-form-7", "wpforms", "ninja-forms", "fluentform"),
    *("formidable", "gravityforms", "elementor-pro", "jetpack"),
)


def run(site):
    """Runs the test; the first entry's links as "state code", and the finding."""
    links, found = site.evaluate(RUN)
    return as_told(links[0]), found


def as_told(links):
    return {one["link"]: f"{one['state']} {one['code']}".strip() for one in links}


def pushed(receiver):
    return [call.json for call in receiver.calls if call.path.endswith("/demo")]


def asked(receiver):
    return [call.json for call in receiver.calls if call.path.endswith("/canary")]


@pytest.mark.every_version
def test_an_entry_goes_through_the_forms_own_address_and_is_marked(site, connected):
    states, found = run(site)
    assert list(states.values())[:4] == ["good"] * 4
    assert states["ticket"] == "broken not_told"  # this receiver tells nothing
    assert found["state"] == "bad"
    [entry] = pushed(connected)
    assert entry["canary"] is True
    assert entry["status"] == "ok"
    assert entry["form"]["plugin"] == "helpdesk-bridge"
    assert [one["name"] for one in entry["fields"]] == [
        *("hb-name", "hb-email", "hb-topic", "hb-message", "hb-consent")
    ]
    assert entry["fields"][1]["value"] == "canary@helpdesk-bridge.invalid"
    told = asked(connected)[-1]
    assert told["on"] is True
    assert told["entries"] == [
        {"id": entry["id"], "form": "Support request", "accepted": True, "broken": None}
    ]


def test_every_form_plugins_adapter_takes_an_entry_with_its_forms_own_fields(site, connected):
    make = "require $data; stand_in_forms(); helpdesk_bridge_run_canary();"
    links = site.evaluate(f"{make} return {LINKS};", str(STAND_INS / "forms.php"))
    assert [as_told(one)["accepted"] for one in links] == ["good"] * 9
    entries = {entry["form"]["plugin"]: entry for entry in pushed(connected)}
    assert set(entries) == {"helpdesk-bridge", *PLUGINS}
    for plugin in PLUGINS:
        entry = entries[plugin]
        assert entry["canary"] is True
        assert entry["form"]["title"].startswith("Quote (")
        assert entry["form"]["id"] not in ("", "0")
        fields = {one["label"].casefold(): one for one in entry["fields"]}
        mail = fields.get("e-mail") or fields["mail"]
        assert (mail["type"], mail["value"]) == ("email", "canary@helpdesk-bridge.invalid")
        assert fields["topic"]["value"] == ["Billing"], plugin
        assert (fields.get("message") or fields["text"])["value"].startswith("This is a test entry")
    assert site.evaluate("return helpdesk_bridge_known_forms();") == []


def test_a_form_that_does_not_go_to_the_helpdesk_is_left_alone(site, connected):
    choice = {"forms": {"gravityforms:6": {"send": False}}}
    code = (
        "update_option( 'helpdesk_bridge_settings', $data['settings'], false );"
        " require $data['forms']; return array_column( helpdesk_bridge_canary_forms(), 'plugin' );"
    )
    data = {"settings": choice, "forms": str(STAND_INS / "forms.php")}
    assert "gravityforms" not in site.evaluate(code, data)


# ---- which link broke


def test_a_hook_that_another_plugin_removed_is_named(site, connected):
    with must_use(site, f"add_action( 'init', static function () {{ {HOOK} }} );"):
        states, found = run(site)
    assert states["hook"] == "broken no_hook"
    assert set(list(states.values())[1:]) == {"open"}
    assert "broke at “The form’s hook” (form “Support request”)" in found["says"]
    assert asked(connected)[-1]["entries"][0]["broken"]["link"] == "hook"
    assert pushed(connected) == []


def test_a_form_plugins_hook_that_was_removed_is_named_beside_those_that_work(site, connected):
    code = (
        "require $data;"
        " remove_action( 'gform_after_submission', 'helpdesk_bridge_on_gravity_forms' );"
        f" helpdesk_bridge_run_canary(); return {LINKS};"
    )
    links = [as_told(one) for one in site.evaluate(code, str(STAND_INS / "forms.php"))]
    hooks = [one["hook"] for one in links]
    assert hooks.count("broken no_hook") == 1
    assert links[0]["accepted"] == "good"


def test_a_site_that_swallows_the_form_is_named_with_its_answer(site, connected):
    """As a firewall or a page cache does; here a theme removed the hook for visitors only."""
    with must_use(site, f"add_action( 'wp', static function () {{ {HOOK} }} );"):
        states, found = run(site)
    assert states["hook"] == "broken not_taken"
    assert "HTTP 200" in found["says"]
    assert "firewall" in found["todo"]


def test_a_database_that_does_not_store_is_named(site, connected):
    fails = (
        "add_filter( 'query', static function ( $q ) {"
        " return 0 === strpos( $q, 'INSERT INTO wp_helpdesk_bridge_submissions' )"
        " ? 'INSERT INTO no_such_table VALUES ( 1 )' : $q; } );"
    )
    with must_use(site, fails):
        states, _ = run(site)
    assert (states["hook"], states["stored"]) == ("good", "broken not_stored")
    assert "could not be stored" in site.debug_log.read_text()
    site.debug_log.unlink()


def test_a_bridge_that_is_down_or_refuses_is_named_and_the_next_run_is_good_again(site, connected):
    site.set_connection(connection_code("http://127.0.0.1:9"))
    states, found = run(site)
    assert (states["stored"], states["pushed"]) == ("good", "broken not_pushed")
    assert "could not be reached" in found["says"]
    site.set_connection(connected.code)
    connected.status = 401
    states, found = run(site)
    assert (states["pushed"], states["accepted"]) == ("good", "broken not_accepted")
    assert "HTTP 401: the bridge refused the signature" in found["says"]
    connected.status = 200
    states, _ = run(site)
    assert states["accepted"] == "good"
    ids = [entry["id"] for entry in pushed(connected)]
    assert len(set(ids)) == 2, "what was never handed over is dropped by the next test"


def test_what_the_helpdesk_tells_is_shown_with_the_first_broken_link(site, connected):
    uuid = "update_option( 'helpdesk_bridge_canary', array( 'ran_at' => time(), 'entries' =>"
    entry = {"uuid": "u", "plugin": "helpdesk-bridge", "form": "support", "title": "Support"}
    entry |= {"code": "", "detail": "", "ticket": "", "bridge": []}
    told = [
        {"link": "ticket", "state": "good", "code": "", "detail": ""},
        {"link": "answer", "state": "good", "code": "", "detail": ""},
        {"link": "mail", "state": "broken", "code": "mail_refused", "detail": "451 <b>no</b>"},
    ]
    connected.status = 200
    connected.answer = json.dumps(
        {"entries": [{"id": "u", "ticket": "HB-7", "links": told}]}
    ).encode()
    links, found = site.evaluate(
        "helpdesk_bridge_as_canary( 'u', static function () {"
        " helpdesk_bridge_accept( array() ); } );"
        f" {uuid} $data ), false ); helpdesk_bridge_drain(); helpdesk_bridge_report_canary();"
        f" return array( {LINKS}, helpdesk_bridge_find_canary() );",
        [entry],
    )
    assert list(as_told(links[0]).values()) == [*["good"] * 6, "broken mail_refused"]
    assert "mail server did not take the answer (451 <b>no</b>)" in found["says"]


def test_a_site_behind_a_login_is_tested_within_its_own_process(site, connected):
    closed = "if ( isset( $_POST['hb-form'] ) ) { status_header( 401 ); exit; }"
    with must_use(site, closed):
        states, _ = run(site)
    assert states["accepted"] == "good"
    assert [entry["canary"] for entry in pushed(connected)] == [True]


def test_a_site_that_sends_its_front_page_elsewhere_is_followed(site, connected):
    moved = (
        "if ( isset( $_POST['hb-form'] ) && '/' === $_SERVER['REQUEST_URI'] ) {"
        " header( 'Location: /support/', true, 302 ); exit; }"
    )
    with must_use(site, moved):
        states, _ = run(site)
    assert states["accepted"] == "good"
    assert pushed(connected)[0]["page"]["url"] == f"{site.url}/support/"


def test_what_a_push_could_not_bring_is_fetched_as_the_canary_that_it_is(site, tmp_path):
    site.set_connection(connection_code("http://127.0.0.1:9"))
    run(site)
    house = house_of(site, tmp_path)
    pulled = feed.pull(house.ctx, "main")
    assert (pulled.new, pulled.duplicate) == (0, 0)
    with house.ctx.reading() as tx:
        assert tx.canaries.newest(1)
        assert tx.ticket_lists.count(TicketFilter()) == 0
    assert feed.pull(house.ctx, "main").duplicate == 1
    house.ctx.database.dispose()


# ---- nobody else can mark one, and nothing counts it


def test_no_visitor_can_mark_a_submission(site, submissions):
    form = open_form(f"{site.url}/support/")
    fields = {"canary": "1", "hb-canary": "1", "c": "1", "hb-canary[]": "x"}
    assert form.post({**form.filled(), **fields}).status_code == requests.codes.see_other
    coded, _, mark = form.values["hb-token"].partition(".")
    content = {**json.loads(base64.b64decode(coded)), "c": "mine"}
    forged = base64.b64encode(json.dumps(content).encode()).decode()
    form.post({**form.filled(), "hb-token": f"{forged}.{mark}"})
    site.evaluate("do_action( 'helpdesk_bridge_submit', array( 'canary' => true ) );")
    with must_use(
        site,
        "add_filter( 'helpdesk_bridge_submission', static function ( $s ) {"
        " return array( 'canary' => true ) + $s; } );",
    ):
        site.evaluate(
            "helpdesk_bridge_on_wpforms( array(), array(),"
            " array( 'id' => '1', 'canary' => true ) );"
        )
    found = submissions()
    assert [item.get("canary") for item in found] == [None] * 4
    assert [item["status"] for item in found] == ["ok", "spam", "ok", "ok"]


def test_a_token_of_a_test_is_worth_nothing_once_the_test_is_over(site, submissions):
    token = (
        "update_option( 'helpdesk_bridge_canary', array( 'ran_at' => time() - 601,"
        " 'entries' => array( array( 'uuid' => 'u' ) ) ), false );"
        " return helpdesk_bridge_new_token( array( 'id' => 'support', 'title' => 'S',"
        " 'lang' => 'en_US' ), 'u' );"
    )
    form = open_form(f"{site.url}/support/")
    form.post({**form.filled(), "hb-token": site.evaluate(token)})
    [item] = submissions()
    assert "canary" not in item
    assert item["status"] == "spam"


def test_no_number_counts_it_and_old_ones_go(site, connected, read):
    run(site)
    counts = (
        "return array( helpdesk_bridge_count_rows( 'sent' ),"
        " helpdesk_bridge_count_rows( 'pending' ), helpdesk_bridge_known_forms() );"
    )
    assert site.evaluate(counts) == [0, 0, []]
    assert read("status").json()["forms"] == []
    rows = (
        "global $wpdb;"
        " return $wpdb->get_var( 'SELECT COUNT(*) FROM wp_helpdesk_bridge_submissions' );"
    )
    assert int(site.evaluate(rows)) == 1
    site.evaluate(
        'global $wpdb; $wpdb->query( "UPDATE wp_helpdesk_bridge_submissions SET created_at ='
        " '2020-01-01 00:00:00'\" ); helpdesk_bridge_accept( array() );"
        " helpdesk_bridge_drop_canaries();"
    )
    assert int(site.evaluate(rows)) == 1, "a visitor's stays, however old"


# ---- when it runs


NEXT = "return array( wp_next_scheduled( 'helpdesk_bridge_canary' ), time() );"
LOOK = "helpdesk_bridge_canary_look();"


def test_it_runs_once_a_day_at_its_hour_in_the_sites_zone(site, connected):
    at = (
        "update_option( 'timezone_string', 'Asia/Kolkata' );"
        " helpdesk_bridge_save_settings( array( 'canary_hour' => $data ) );"
        " helpdesk_bridge_canary_look();"
        " $next = wp_next_scheduled( 'helpdesk_bridge_canary' );"
        " return array( wp_date( 'G', $next ), $next - time() );"
    )
    for hour in (0, 9, 23):
        said, wait = site.evaluate(at, hour)
        assert int(said) == hour
        assert 0 < wait <= 24 * 3600
    planned = site.evaluate(NEXT)[0]
    site.evaluate(LOOK)
    assert site.evaluate(NEXT)[0] == planned
    ran = "do_action( 'helpdesk_bridge_canary' ); return helpdesk_bridge_canary_state()['ran_at'];"
    assert site.evaluate(ran) > 0
    assert len(pushed(connected)) == 1


def test_switched_off_it_does_not_run_and_the_helpdesk_is_told(site, connected):
    connected.status, connected.answer = 200, b'{"entries":[]}'
    site.evaluate(LOOK)
    site.evaluate(LOOK)
    assert [call["on"] for call in asked(connected)] == [True], "it is told once"
    site.evaluate(
        "helpdesk_bridge_save_settings( array( 'canary' => false ) );"
        " update_option( 'helpdesk_bridge_canary', array( 'asked_at' => 0 )"
        " + helpdesk_bridge_canary_state(), false );"
        f" {LOOK} do_action( 'helpdesk_bridge_canary' );"
    )
    assert [call["on"] for call in asked(connected)] == [True, False]
    assert site.evaluate(NEXT)[0] is False
    assert pushed(connected) == []


def test_a_site_that_leaves_tells_so_and_one_without_a_connection_plans_nothing(site, connected):
    connected.status, connected.answer = 200, b'{"entries":[]}'
    site.evaluate(f"{LOOK} helpdesk_bridge_disconnect();")
    assert [call["on"] for call in asked(connected)] == [True, False]
    site.evaluate(f"{LOOK} do_action( 'helpdesk_bridge_canary' );")
    assert site.evaluate(NEXT)[0] is False
    assert len(connected.calls) == 2
    site.set_connection(connected.code)
    site.evaluate(LOOK)
    assert [call["on"] for call in asked(connected)] == [True, False, True]


def test_one_that_has_not_run_for_long_is_named_here_and_in_site_health(site, connected):
    connected.status = 200
    old = (
        "update_option( 'helpdesk_bridge_canary', array( 'ran_at' => time() - 3 * DAY_IN_SECONDS ),"
        " false ); return helpdesk_bridge_site_health_result( 'canary' );"
    )
    result = site.evaluate(old)
    assert result["status"] == "critical"
    assert "The daily test has not run for 3 days." in result["description"]
    assert "wp-cron.php" in result["description"]
    assert "page=helpdesk-bridge" in result["actions"]

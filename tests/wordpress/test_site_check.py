"""`site check` on a real WordPress in each state that one can be put in (issue 4)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.cli.demo.wordpress import Site
from bridge.services import health
from bridge.services.sites import site_access
from bridge.services.sites.site_check import check
from tests.support.stand_ins import SetClock
from tests.web.house import House
from tests.wordpress.helpdesk import DEACTIVATE, codes, connect, found, house_of, must_use

REVOKE = """
$user = get_user_by( 'login', 'helpdesk-bridge' );
WP_Application_Passwords::delete_all_application_passwords( $user->ID );
return 1;
"""
PLAIN = """
$GLOBALS['wp_rewrite']->set_permalink_structure( '' );
flush_rewrite_rules();
return 1;
"""
REST_GONE = """
add_action( 'plugins_loaded', function () {
	remove_action( 'init', 'rest_api_init' );
	remove_action( 'parse_request', 'rest_api_loaded' );
	remove_action( 'template_redirect', 'rest_output_link_header', 11 );
} );
"""
REST_REFUSED = """
add_filter( 'rest_authentication_errors', function () {
	return new WP_Error( 'rest_disabled', 'The REST API is off.', array( 'status' => 403 ) );
}, 200 );
"""
MEMBERS_ONLY = """
add_filter( 'rest_authentication_errors', function ( $result ) {
	return is_user_logged_in() ? $result
		: new WP_Error( 'rest_login_required', 'Members only.', array( 'status' => 401 ) );
}, 200 );
"""
CACHE = """
add_filter( 'rest_pre_echo_response', function ( $answer, $server, $request ) {
	$key = 'cached_' . md5( $request->get_route() . serialize( $request->get_query_params() ) );
	$kept = get_option( $key );
	if ( $kept ) {
		%s
		return $kept;
	}
	update_option( $key, $answer );
	return $answer;
}, 10, 3 );
"""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime.now(UTC))


@pytest.fixture
def house(site: Site, tmp_path: Path, clock: SetClock) -> Iterator[House]:
    opened = house_of(site, tmp_path, clock)
    yield opened
    opened.ctx.database.dispose()


def test_a_sound_site_is_told_in_one_sentence(house: House) -> None:
    report = check(house.ctx, "main")
    assert codes(report) == {"connected": True}
    assert report.ok
    assert "lets us in as helpdesk-bridge" in report.checks[0].says
    assert report.checks[0].todo == ""
    assert health.full(house.ctx)[-1].ok


def test_plain_permalinks_work_and_are_told(house: House, site: Site) -> None:
    site.evaluate(PLAIN)
    assert found(house) == {"plain_permalinks": True, "connected": True}
    assert check(house.ctx, "main").ok


@pytest.mark.parametrize("php", [REST_GONE, REST_REFUSED])
def test_a_rest_api_that_is_off(house: House, site: Site, php: str) -> None:
    with must_use(site, php):
        assert found(house) == {"rest_off": False}


def test_a_rest_api_for_members_lets_us_in(house: House, site: Site) -> None:
    with must_use(site, MEMBERS_ONLY):
        assert found(house) == {"connected": True}
        with house.ctx.reading() as tx:
            access = site_access.access(house.ctx, tx.sites.get(1))
        house.ctx.wordpress.connect(access).check_access()


def test_application_passwords_that_are_off(house: House, site: Site) -> None:
    with must_use(site, "add_filter( 'wp_is_application_passwords_available', '__return_false' );"):
        assert found(house) == {"application_passwords_off": False}


def test_a_wrong_password_and_an_unknown_user(house: House, site: Site) -> None:
    connect(house, site.url, site.bridge.name, "aaaa bbbb cccc dddd")
    assert found(house) == {"wrong_password": False}
    connect(house, site.url, "nobody", site.bridge.application_password)
    assert found(house) == {"wrong_password": False}


def test_a_password_that_once_held_was_revoked(house: House, site: Site) -> None:
    assert found(house) == {"connected": True}
    site.evaluate(REVOKE)
    report = check(house.ctx, "main")
    assert codes(report) == {"revoked_password": False}
    assert "let us in until" in report.checks[0].says


def test_a_user_without_the_right_to_read_submissions(house: House, site: Site) -> None:
    site.evaluate("get_user_by( 'login', 'helpdesk-bridge' )->set_role( 'editor' ); return 1;")
    report = check(house.ctx, "main")
    assert codes(report) == {"missing_capability": False}
    assert "helpdesk_bridge_read" in report.checks[0].says


def test_a_user_who_may_only_read_submissions_sees_no_drafts(house: House, site: Site) -> None:
    user = "get_user_by( 'login', 'helpdesk-bridge' )"
    site.evaluate(f"{user}->set_role( 'helpdesk_bridge' ); return 1;")
    assert found(house) == {"limited_articles": True, "connected": True}


def test_a_missing_plugin(house: House, site: Site) -> None:
    site.evaluate(DEACTIVATE)
    assert found(house) == {"plugin_missing": False}


def test_an_old_plugin(house: House, site: Site) -> None:
    php = """
	add_filter( 'rest_request_after_callbacks', function ( $answer, $handler, $request ) {
		if ( str_ends_with( $request->get_route(), '/status' ) ) {
			$answer->set_data( array( 'plugin_version' => '0.0.9' ) + $answer->get_data() );
		}
		return $answer;
	}, 10, 3 );
	"""
    with must_use(site, php):
        assert found(house) == {"plugin_old": False, "connected": True}


def test_xmlrpc_that_is_off_fails_only_a_site_that_is_read_by_it(house: House, site: Site) -> None:
    with must_use(site, "add_filter( 'xmlrpc_enabled', '__return_false' );"):
        assert found(house) == {"connected": True, "xmlrpc_blocked": True}
        with house.ctx.transaction() as tx:
            tx.sites.get(1).transport = "xmlrpc"
        assert found(house)["xmlrpc_blocked"] is False


def test_an_xmlrpc_file_that_the_server_bars(house: House, site: Site) -> None:
    php = "if ( defined( 'XMLRPC_REQUEST' ) ) { http_response_code( 403 ); exit( 'no' ); }"
    with must_use(site, php):
        assert found(house) == {"connected": True, "xmlrpc_blocked": True}


def test_php_notices_before_the_json_hide_nothing_else(house: House, site: Site) -> None:
    php = "echo '<br /><b>Notice</b>: Undefined index: a in <b>/srv/x.php</b> on line <b>7</b>';"
    with must_use(site, php):
        report = check(house.ctx, "main")
    assert codes(report) == {"text_before_json": False, "connected": True}
    assert "Notice : Undefined index: a in /srv/x.php on line 7" in report.checks[0].says


def test_maintenance_mode(house: House, site: Site) -> None:
    flag = site.folder / "www" / ".maintenance"
    flag.write_text("<?php $upgrading = time();")
    try:
        assert found(house) == {"maintenance": False}
    finally:
        flag.unlink()


def test_a_clock_that_is_off_by_more_than_a_minute(house: House, clock: SetClock) -> None:
    clock.set(datetime.now(UTC) + timedelta(seconds=50))
    assert found(house) == {"connected": True}
    clock.set(datetime.now(UTC) + timedelta(minutes=2))
    report = check(house.ctx, "main")
    assert codes(report) == {"clock_skew": False, "connected": True}
    assert "seconds behind ours" in report.checks[0].says


def test_a_clock_is_compared_without_the_plugin_too(
    house: House, site: Site, clock: SetClock
) -> None:
    site.evaluate(DEACTIVATE)
    clock.set(datetime.now(UTC) - timedelta(minutes=3))
    assert found(house) == {"plugin_missing": False, "clock_skew": False}


def test_a_page_cache_that_says_so(house: House, site: Site) -> None:
    with must_use(site, CACHE % "header( 'X-Cache: HIT from cache1' );"):
        report = check(house.ctx, "main")
    assert codes(report) == {"page_cache": False, "connected": True}
    assert "x-cache: HIT" in report.checks[0].says


def test_a_page_cache_that_says_nothing_is_known_by_its_old_answers(
    house: House, site: Site
) -> None:
    old = """
	$route = '/helpdesk-bridge/v1/status';
	$answer = array( 'plugin_version' => '0.1.0', 'wp_version' => '6.8', 'pending_push' => 0,
		'clock' => '2026-01-01T00:00:00Z' );
	update_option( 'cached_' . md5( $route . serialize( array() ) ), $answer );
	return 1;
	"""
    site.evaluate(old)
    with must_use(site, CACHE % ""):
        report = check(house.ctx, "main")
    assert codes(report) == {"page_cache": False, "connected": True}
    assert "its clock stands at 00:00:00" in report.checks[0].says


def test_several_faults_are_told_at_once(house: House, site: Site, clock: SetClock) -> None:
    site.evaluate(PLAIN)
    clock.move(minutes=5)
    php = """
	echo 'Deprecated: x';
	add_filter( 'xmlrpc_enabled', '__return_false' );
	"""
    with must_use(site, php):
        assert found(house) == {
            "plain_permalinks": True,
            "text_before_json": False,
            "clock_skew": False,
            "connected": True,
            "xmlrpc_blocked": True,
        }

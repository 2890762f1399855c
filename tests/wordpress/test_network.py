"""A network of sites: each has its own tables, settings and account; nobody sees another's."""

import re

import pytest
import requests

from tests.wordpress.helpdesk import DEACTIVATE
from tests.wordpress.test_settings_page import sign_in
from tests.wordpress.versions import USUAL, chosen
from tests.wordpress.visitor import TIMEOUT

# One site is made for all of these tests, so one process runs them.
pytestmark = pytest.mark.xdist_group("network")

# Old versions take the colon out of a host with a port: the address is set once more.
NEW_SITE = """
global $wpdb;
$id = wpmu_create_blog( $_SERVER['HTTP_HOST'], '/' . $data . '/', $data, 1 );
if ( is_wp_error( $id ) ) { return $id->get_error_message(); }
$address = array( 'domain' => $_SERVER['HTTP_HOST'] );
$wpdb->update( $wpdb->blogs, $address, array( 'blog_id' => $id ) );
clean_blog_cache( $id );
switch_to_blog( $id );
foreach ( array( 'home', 'siteurl' ) as $address ) {
    update_option( $address, 'http://' . $_SERVER['HTTP_HOST'] . '/' . $data );
}
$GLOBALS['wp_rewrite']->set_permalink_structure( '/%postname%/' );
return $id;
"""
NEW_READER = """
switch_to_blog( $data['site'] );
$id = wp_create_user( $data['name'], $data['name'] . '-password', $data['name'] . '@example.test' );
add_user_to_blog( $data['site'], $id, $data['role'] );
return WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'x' ) )[0];
"""
HAND_OVER = """
switch_to_blog( $data['site'] );
helpdesk_bridge_upgrade();
do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => $data['form'] ) ) );
"""
TABLES = "global $wpdb; return $wpdb->get_col( \"SHOW TABLES LIKE '%helpdesk_bridge%'\" );"


@pytest.fixture(scope="module")
def network_site(wordpress_sites, tmp_path_factory):
    folder = tmp_path_factory.mktemp("network") / "site"
    site = wordpress_sites.make(chosen() or USUAL, folder)
    site.start()
    assert site.run_script("network.php", None) is True
    site.change(network=True)
    site.evaluate(
        DEACTIVATE + "return activate_plugin( 'helpdesk-bridge/helpdesk-bridge.php', '', true );"
    )
    site.keep()
    yield site
    site.stop()


@pytest.fixture
def network(network_site):
    """The network with the plugin active everywhere and one site."""
    network_site.reset()
    network_site.debug_log.unlink(missing_ok=True)
    yield network_site
    # WordPress's own functions for networks are noisy about deprecations.
    log = network_site.debug_log.read_text() if network_site.debug_log.exists() else ""
    assert "helpdesk" not in log.replace("ms-functions.php", ""), log


@pytest.fixture
def second(network):
    """The id of a second site, `/second/`, made after the plugin was switched on."""
    number = network.evaluate(NEW_SITE, "second")
    assert number == 2
    return number


def feed(network, path, login):
    url = f"{network.url}{path}/wp-json/helpdesk-bridge/v1/submissions"
    return requests.get(url, auth=login, timeout=TIMEOUT)


def forms(answer):
    assert answer.status_code == requests.codes.ok, answer.text
    return [item["form"]["id"] for item in answer.json()["items"]]


def reader(network, site, role="helpdesk_bridge"):
    name = f"reader{site}{role[:4]}"
    return name, network.evaluate(NEW_READER, {"site": site, "name": name, "role": role})


def test_a_site_made_later_sets_itself_up_on_its_first_request(network, second):
    assert [name for name in network.evaluate(TABLES) if name.startswith("wp_2_")] == []
    requests.get(f"{network.url}/second/", timeout=TIMEOUT).raise_for_status()
    assert sorted(name for name in network.evaluate(TABLES) if name.startswith("wp_2_")) == [
        "wp_2_helpdesk_bridge_files",
        "wp_2_helpdesk_bridge_submissions",
    ]
    role = "switch_to_blog( 2 ); return get_role( 'helpdesk_bridge' )->capabilities;"
    assert network.evaluate(role) == {"read": True, "helpdesk_bridge_read": True}


def test_each_site_reads_its_own_submissions_and_nobody_elses(network, second):
    for site, form in ((1, "first"), (2, "second")):
        network.evaluate(HAND_OVER, {"site": site, "form": form})
    ours, theirs = reader(network, 1), reader(network, 2)
    assert forms(feed(network, "", ours)) == ["first"]
    assert forms(feed(network, "/second", theirs)) == ["second"]
    assert feed(network, "/second", ours).status_code == requests.codes.forbidden
    assert feed(network, "", theirs).status_code == requests.codes.forbidden


def test_a_sites_administrator_sets_up_that_site_alone(network, second, receiver):
    network.evaluate(NEW_READER, {"site": 2, "name": "boss", "role": "administrator"})
    page = "wp-admin/options-general.php?page=helpdesk-bridge"
    with requests.Session() as session:
        sign_in(session, network, "boss", "boss-password")
        mine = session.get(f"{network.url}/second/{page}", timeout=TIMEOUT)
        assert mine.status_code == requests.codes.ok
        found = re.search(r'helpdesk_bridge_connect">.*?name="_wpnonce" value="(\w+)"', mine.text)
        data = {"action": "helpdesk_bridge_connect", "_wpnonce": found[1], "code": receiver.code}
        for path in ("", "/second"):
            session.post(f"{network.url}{path}/wp-admin/admin-post.php", data=data, timeout=TIMEOUT)
        others = session.get(f"{network.url}/{page}", timeout=TIMEOUT)
        assert others.status_code == requests.codes.forbidden
    connected = "switch_to_blog( $data ); return null !== helpdesk_bridge_connection();"
    assert [network.evaluate(connected, site) for site in (1, 2)] == [False, True]


def test_the_code_in_wp_config_is_the_first_sites(network, second, receiver):
    code = "define( 'HELPDESK_BRIDGE_CONNECTION', $data ); "
    first = network.evaluate(code + "return helpdesk_bridge_connection();", receiver.code)
    assert first["site"] == "demo"
    other = "switch_to_blog( 2 ); return helpdesk_bridge_connection();"
    assert network.evaluate(code + other, receiver.code) is None


def test_a_site_that_is_deleted_takes_its_tables_and_files_with_it(network, second):
    kept = network.folder / "private" / "files"
    before = sorted(kept.iterdir())
    network.evaluate(
        "switch_to_blog( 2 ); helpdesk_bridge_upgrade();"
        "$path = tempnam( get_temp_dir(), 'hb' ); file_put_contents( $path, 'x' );"
        "$files = array( array( 'path' => $path ) );"
        "do_action( 'helpdesk_bridge_submit', array( 'files' => $files ) ); unlink( $path );"
    )
    assert len(list(kept.iterdir())) == len(before) + 1
    network.evaluate(
        "require_once ABSPATH . 'wp-admin/includes/ms.php'; wpmu_delete_blog( 2, true );"
    )
    assert sorted(kept.iterdir()) == before
    assert [name for name in network.evaluate(TABLES) if name.startswith("wp_2_")] == []


def test_uninstalling_cleans_every_site(network, second):
    for site in (1, 2):
        network.evaluate(HAND_OVER, {"site": site, "form": "x"})
    assert len(network.evaluate(TABLES)) == 4
    left = network.evaluate(
        "define( 'WP_UNINSTALL_PLUGIN', 'helpdesk-bridge/helpdesk-bridge.php' );"
        "require HELPDESK_BRIDGE_DIR . '/uninstall.php'; global $wpdb;"
        "$left = $wpdb->get_col( \"SHOW TABLES LIKE '%helpdesk_bridge%'\" );"
        "foreach ( array( '', '2_' ) as $site ) { $left = array_merge( $left, $wpdb->get_col("
        ' "SELECT option_name FROM {$wpdb->base_prefix}{$site}options'
        " WHERE option_name LIKE '%helpdesk_bridge%'\" ) ); } return $left;"
    )
    assert left == []

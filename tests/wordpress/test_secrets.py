"""The push secret, and who may ask for what: nothing of it leaks, nobody else gets in."""

import pytest
import requests

from tests.servers.run import wait_until
from tests.wordpress.receiver import SECRET
from tests.wordpress.test_settings_page import sign_in
from tests.wordpress.visitor import TIMEOUT, open_form

ROUTES = ("submissions", "status", "files/00000000-0000-4000-8000-000000000000", "health/loopback")


@pytest.fixture
def admin(site):
    with requests.Session() as session:
        sign_in(session, site, site.admin.name, site.admin.password)
        yield session


@pytest.fixture(autouse=True)
def _site_health_may_miss_wordpress_org(site):
    """Its screen asks there for updates, and PHP's log says that nobody answered."""
    yield
    if site.debug_log.exists():
        lines = site.debug_log.read_text().splitlines(keepends=True)
        ours = [line for line in lines if "with WordPress.org or this server" not in line]
        site.debug_log.write_text("".join(ours))


def test_the_secret_is_in_no_page_index_export_or_log(site, connected, admin):
    connected.status = 401
    form = open_form(f"{site.url}/support/")
    form.post(form.filled())
    wait_until(lambda: connected.answered == 1, "the push")
    pages = [
        requests.get(f"{site.url}/wp-json/", timeout=TIMEOUT),
        requests.get(f"{site.url}/wp-json/helpdesk-bridge/v1", timeout=TIMEOUT),
        requests.get(f"{site.url}/support/", timeout=TIMEOUT),
        admin.get(f"{site.url}/wp-json/wp/v2/settings", timeout=TIMEOUT),
        admin.get(f"{site.url}/wp-admin/options.php", timeout=TIMEOUT),
        admin.get(f"{site.url}/wp-admin/options-general.php?page=helpdesk-bridge", timeout=TIMEOUT),
        admin.get(f"{site.url}/wp-admin/export.php?download=true&content=all", timeout=TIMEOUT),
        admin.get(f"{site.url}/wp-admin/site-health.php?tab=debug", timeout=TIMEOUT),
    ]
    for page in pages[2:]:
        assert page.url == page.request.url
    assert "SERIALIZED DATA" in pages[4].text
    log = site.debug_log.read_text() if site.debug_log.exists() else ""
    everything = "".join(page.text for page in pages) + log
    for secret in (SECRET, SECRET.removeprefix("whsec_"), connected.code):
        assert secret not in everything


def test_nobody_reads_without_the_capability_whatever_the_way_in(site, admin, submissions):
    """A stranger, an editor by application password, an administrator's cookie without a nonce."""
    form = open_form(f"{site.url}/support/")
    form.post(form.filled(), ("a.txt", b"a", "text/plain"))
    file = submissions()[0]["files"][0]["url"].partition("/v1/")[2]
    password = site.evaluate(
        "$id = wp_insert_user( array( 'user_login' => 'ed', 'user_pass' => 'ed-password',"
        " 'user_email' => 'ed@example.test', 'role' => 'editor' ) );"
        "return WP_Application_Passwords::create_new_application_password("
        " $id, array( 'name' => 'x' ) )[0];"
    )
    for route in (*ROUTES, file):
        url = f"{site.url}/wp-json/helpdesk-bridge/v1/{route}"
        assert requests.get(url, timeout=TIMEOUT).status_code == 401, route
        assert requests.get(url, auth=("ed", password), timeout=TIMEOUT).status_code == 403, route
        assert admin.get(url, timeout=TIMEOUT).status_code == 401, route
        for wrong in ((site.bridge.name, password), ("ed", site.bridge.application_password)):
            assert requests.get(url, auth=wrong, timeout=TIMEOUT).status_code == 401, route


def test_the_index_names_no_route_that_only_the_site_itself_may_call(site):
    routes = requests.get(f"{site.url}/wp-json/helpdesk-bridge/v1", timeout=TIMEOUT).json()
    assert not [route for route in routes["routes"] if route.endswith(("/push", "/loopback"))]


def test_what_a_visitor_wrote_runs_in_no_screen(site, admin):
    """Form titles and labels come from whoever made the form; text from anybody."""
    script = "\"><script>alert('hb')</script><img src=x onerror=alert('hb')>"
    site.evaluate(
        "do_action( 'helpdesk_bridge_submit', $data );",
        {
            "form": {"plugin": script, "id": script, "title": script},
            "page": {"url": script, "title": script},
            "fields": [{"name": script, "label": script, "value": "ann@example.test"}],
        },
    )
    for path in ("options-general.php?page=helpdesk-bridge", "site-health.php?tab=debug"):
        page = admin.get(f"{site.url}/wp-admin/{path}", timeout=TIMEOUT)
        assert page.status_code == requests.codes.ok
        assert "<script>alert('hb')" not in page.text
        assert "<img src=x" not in page.text
    exported = site.evaluate("return helpdesk_bridge_export_person( 'ann@example.test' );")
    assert "<script>" not in str(exported)
    assert "<img" not in str(exported)


@pytest.mark.parametrize("table", ["submissions", "files"])
def test_a_database_that_refuses_a_submission_leaves_nothing_of_it_in_the_log(site, table):
    site.evaluate(
        "global $wpdb; $table = helpdesk_bridge_table( $data );"
        '$wpdb->query( "DROP TABLE $table" );'
        "$path = tempnam( get_temp_dir(), 'hb' );"
        "do_action( 'helpdesk_bridge_submit', array( 'files' => array( array("
        " 'path' => $path, 'name' => 'my-cat.png' ) ), 'fields' => array( array("
        " 'name' => 'e', 'value' => 'ann@example.test has a cat' ) ) ) ); unlink( $path );",
        table,
    )
    log = site.debug_log.read_text()
    site.debug_log.write_text("")
    assert "helpdesk-bridge: RuntimeException: " in log
    assert "no reason given" not in log
    for text in ("ann@example.test", "has a cat", "my-cat.png", "INSERT"):
        assert text not in log

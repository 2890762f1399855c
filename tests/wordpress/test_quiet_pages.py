"""A page without our form: nothing of ours is loaded, and one option that comes with the others."""

import json

import pytest
import requests

from tests.wordpress.visitor import TIMEOUT

# Notes every query of a request; a must-use plugin runs before ours and sees all of them.
WATCHER = """<?php
define( 'SAVEQUERIES', true );
add_action( 'shutdown', static function () {
    if ( isset( $_GET['watch'] ) ) {
        file_put_contents( WPMU_PLUGIN_DIR . '/queries.json', wp_json_encode( array(
            'queries' => array_column( $GLOBALS['wpdb']->queries, 0 ),
            'styles'  => wp_styles()->done,
            'scripts' => wp_scripts()->done,
        ) ) );
    }
} );
"""


@pytest.fixture
def watched(site):
    folder = site.folder / "www" / "wp-content" / "mu-plugins"
    (folder / "watcher.php").write_text(WATCHER)

    def watch(path):
        answer = requests.get(f"{site.url}{path}", params={"watch": "1"}, timeout=TIMEOUT)
        return answer.text, json.loads((folder / "queries.json").read_text())

    yield watch
    (folder / "watcher.php").unlink()
    (folder / "queries.json").unlink(missing_ok=True)


def test_a_page_without_our_form_loads_nothing_of_ours_and_asks_the_database_nothing(site, watched):
    site.evaluate(
        "wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish',"
        " 'post_name' => 'plain', 'post_title' => 'Plain', 'post_content' => 'Nothing here.' ) );"
        "delete_transient( 'doing_cron' );"
    )
    watched("/plain/")  # the first view schedules the cron event and fills WordPress's own caches
    text, seen = watched("/plain/")
    assert "Nothing here." in text
    assert "helpdesk" not in text
    assert seen["queries"]
    assert [query for query in seen["queries"] if "helpdesk" in query] == []
    assert [name for name in seen["styles"] + seen["scripts"] if "helpdesk" in name] == []


def test_the_page_with_our_form_loads_its_style_and_script(site, watched):
    _, seen = watched("/support/")
    assert "helpdesk-bridge-form" in seen["styles"]
    assert "helpdesk-bridge-form" in seen["scripts"]


def test_only_the_number_of_the_schema_comes_with_every_page(site, connected, read):
    site.evaluate(
        "do_action( 'helpdesk_bridge_submit', array() ); helpdesk_bridge_drain();"
        "do_action( 'helpdesk_bridge_push' );"
        "helpdesk_bridge_save_settings( array( 'retention_days' => 1 ) );"
    )
    read("submissions")
    loaded = site.evaluate("return array_keys( wp_load_alloptions( true ) );")
    assert [name for name in loaded if "helpdesk" in name] == ["helpdesk_bridge_schema"]

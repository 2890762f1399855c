"""Retention: what the helpdesk confirmed is removed after some days, and nothing else ever is."""

import pytest
import requests

from tests.servers.run import wait_until
from tests.wordpress.visitor import TIMEOUT, open_form

HAND_OVER = "do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => $data ) ) );"
ROWS = (
    "global $wpdb; return $wpdb->get_results( 'SELECT push_state, payload, delivered_at FROM '"
    " . helpdesk_bridge_table( 'submissions' ) . ' ORDER BY id' );"
)
CRON = "do_action( 'helpdesk_bridge_push' );"
SET_DAYS = (
    "helpdesk_bridge_save_settings( array( 'retention_days' => $data ) );"
    "delete_option( 'helpdesk_bridge_tidied_at' );"
)
AGE = (
    "global $wpdb; $table = helpdesk_bridge_table( 'submissions' );"
    '$wpdb->query( "UPDATE $table SET delivered_at = delivered_at - $data * 86400'
    " WHERE delivered_at > 0\" ); delete_option( 'helpdesk_bridge_tidied_at' );"
)


@pytest.fixture
def delivered(site, connected):
    """A submission with a file that the helpdesk confirmed just now."""
    form = open_form(f"{site.url}/support/")
    form.post(form.filled(), ("a.txt", b"what was attached", "text/plain"))
    wait_until(lambda: site.evaluate(ROWS)[0]["push_state"] == "sent", "the push")


def count_files(site):
    return sum(
        path.read_bytes() == b"what was attached"
        for path in (site.folder / "private" / "files").iterdir()
    )


def test_text_and_file_go_when_their_days_are_over(site, delivered, submissions):
    (item,) = submissions()
    before = count_files(site)
    site.evaluate(SET_DAYS, 30)
    site.evaluate(AGE, 29)
    site.evaluate(CRON)
    assert len(submissions()) == 1
    site.evaluate(AGE, 1)
    site.evaluate(CRON)
    assert submissions() == []
    (row,) = site.evaluate(ROWS)
    assert (row["push_state"], row["payload"]) == ("sent", "")
    assert count_files(site) == before - 1
    login = (site.bridge.name, site.bridge.application_password)
    gone = requests.get(item["files"][0]["url"], auth=login, timeout=TIMEOUT)
    assert gone.status_code == requests.codes.not_found


def test_nothing_goes_while_the_setting_is_off(site, delivered, submissions):
    site.evaluate(AGE, 5000)
    site.evaluate(CRON)
    assert len(submissions()) == 1


@pytest.mark.parametrize("status", [400, 413, 500])
def test_what_the_helpdesk_has_not_confirmed_never_goes(site, connected, submissions, status):
    connected.status = status
    site.evaluate(HAND_OVER, "x")
    site.evaluate("helpdesk_bridge_drain();")
    site.evaluate(SET_DAYS, 1)
    site.evaluate(
        "global $wpdb; $wpdb->query( 'UPDATE ' . helpdesk_bridge_table( 'submissions' )"
        " . \" SET created_at = '2020-01-01 00:00:00'\" );"
    )
    site.evaluate(CRON)
    assert len(submissions()) == 1


def test_a_full_read_after_retention_goes_on_with_what_is_left(site, delivered, read):
    site.evaluate(SET_DAYS, 1)
    site.evaluate(AGE, 2)
    site.evaluate(CRON)
    site.evaluate("helpdesk_bridge_disconnect();")
    site.evaluate(HAND_OVER, "later")
    page = read("submissions", after=0, limit=1).json()
    assert [item["form"]["id"] for item in page["items"]] == ["later"]
    assert page["has_more"] is False


def test_retention_works_without_cron_behind_a_push(site, delivered, connected):
    site.evaluate(SET_DAYS, 1)
    site.evaluate(AGE, 2)
    site.evaluate(HAND_OVER, "another")  # the site calls itself to push it
    wait_until(lambda: site.evaluate(ROWS)[0]["payload"] == "", "the removal")


def test_the_first_table_is_brought_up_to_date_and_loses_nothing(site, connected, submissions):
    """A site that ran schema 1: no time of delivery, no index on it."""
    site.evaluate(HAND_OVER, "old")
    site.evaluate("helpdesk_bridge_drain();")
    site.evaluate(
        "global $wpdb; $table = helpdesk_bridge_table( 'submissions' );"
        '$wpdb->query( "ALTER TABLE $table DROP INDEX delivered" );'
        '$wpdb->query( "ALTER TABLE $table DROP COLUMN delivered_at" );'
        "update_option( 'helpdesk_bridge_schema', '1' );"
    )
    assert [item["form"]["id"] for item in submissions()] == ["old"]
    (row,) = site.evaluate(ROWS)
    assert row["push_state"] == "sent"
    assert site.evaluate("return time();") - int(row["delivered_at"]) < 120
    assert site.evaluate("return get_option( 'helpdesk_bridge_schema' );") == site.evaluate(
        "return HELPDESK_BRIDGE_SCHEMA;"
    )

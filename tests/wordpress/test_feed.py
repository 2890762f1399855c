"""The feed and the status route, as the bridge reads them."""

import re

import pytest
import requests

from tests.wordpress.visitor import TIMEOUT

HAND_OVER = """
foreach ( range( 1, $data ) as $n ) {
    do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => 'f' . $n ) ) );
}
"""


@pytest.mark.every_version
def test_the_feed_gives_every_submission_once_page_by_page(site, read):
    site.evaluate(HAND_OVER, 7)
    after, seen = 0, []
    while True:
        page = read("submissions", after=after, limit=3).json()
        seen += [(item["cursor"], item["form"]["id"]) for item in page["items"]]
        after = page["next_after"]
        if not page["has_more"]:
            break
    assert seen == sorted(seen)
    assert [form for _, form in seen] == [f"f{n}" for n in range(1, 8)]


def test_an_empty_page_keeps_the_cursor(read):
    assert read("submissions", after=17).json() == {
        "items": [],
        "next_after": 17,
        "has_more": False,
    }


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"after": -1}, {"after": "1 OR 1"}]
)
def test_a_query_out_of_range_is_refused(read, query):
    assert read("submissions", **query).status_code == 400


@pytest.mark.parametrize("route", ["submissions", "status"])
def test_a_stranger_or_another_account_reads_nothing(site, route):
    url = f"{site.url}/wp-json/helpdesk-bridge/v1/{route}"
    assert requests.get(url, timeout=TIMEOUT).status_code == 401
    password = site.evaluate(
        "$id = wp_create_user( 'sub', 'sub-password', 'sub@example.test' );"
        "return WP_Application_Passwords::create_new_application_password("
        " $id, array( 'name' => 'x' ) )[0];"
    )
    assert requests.get(url, auth=("sub", password), timeout=TIMEOUT).status_code == 403


@pytest.mark.every_version
def test_status_tells_versions_forms_waiting_pushes_and_the_clock(site, read):
    site.evaluate(HAND_OVER, 2)
    status = read("status").json()
    assert set(status) == {"plugin_version", "wp_version", "forms", "pending_push", "clock"}
    assert status["pending_push"] == 2
    assert [form["id"] for form in status["forms"]] == ["f1", "f2"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", status["clock"])


def test_an_article_tells_its_language(site, read):
    pages = requests.get(
        f"{site.url}/wp-json/wp/v2/pages",
        params={"_fields": "slug,helpdesk_bridge_language"},
        timeout=TIMEOUT,
    ).json()
    languages = {page["slug"]: page["helpdesk_bridge_language"] for page in pages}
    assert languages["assistance"] == "fr"
    assert languages["support"] == "en"

"""The plugin's feed, files and status, however oddly a site answers."""

import json
from datetime import UTC, datetime

import pytest

from bridge.domain.errors import SiteError
from bridge.domain.ports import FeedPage
from tests.net.loopback import say

STATUS = "helpdesk-bridge/v1/status"
UUID = "01927f5e-0000-7000-8000-000000000001"


def test_a_page_of_the_feed_is_given_as_it_came(connect, fake, server):
    item = {"id": "x", "cursor": 18, "fields": [{"value": "ünï 😀"}]}
    fake.feed = {"items": [item, None, 5], "next_after": 18, "has_more": True}
    assert connect().submissions(17, 50) == FeedPage((item, None, 5), 18, True)
    assert server.seen[-1].query == {"after": "17", "limit": "50"}


@pytest.mark.parametrize(
    ("told", "ids"),
    [(["a", 5, None, "b"], ("a", "b")), (None, ()), ("abc", ()), ({"a": 1}, ()), ([], ())],
)
def test_what_waits_to_be_confirmed_is_a_list_of_texts_or_nothing(connect, fake, told, ids):
    fake.feed = {"items": [], "next_after": 1, "has_more": False, "waiting": told}
    assert connect().submissions(0, 50).waiting == ids


@pytest.mark.parametrize(("asked", "sent"), [(0, "1"), (200, "200"), (10_000, "200")])
def test_the_limit_stays_in_the_contract(connect, fake, server, asked, sent):
    fake.feed = {"items": [], "next_after": 0, "has_more": False}
    connect().submissions(0, asked)
    assert server.seen[-1].query["limit"] == sent


@pytest.mark.parametrize(
    "feed",
    [
        [],
        "x",
        {},
        {"items": {}, "next_after": 20, "has_more": False},
        {"items": [], "next_after": "20", "has_more": False},
        {"items": [], "next_after": True, "has_more": False},
        {"items": [], "next_after": 20.0, "has_more": False},
        {"items": [], "next_after": 20, "has_more": 0},
        {"items": [], "next_after": -1, "has_more": False},
        {"items": [], "next_after": 2**63, "has_more": False},
    ],
)
def test_an_odd_feed_is_a_site_error(connect, fake, feed):
    fake.feed = feed
    with pytest.raises(SiteError, match="feed can't be read"):
        connect().submissions(17, 50)


def test_a_missing_plugin_is_named(connect):
    with pytest.raises(SiteError, match="install and activate"):
        connect().status()


@pytest.mark.parametrize("address", ["/wp-json/{}", "/?rest_route=/{}", "https://10.0.0.1/x/{}"])
def test_a_file_is_fetched_from_the_site_itself_by_its_id(connect, fake, server, address):
    route = f"helpdesk-bridge/v1/files/{UUID}"
    fake.replies[route] = say(
        200, b"\x00\xffPNG", Content_Type="image/png; x=y",
        Content_Disposition="attachment; filename*=UTF-8''ph%C3%B6to.png",
    )  # fmt: skip
    found = connect().file(address.format(route))
    assert (found.name, found.content_type, found.content) == (
        "phöto.png", "image/png", b"\x00\xffPNG",
    )  # fmt: skip
    assert server.seen[-1].target == f"/wp-json/{route}"
    assert server.seen[-1].headers["authorization"].startswith("Basic ")


def test_a_file_without_headers_gets_its_id_and_a_plain_type(connect, fake):
    fake.replies[f"helpdesk-bridge/v1/files/{UUID}"] = say(200, b"x")
    found = connect().file(f"/wp-json/helpdesk-bridge/v1/files/{UUID}")
    assert (found.name, found.content_type) == (UUID, "application/octet-stream")


@pytest.mark.parametrize(
    "url",
    [
        "", "http://169.254.169.254/", "/wp-json/helpdesk-bridge/v1/files/../../wp/v2/users",
        f"/wp-json/helpdesk-bridge/v1/files/{UUID}/../x", "/wp-json/helpdesk-bridge/v1/files/",
    ],
)  # fmt: skip
def test_an_address_that_is_no_file_of_the_plugin_is_never_called(connect, server, url):
    with pytest.raises(SiteError):
        connect().file(url)
    assert server.seen == []


def test_a_file_that_is_gone_is_told(connect, fake):
    route = f"helpdesk-bridge/v1/files/{UUID}"
    gone = {"code": "helpdesk_bridge_no_file", "message": "There is no such file."}
    fake.replies[route] = say(404, json.dumps(gone).encode())
    with pytest.raises(SiteError, match="The site holds no such file"):
        connect().file(f"/wp-json/{route}")


def test_the_status_is_read_as_far_as_it_goes(connect, fake):
    full = {
        "plugin_version": "0.1.0", "wp_version": "6.8.1", "pending_push": 2, "forms": [],
        "clock": "2026-11-23T09:30:00Z",
    }  # fmt: skip
    fake.replies[STATUS] = say(200, json.dumps(full).encode())
    status = connect().status()
    assert (status.plugin_version, status.wp_version, status.pending_push) == ("0.1.0", "6.8.1", 2)
    assert status.clock == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert status.raw == full
    odd = {"plugin_version": 1, "pending_push": "2", "clock": "now"}
    fake.replies[STATUS] = say(200, json.dumps(odd).encode())
    status = connect().status()
    assert (status.plugin_version, status.pending_push, status.clock) == (None, None, None)


def test_a_status_that_is_no_object_is_a_site_error(connect, fake):
    fake.replies[STATUS] = say(200, b"[]")
    with pytest.raises(SiteError, match="status"):
        connect().status()

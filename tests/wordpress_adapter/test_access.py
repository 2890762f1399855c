"""Finding a site's API, signing in, and explaining what stands in the way."""

import pytest

from bridge.domain.errors import SiteError
from bridge.domain.ports import ScanStart, SiteAccess
from bridge.net.egress import Egress
from bridge.wordpress.site import WordPressSites
from tests.net.loopback import say
from tests.wordpress_adapter.fake_site import post

ME = "wp/v2/users/me"
PAGE = b"<!DOCTYPE html><html><body>Checking your browser</body></html>"


def complaint(site) -> str:
    with pytest.raises(SiteError) as caught:
        site.check_access()
    return str(caught.value)


def test_the_right_password_is_accepted_and_requests_are_counted(connect, server):
    site = connect()
    site.check_access()
    assert site.requests == len(server.seen) == 2  # where is the API, who are we


def test_what_was_discovered_is_not_asked_for_again(connect):
    first = connect()
    first.check_access()
    list(first.articles_of("post").some([]))
    second = connect(discovered=first.discovered)
    second.check_access()
    assert second.requests == 1


def test_plain_permalinks_are_found(connect, fake, server):
    fake.prefix = "/?rest_route=/"
    connect().check_access()
    assert server.seen[-1].query == {
        "rest_route": f"/{ME}", "context": "edit", "_fields": "id,name",
    }  # fmt: skip


def test_a_renamed_api_is_found_by_the_link_header(connect, fake):
    fake.prefix = "/api/"
    connect().check_access()


def test_a_link_header_to_another_host_gets_no_password(connect, fake, server):
    link = '<http://127.0.0.2:1/wp-json/>; rel="https://api.w.org/"'
    fake.prefix = "/"
    fake.replies[""] = say(200, b"<html>", Link=link)
    fake.replies["wp-json/"] = say(404, b"<html>")
    complaint(connect())
    assert all("authorization" not in seen.headers for seen in server.seen)


def test_a_wrong_password_is_noticed_although_public_routes_answer(connect):
    assert "does not accept the user and application password" in complaint(connect("wrong"))


def test_articles_are_not_read_with_a_wrong_password(connect, fake):
    fake.posts = [post(1, "2026-11-02T10:00:00")]
    articles = connect("wrong").articles_of("post")
    for read in (articles.look, articles.stamps, lambda: list(articles.all(ScanStart()))):
        with pytest.raises(SiteError, match="application password"):
            read()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (say(200, PAGE), "web page instead of JSON"),
        (say(403, PAGE), "firewall refuses"),
        (say(401, PAGE), "password question stands before"),
        (say(404, PAGE), "no REST API"),
        (say(503, PAGE), "maintenance mode"),
        (say(429, b""), "slow down"),
        (say(500, b""), "answers 500"),
        (say(500, b'{"code":"internal_server_error"}'), "PHP error log"),
        (say(301, b"", Location="https://www.site.example/"), "https://www.site.example/"),
        (say(200, b"<br />\n<b>Notice</b>: x in y on line 3\n{\"id\":3}"), "WP_DEBUG_DISPLAY"),
        (say(200, b"Deprecated: x in y on line 3\n[1]"), "WP_DEBUG_DISPLAY"),
        (say(200, b""), "not whole JSON"),
        (say(200, b'{"id":'), "not whole JSON"),
        (say(200, b"\xff\xfe"), "not whole JSON"),
        (say(200, b"[" * 200_000), "not whole JSON"),
        (say(200, b"null"), "not whole JSON"),
        (say(200, b"[]"), "who we are"),
        (say(200, b'{"id":true}'), "who we are"),
        (say(401, b'{"code":"incorrect_password"}'), "application password"),
        (say(403, b'{"code":"rest_forbidden"}'), "lacks the right"),
        (say(401, b'{"code":"rest_disabled"}'), "switches the REST API off"),
        (say(418, b'{"code":"teapot"}'), "teapot"),
    ],
)  # fmt: skip
def test_each_obstacle_is_explained_in_one_sentence(connect, fake, answer, words):
    fake.replies[ME] = answer
    assert words in complaint(connect())


def test_json_behind_a_byte_order_mark_is_read(connect, fake):
    fake.replies[ME] = say(200, b'\xef\xbb\xbf{"id":3}')
    connect().check_access()


def test_an_api_that_moved_is_looked_for_again(connect, fake):
    site = connect()
    site.check_access()
    fake.prefix = "/?rest_route=/"  # somebody chose plain permalinks
    complaint(site)
    site.check_access()


def test_a_private_address_says_how_to_allow_it(server):
    site = WordPressSites(Egress()).connect(SiteAccess("main", server.url, "u", "p"))
    assert "HELPDESK_EGRESS_ALLOW" in complaint(site)


def test_a_site_that_is_down_says_so(wordpress):
    site = wordpress.connect(SiteAccess("main", "http://127.0.0.1:1", "u", "p"))
    with pytest.raises(SiteError, match=r"unusual port|can't be reached"):
        site.check_access()

"""What the site check finds where no real WordPress can be made to answer so."""

import json
import ssl
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.ports import SiteAccess
from bridge.domain.site_findings import SENTENCES, SiteCode
from bridge.net.egress import Egress
from bridge.wordpress.checking.inspector import SiteInspector
from tests.net.loopback import Loopback, always, say
from tests.net.test_tls import certificate  # noqa: F401 - a fixture
from tests.wordpress_adapter.fake_site import PASSWORD, USER

# As these services answered in public reports: a status, one header, the start of the page.
CLOUDFLARE = say(
    403,
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b"Enable JavaScript and cookies to continue</body></html>",
    Cf_Mitigated="challenge",
)
SUCURI = say(
    403,
    b"<!DOCTYPE html><html><head><title>Sucuri WebSite Firewall - Access Denied</title></head>",
)
WAF_200 = say(200, b"<html><head><title>Bot Protection</title></head><body>captcha</body></html>")
NGINX_404 = say(
    404, b"<html><head><title>404 Not Found</title></head><center>nginx</center></html>"
)
WORDPRESS_PAGE = say(200, b'<html><link href="/wp-content/themes/a/style.css"></html>')
INDEX = {
    "namespaces": ["wp/v2", "helpdesk-bridge/v1"],
    "authentication": {"application-passwords": {}},
}
ME = {"id": 3, "capabilities": {"helpdesk_bridge_read": True, "edit_others_posts": True}}


@pytest.fixture
def egress():
    opened = Egress(("127.0.0.0/8",))
    yield opened
    opened.close()


def look(egress: Egress, url: str) -> list[str]:
    access = SiteAccess("main", url, USER, PASSWORD)
    return findings(egress, access)


def findings(egress: Egress, access: SiteAccess) -> list[str]:
    found = SiteInspector(egress).check(access, lambda: datetime.now(UTC))
    for one in found:
        assert SENTENCES[one.code].says % one.facts  # every place of the sentence is filled
    return [one.code.value for one in found if one.code is not SiteCode.XMLRPC_BLOCKED]


def test_a_site_that_is_down_is_unreachable(egress):
    with Loopback(always(b"")) as gone:
        pass
    assert look(egress, gone.url) == ["unreachable"]


def test_a_private_address_is_refused_unless_it_is_named():
    with Loopback(always(WORDPRESS_PAGE)) as server:
        assert look(Egress(), server.url) == ["address_refused"]
        assert server.seen == []


def test_an_untrusted_certificate_gets_no_password(egress, certificate):  # noqa: F811
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Loopback(always(WORDPRESS_PAGE), tls=context) as server:
        assert look(egress, server.url) == ["tls_invalid"]
        assert server.seen == []


def test_a_redirect_to_another_host_is_told_and_gets_no_password(egress):
    moved = say(301, b"", Location="https://www.site.example/wp-json/?_fields=namespaces")
    with Loopback(always(moved)) as server:
        access = SiteAccess("main", server.url, USER, PASSWORD)
        [found] = SiteInspector(egress).check(access, lambda: datetime.now(UTC))
        assert found.code is SiteCode.REDIRECT_OTHER_HOST
        assert found.facts["to"] == "https://www.site.example"
        assert all("authorization" not in seen.headers for seen in server.seen)


def test_a_redirect_to_https_or_a_folder_of_the_same_host(egress):
    for target in ("https://127.0.0.1/wp-json/", "/blog/wp-json/"):
        with Loopback(always(say(302, b"", Location=target))) as server:
            assert look(egress, server.url) == ["redirect"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (CLOUDFLARE, "challenge_page"),
        (SUCURI, "challenge_page"),
        (WAF_200, "challenge_page"),
        (say(503, b"<html>Checking your browser</html>"), "challenge_page"),
        (say(503, b"<html><title>Maintenance</title></html>"), "maintenance"),
        (say(503, b"upstream"), "server_error"),
        (say(500, b""), "server_error"),
        (say(429, b"slow"), "busy"),
        (say(401, b"<html>login</html>", WWW_Authenticate="Basic"), "site_password"),
        (NGINX_404, "not_wordpress"),
        (say(200, b"hello"), "not_wordpress"),
        (say(200, b"[]"), "not_wordpress"),
        (say(200, b'{"status":"ok"}'), "not_wordpress"),
        (WORDPRESS_PAGE, "rest_off"),
        (say(403, b'{"code":"rest_cannot_access"}'), "rest_off"),
        (say(200, b"[" * 200_000), "not_wordpress"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n", "unreachable"),
        (b"\x00\x01\x02", "unreachable"),
    ],
)
def test_each_recorded_answer_is_told_apart(egress, answer, code):
    def script(_seen, wire):
        wire.send(answer)
        return False

    with Loopback(script) as server:
        assert look(egress, server.url) == [code]


@pytest.mark.parametrize(
    ("me", "code"),
    [
        (say(401, b'{"code":"incorrect_password"}'), "wrong_password"),
        (say(200, b"{}"), "page_cache"),
        (say(200, b'{"id":'), "not_json"),
        (say(404, b'{"code":"rest_no_route"}'), "rest_off"),
        (CLOUDFLARE, "challenge_page"),
    ],
)
def test_what_stands_behind_the_index_is_told_too(egress, me, code):
    def script(seen, wire):
        if seen.path.endswith("/users/me"):
            wire.send(me)
        elif seen.path == "/wp-json/":
            wire.send(say(200, json.dumps(INDEX).encode()))
        else:
            wire.send(say(404, b'{"code":"rest_no_route"}'))
        return True

    with Loopback(script) as server:
        found = look(egress, server.url)
    assert code in found


@pytest.mark.parametrize(
    "status",
    [b"[]", b"null", b'{"clock":7,"plugin_version":[],"pending_push":"x"}', b'{"clock":"soon"}'],
)
def test_a_status_of_another_shape_breaks_nothing(egress, status):
    def script(seen, wire):
        wanted = {"/wp-json/": INDEX, "/wp-json/wp/v2/users/me": ME}.get(seen.path)
        wire.send(say(200, status if wanted is None else json.dumps(wanted).encode()))
        return True

    with Loopback(script) as server:
        found = look(egress, server.url)
    assert found[0] in ("not_json", "plugin_old")


def test_a_connection_that_is_cut_behind_the_login_keeps_what_was_found(egress):
    def script(seen, wire):
        if seen.path == "/wp-json/":
            index = INDEX | {"namespaces": ["wp/v2"]}
            wire.send(b"HTTP/1.1 200 OK\r\nAge: 90\r\n")
            body = json.dumps(index).encode()
            wire.send(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            return True
        return False

    with Loopback(script) as server:
        assert look(egress, server.url) == ["page_cache", "plugin_missing", "unreachable"]


def test_a_site_that_is_silent_costs_no_more_than_the_time_there_is(egress):
    """One call takes it all; no other is begun."""

    def silent(_seen, wire) -> bool:
        wire.stopped.wait(30)
        return False

    with Loopback(silent) as server:
        access = SiteAccess("main", server.url, USER, PASSWORD)
        patience = timedelta(seconds=0.3)
        found = SiteInspector(egress).check(access, lambda: datetime.now(UTC), patience)
        assert [one.code for one in found] == [SiteCode.NO_ANSWER]
        assert len(server.seen) == 1

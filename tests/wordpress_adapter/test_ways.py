"""`auto`: REST first, XML-RPC when REST is off or barred, and what is remembered of it."""

import pytest

from bridge.domain.errors import SiteError
from tests.net.loopback import say

XML = (
    b'<?xml version="1.0"?><methodResponse><params><param><value>%s</value></param></params>'
    b"</methodResponse>"
)
PROFILE = say(200, XML % b"<struct><member><name>user_id</name><value>3</value></member></struct>")
BARRED = say(403, b"<html>firewall")
OFF = say(401, b'{"code":"rest_disabled"}')


@pytest.fixture
def xmlrpc(fake):
    """The fake site speaks XML-RPC as far as saying who we are."""
    fake.xmlrpc = PROFILE


@pytest.mark.usefixtures("xmlrpc")
@pytest.mark.parametrize("reply", [BARRED, OFF, say(404, b"<html>"), say(200, b"<html>")])
def test_a_barred_rest_api_is_gone_around(connect, fake, server, reply):
    fake.replies["wp/v2/users/me"] = reply
    site = connect()
    site.check_access()
    assert server.seen[-1].path == "/xmlrpc.php"
    assert site.discovered["transport"] == "xmlrpc"
    server.seen.clear()
    connect(discovered=site.discovered).check_access()
    assert [seen.path for seen in server.seen] == ["/xmlrpc.php"]


@pytest.mark.usefixtures("xmlrpc")
@pytest.mark.parametrize(
    "reply",
    [
        say(401, b'{"code":"incorrect_password"}'),
        say(403, b'{"code":"rest_forbidden"}'),
        say(503, b"<html>"),
        say(500, b""),
        say(301, b"", Location="https://elsewhere.example/"),
    ],
)
def test_a_wrong_password_or_a_passing_fault_is_no_reason_for_xml_rpc(connect, fake, server, reply):
    fake.replies["wp/v2/users/me"] = reply
    with pytest.raises(SiteError):
        connect().check_access()
    assert all(seen.path != "/xmlrpc.php" for seen in server.seen)


def test_when_neither_works_both_reasons_are_told(connect, fake):
    fake.replies["wp/v2/users/me"] = BARRED
    fake.xmlrpc = say(405, b"")
    with pytest.raises(SiteError, match=r"firewall.*Over XML-RPC: .*xmlrpc\.php"):
        connect().check_access()


@pytest.mark.usefixtures("xmlrpc")
def test_a_fixed_transport_is_kept_to(connect, fake, server):
    fake.replies["wp/v2/users/me"] = BARRED
    with pytest.raises(SiteError, match="firewall"):
        connect(transport="rest").check_access()
    connect(transport="xmlrpc").check_access()
    assert [seen.path for seen in server.seen].count("/xmlrpc.php") == 1


def test_xml_rpc_that_fails_later_lets_rest_be_tried_first_again(connect, fake):
    fake.xmlrpc = say(403, b"")
    site = connect(discovered={"transport": "xmlrpc", "base": None, "types": {}})
    with pytest.raises(SiteError):
        site.check_access()
    assert site.discovered["transport"] is None
    connect(discovered=site.discovered).check_access()

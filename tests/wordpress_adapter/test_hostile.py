"""Sites that are broken or mean, by both transports: one plain sentence, in bounded time."""

import json
from datetime import timedelta

import pytest

from bridge.domain.errors import SiteError
from bridge.domain.ports import ScanStart, SiteAccess
from bridge.net.egress import Egress
from bridge.wordpress.site import WordPressSites
from tests.net.loopback import Loopback, always, say

QUICK = timedelta(seconds=1.5)
XML = b'<?xml version="1.0"?>'


def endless(_seen, wire) -> bool:
    wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not wire.stopped.is_set():
        wire.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
    return False


def drips(_seen, wire) -> bool:
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    wire.drip(b" " * 100_000)
    return False


def silent(_seen, wire) -> bool:
    wire.stopped.wait(30)
    return False


def answer(body: bytes):
    def script(_seen, wire) -> bool:
        wire.send(body)
        return False

    return script


def claims_ten_gigabytes(_seen, wire) -> bool:
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n{}")
    return False


CASES = {
    "endless body": (endless, "larger than|turn is over"),
    "slow drip": (drips, "turn is over"),
    "silence": (silent, "turn is over"),
    "10 GiB claimed": (claims_ten_gigabytes, "broke off|damaged|PHP error log"),
    "redirect inside": (answer(say(302, b"", Location="http://169.254.169.254/")), "sends us on"),
    "no HTTP": (answer(b"\x00\xff\x00\xff\r\n\r\n"), "broke|PHP error log"),
    "login page": (answer(say(200, b"<!doctype html><html>sign in")), "web page instead of"),
    "not UTF-8": (answer(say(200, b"\xff\xfe\xfa")), "not whole JSON|not XML-RPC"),
}


@pytest.fixture
def reach():
    """The sentence that a site's articles end in."""
    egress = Egress(("127.0.0.0/8",))

    def complaint(script, transport: str) -> str:
        with Loopback(script) as server:
            access = SiteAccess("main", server.url, "u", "p", transport)
            site = WordPressSites(egress).connect(access, QUICK)
            with pytest.raises(SiteError) as caught:
                list(site.articles_of("post").all(ScanStart()))
        return str(caught.value)

    yield complaint
    egress.close()


@pytest.mark.parametrize("transport", ["rest", "xmlrpc", "auto"])
@pytest.mark.parametrize("name", CASES)
def test_a_broken_site_ends_in_one_sentence(reach, name, transport):
    script, words = CASES[name]
    sentence = reach(script, transport)
    assert any(word in sentence for word in words.split("|")), sentence
    assert "Traceback" not in sentence


BILLION_LAUGHS = XML + (
    b'<!DOCTYPE x [<!ENTITY a "lol">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
    )
    + b"]><methodResponse><params><param><value><string>&m;</string></value></param></params>"
    b"</methodResponse>"
)  # fmt: skip
EXTERNAL = XML + (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><methodResponse><params><param>'
    b"<value>&a;</value></param></params></methodResponse>"
)


@pytest.mark.parametrize(
    "body",
    [
        BILLION_LAUGHS,
        EXTERNAL,
        XML + b"<methodResponse>",
        XML + b"<methodResponse><params></params></methodResponse>",
        XML + b"<methodResponse><params><param><value><int>x</int></value></param></params>"
        b"</methodResponse>",
        XML + b"<methodResponse><params><param><value><int>" + b"9" * 9000 + b"</int></value>"
        b"</param></params></methodResponse>",
        XML + b"<methodResponse><params><param><value>"
        + b"<array><data><value>" * 50_000
        + b"</value></data></array>" * 50_000
        + b"</value></param></params></methodResponse>",
        XML + b"<methodResponse><params><param><value><struct><member><value>1</value></member>"
        b"</struct></value></param></params></methodResponse>",
        XML + b"<methodResponse><params><param><value><array><data><value>5</value></data></array>"
        b"</value></param></params></methodResponse>",
        b"[]",
    ],
)  # fmt: skip
def test_entities_depth_and_odd_values_over_xml_rpc_end_in_one_sentence(reach, body):
    assert reach(answer(say(200, body, Content_Type="text/xml")), "xmlrpc")


def test_a_list_without_end_ends(reach):
    """Every page is full and brings the same posts."""
    rows = json.dumps([{"id": n} for n in range(1, 101)]).encode()
    kind = json.dumps({"rest_base": "posts", "namespaces": []}).encode()

    def script(seen, wire) -> bool:
        wire.send(say(200, rows if seen.path.endswith("/posts") else kind))
        return True

    sentence = reach(script, "rest")
    assert "does not end" in sentence or "turn is over" in sentence


def fault(code: int, text: str = "Nein") -> bytes:
    return say(
        200,
        XML + b"<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>"
        + str(code).encode() + b"</int></value></member><member><name>faultString</name><value>"
        b"<string>" + text.encode() + b"</string></value></member></struct></value></fault>"
        b"</methodResponse>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (fault(403), "application password over XML-RPC"),
        (fault(405), "switches XML-RPC off"),
        (fault(401), "lacks the right"),
        (fault(-32601), "takes the method"),
        (fault(500), "refuses"),
        (say(403, b"<html>"), "does not let us at xmlrpc.php"),
        (say(405, b""), "does not let us at xmlrpc.php"),
        (say(503, b""), "maintenance"),
        (say(429, b""), "slow down"),
        (say(500, b""), "answers 500"),
        (say(301, b"", Location="https://x.example/"), "https://x.example/"),
        (say(200, b"<br>Notice: x\n" + XML), "WP_DEBUG_DISPLAY"),
        (say(200, b"hello"), "not XML-RPC"),
    ],
)
def test_each_obstacle_over_xml_rpc_is_explained(reach, reply, words):
    assert words in reach(always(reply), "xmlrpc")


def test_a_private_address_is_refused_by_both_transports():
    for transport in ("rest", "xmlrpc"):
        egress = Egress()
        access = SiteAccess("main", "http://169.254.169.254", "u", "p", transport)
        with pytest.raises(SiteError, match="private address"):
            WordPressSites(egress).connect(access).check_access()
        egress.close()

"""The one door out, against real servers that misbehave (RELIABILITY A43)."""

import gzip
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bridge.net.answers import EgressError, EgressFault
from bridge.net.egress import Egress
from tests.net.loopback import OK, Loopback, Seen, Wire, always, say

SHORT = timedelta(seconds=0.4)


@pytest.fixture
def egress():
    door = Egress(("127.0.0.0/8",))
    yield door
    door.close()


def fault(egress: Egress, server: Loopback, **options) -> EgressError:
    with pytest.raises(EgressError) as caught:
        egress.request("GET", server.url, **options)
    return caught.value


def test_an_answer_comes_back_whole(egress):
    with Loopback(always(say(201, b"made", X_Mark="a"))) as server:
        answer = egress.request(
            "POST", f"{server.url}/a/b?c=%20d", headers={"X-Ours": "1"}, body=b"sent"
        )
    assert (answer.status, answer.body, answer.headers["x-mark"]) == (201, b"made", "a")
    seen = server.seen[0]
    assert (seen.method, seen.target, seen.body) == ("POST", "/a/b?c=%20d", b"sent")
    assert seen.headers["x-ours"] == "1"
    assert seen.headers["host"] == f"127.0.0.1:{server.port}"


def test_basic_auth_is_sent_in_utf_8(egress):
    with Loopback(always(OK)) as server:
        egress.request("GET", server.url, auth=("zoé", "pass word"))
    assert server.seen[0].headers["authorization"] == "Basic em/DqTpwYXNzIHdvcmQ="


def test_a_connection_is_used_again(egress):
    with Loopback(always(OK)) as server:
        for _ in range(3):
            egress.request("GET", server.url)
        assert (len(server.seen), server.connections) == (3, 1)


def test_threads_share_the_door_and_each_gets_its_own_answer(egress):
    def echo(seen: Seen, wire: Wire) -> bool:
        wire.send(say(200, seen.path.encode()))
        return True

    with Loopback(echo) as server, ThreadPoolExecutor(8) as pool:
        paths = [f"/{number}" for number in range(200)]
        answers = pool.map(lambda path: egress.request("GET", server.url + path).body, paths)
        assert list(answers) == [path.encode() for path in paths]


def test_a_kept_connection_that_the_server_closed_is_replaced(egress):
    def once(_seen: Seen, wire: Wire) -> None:
        wire.send(OK)

    with Loopback(once) as server:
        for _ in range(3):
            assert egress.request("GET", server.url).status == 200
        assert server.connections == 3


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 300_000,
        b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 300_000,
        say(200, b"x" * 300_000, Connection="close"),
    ],
)
def test_an_answer_that_ends_with_its_connection_is_read_whole(egress, data):
    """PHP's own server answers so."""
    with Loopback(lambda seen, wire: wire.send(data)) as server:
        for _ in range(2):
            assert len(egress.request("GET", server.url).body) == 300_000
        assert server.connections == 2


def test_bytes_after_an_answer_are_never_the_next_answer(egress):
    with Loopback(always(OK + say(200, b"smuggled"))) as server:
        assert [egress.request("GET", server.url).body for _ in range(2)] == [b"ok", b"ok"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_given_back_and_not_followed(egress, status):
    with Loopback(always(say(status, Location="http://169.254.169.254/"))) as server:
        answer = egress.request("GET", server.url)
    assert (answer.status, answer.headers["location"]) == (status, "http://169.254.169.254/")
    assert len(server.seen) == 1


def test_no_proxy_is_taken_from_the_environment(egress, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with Loopback(always(OK)) as server:
        assert egress.request("GET", server.url).status == 200


def test_dripping_headers_end_at_the_time_limit(egress):
    with Loopback(
        lambda seen, wire: wire.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 999)
    ) as server:
        error = fault(egress, server, timeout=SHORT)
    assert (error.kind, error.status) == (EgressFault.TIMEOUT_BEFORE_ANSWER, None)


def test_a_dripping_body_ends_at_the_time_limit_and_its_status_is_known(egress):
    def script(_seen: Seen, wire: Wire) -> None:
        wire.send(b"HTTP/1.1 202 Accepted\r\nContent-Length: 9999\r\n\r\n")
        wire.drip(b"x" * 9999)

    with Loopback(script) as server:
        error = fault(egress, server, timeout=SHORT)
    assert (error.kind, error.status) == (EgressFault.TIMEOUT_BEFORE_ANSWER, 202)


def test_a_silent_server_ends_at_the_time_limit(egress):
    with Loopback(lambda seen, wire: wire.stopped.wait(30) and None) as server:
        assert fault(egress, server, timeout=SHORT).kind is EgressFault.TIMEOUT_BEFORE_ANSWER


def test_an_endless_body_ends_at_the_cap(egress):
    def script(_seen: Seen, wire: Wire) -> None:
        wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not wire.stopped.is_set():
            wire.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    with Loopback(script) as server:
        error = fault(egress, server, max_bytes=1_000_000)
    assert (error.kind, error.status) == (EgressFault.TOO_LARGE, 200)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compression_bomb_ends_at_the_cap(egress, encoding):
    bomb = (gzip.compress if encoding == "gzip" else zlib.compress)(bytes(50_000_000))
    with Loopback(always(say(200, bomb, Content_Encoding=encoding))) as server:
        assert fault(egress, server, max_bytes=1_000_000).kind is EgressFault.TOO_LARGE


def test_a_compressed_answer_is_decoded(egress):
    with Loopback(always(say(200, gzip.compress(b"text"), Content_Encoding="gzip"))) as server:
        assert egress.request("GET", server.url).body == b"text"


def test_an_answer_of_exactly_the_cap_passes(egress):
    with Loopback(always(say(200, b"x" * 1000))) as server:
        assert len(egress.request("GET", server.url, max_bytes=1000).body) == 1000
        assert fault(egress, server, max_bytes=999).kind is EgressFault.TOO_LARGE


BROKEN = {
    "less than it said": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
    "damaged gzip": say(200, b"no gzip", Content_Encoding="gzip"),
    "damaged chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok",
    "no HTTP": b"SSH-2.0-OpenSSH\r\n",
    "nothing": b"",
    "a status that is no number": b"HTTP/1.1 OK\r\n\r\n",
    "a header of 100 KB": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    "1000 headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_answer_is_lost_after_send(egress, data):
    def script(_seen: Seen, wire: Wire) -> None:
        wire.send(data)

    with Loopback(script) as server:
        assert fault(egress, server).kind is EgressFault.LOST_AFTER_SEND


def test_nobody_listening_is_a_connect_fault(egress):
    with Loopback(always(OK)) as server:
        pass
    assert fault(egress, server).kind is EgressFault.CONNECT


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00"])
def test_a_header_with_control_characters_is_refused(egress, value):
    with Loopback(always(OK)) as server, pytest.raises(EgressError) as caught:
        egress.request("GET", server.url, headers={"X-Name": value})
    assert caught.value.kind is EgressFault.REFUSED
    assert server.seen == []


def test_a_method_with_control_characters_is_refused(egress):
    with Loopback(always(OK)) as server, pytest.raises(EgressError) as caught:
        egress.request("GET / HTTP/1.1\r\nX: y", server.url)
    assert caught.value.kind is EgressFault.REFUSED
    assert server.seen == []

"""Bodies that don't tell their length, on the server that serves in production (A41)."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bridge.services.arrivals import arrivals
from bridge.store.tickets import Ticket
from tests.servers.run import free_port, wait_until
from tests.support.desk import SITE, Desk

ROOT = Path(__file__).parents[2]
MIB = 1024 * 1024
PATH = f"/hooks/wordpress/{SITE}"


@pytest.fixture
def port(bridge: Desk) -> Iterator[int]:
    """`helpdesk-bridge web` on this helpdesk's database."""
    port = free_port()
    environment = bridge.environment | {"HELPDESK_WEB_WORKERS": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bridge", "web", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
        wait_until(lambda: answers(port), "the web server")
        yield port
        server.terminate()


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def chunked(port: int, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Status and media type of the answer to a body in chunks of 64 KiB."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    pieces = (body[at : at + 65536] for at in range(0, len(body), 65536))
    # the server may answer before it has read everything
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request("POST", PATH, pieces, headers, encode_chunked=True)
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers.get_content_type()


def test_a_body_in_chunks_is_taken_up_to_one_mib(bridge: Desk, port: int) -> None:
    now = bridge.real_time()
    body, headers = bridge.signed_push(bridge.submission(), at=now)
    sent = headers | {"Transfer-Encoding": "chunked"}
    assert chunked(port, body, sent) == (202, "application/json")
    body, headers = bridge.signed_push(b" " * (MIB + 1), at=now)
    sent = headers | {"Transfer-Encoding": "chunked"}
    assert chunked(port, body, sent) == (413, "application/problem+json")
    assert bridge.count(Ticket) == 1
    assert arrivals.quarantined(bridge.ctx) == []


def test_a_body_that_is_shorter_than_it_says_is_no_submission(bridge: Desk, port: int) -> None:
    body, headers = bridge.signed_push(bridge.submission(), at=bridge.real_time())
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\n{lines}Content-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head.encode() + body[:-1])
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65536)
    assert not answer.startswith(b"HTTP/1.1 2")
    assert not answer.startswith(b"HTTP/1.1 5")
    assert bridge.count(Ticket) == 0

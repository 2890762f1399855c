"""Told to stop (SIGTERM), a process finishes what it has at hand, as at every deployment."""

import json
import socket

import requests

from bridge.services.vendors import escalation
from bridge.store.tickets import Ticket
from tests.faults.processes import role
from tests.faults.test_killed_workers import delivery
from tests.servers.run import PATIENCE, free_port, wait_until
from tests.support.desk import HOOK_VENDOR, SITE, Desk
from workers.queues import RqQueue


def takes_requests(port: int) -> bool:
    """A server that is about to end leaves new connections unanswered."""
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=1).ok
    except requests.RequestException:
        return False


def read_until(connection: socket.socket, mark: bytes) -> bytes:
    data = b""
    while mark not in data and (more := connection.recv(65536)):
        data += more
    return data


def test_a_web_server_that_is_stopped_answers_the_request_at_hand(
    bridge: Desk, valkey_url: str
) -> None:
    bridge.real_time()
    body, headers = bridge.signed_push(bridge.submission())
    headers |= {"Host": "localhost", "Content-Type": "application/json", "Connection": "close"}
    headers |= {"Content-Length": str(len(body)), "Expect": "100-continue"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    port = free_port()
    with role(bridge, "web", valkey_url, "--port", str(port)) as web:
        wait_until(lambda: takes_requests(port), "the web server")
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as visitor:
            visitor.sendall(f"POST /hooks/wordpress/{SITE} HTTP/1.1\r\n{head}\r\n".encode())
            assert b"100 Continue" in read_until(visitor, b"\r\n\r\n")  # it is in hand
            visitor.sendall(body[:100])
            web.terminate()
            wait_until(lambda: not takes_requests(port), "the web server to take nobody in")
            visitor.sendall(body[100:])
            answer = read_until(visitor, b"}")
        assert b" 202 " in answer.partition(b"\r\n")[0]
        assert web.wait(PATIENCE) == 0
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["duplicate"] is False
    assert bridge.count(Ticket) == 1


def test_a_worker_that_is_stopped_finishes_the_case_at_hand(bridge: Desk, valkey_url: str) -> None:
    bridge.real_time()
    reference = bridge.pushed()
    escalation.escalate(bridge.ctx, bridge.agent, reference, HOOK_VENDOR, "Please look.")
    RqQueue(valkey_url).nudge("vendors")
    with role(bridge, "worker", valkey_url, "--queues", "vendors") as worker:
        with bridge.vendor.thinking():
            wait_until(lambda: bool(bridge.vendor.calls), "the call to arrive")
            worker.terminate()
        assert worker.wait(PATIENCE) == 0
    sent = delivery(bridge, reference, "vendor_out")
    assert [attempt.outcome for attempt in sent.attempts] == ["sent"]
    assert len(bridge.vendor.calls) == 1

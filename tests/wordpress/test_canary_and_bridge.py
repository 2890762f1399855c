"""The daily test between a real WordPress and a bridge whose web server and worker are processes.

Each link is broken for real, one after the other: starting the processes costs more than the tests.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import update

from bridge.cli.demo.mailbox.faults import Fault
from bridge.cli.demo.wordpress import Site
from bridge.services.canary import canary
from bridge.services.sites import sites
from bridge.store.ticket_lists import TicketFilter
from bridge.store.tickets import Ticket
from tests.faults.processes import role
from tests.servers.run import PATIENCE, free_port, wait_until
from tests.support.desk import SITE, SUPPORT, Desk
from tests.wordpress.test_canary import LINKS, as_told, run

ASK = (
    "helpdesk_bridge_report_canary();"
    f" return array( {LINKS}, helpdesk_bridge_find_canary(), helpdesk_bridge_canary_is_waiting() );"
)


@dataclass
class Pair:
    site: Site
    bridge: Desk
    valkey_url: str
    port: int

    @contextmanager
    def web(self) -> Iterator[None]:
        with role(self.bridge, "web", self.valkey_url, "--port", str(self.port)):
            wait_until(self._answers, "the web server")
            yield

    def _answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def run(self) -> tuple[dict[str, str], dict[str, str]]:
        """The test, followed until nothing is under way any more."""
        answer: list[Any] = [*run(self.site), True]

        def ended() -> bool:
            links, answer[1], answer[2] = self.site.evaluate(ASK)
            answer[0] = as_told(links[0])
            return not answer[2]

        wait_until(ended, "the test to end", PATIENCE)
        return answer[0], answer[1]

    def doctor(self) -> tuple[bool, str]:
        self.bridge.real_time()
        with self.bridge.ctx.reading() as tx:
            row = tx.sites.get(1)
        found = canary.verdict(self.bridge.ctx, row)
        assert found is not None
        return found.ok, found.says

    def six_minutes_pass(self) -> None:
        """For the newest test entry."""
        with self.bridge.ctx.transaction() as tx:
            known = tx.sites.known(1, tx.canaries.newest(1) or "")
            assert known is not None
            at = self.bridge.real_time() - timedelta(minutes=6)
            tx.session.execute(update(Ticket).where(Ticket.id == known[0]).values(created_at=at))

    def change_secret(self, secret: str) -> None:
        with self.bridge.ctx.transaction() as tx:
            tx.sites.get(1).push_secrets_sealed = self.bridge.ctx.secrets.seal(secret)


@pytest.fixture
def pair(site: Site, bridge: Desk, valkey_url: str) -> Pair:
    """Connected; nothing of the bridge runs yet."""
    made = Pair(site, bridge, valkey_url, free_port())
    packed = sites.connection_code(bridge.ctx, SITE).removeprefix(sites.CODE_PREFIX)
    code = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    code["base"] = f"http://127.0.0.1:{made.port}"
    code["url"] = f"{code['base']}/hooks/wordpress/{SITE}"
    encoded = base64.urlsafe_b64encode(json.dumps(code).encode()).decode().rstrip("=")
    site.set_connection(sites.CODE_PREFIX + encoded)
    return made


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_each_broken_link_is_named_on_both_sides(pair: Pair) -> None:
    with pair.web():
        with role(pair.bridge, "worker", pair.valkey_url):
            all_is_well(pair)
            the_mail_server_refuses(pair)
        no_worker_runs(pair)
        the_secret_is_another(pair)
    nothing_answers(pair)
    with pair.bridge.ctx.reading() as tx:
        assert tx.ticket_lists.count(TicketFilter()) == 0


def all_is_well(pair: Pair) -> None:
    states, found = pair.run()
    assert set(states.values()) == {"good"}, (states, found)
    assert found["state"] == "good"
    assert "went all the way to the mail server" in found["says"]
    assert [mail["To"].addresses[0].addr_spec for mail in pair.bridge.mails()] == [SUPPORT]
    ok, says = pair.doctor()
    assert ok, says


def the_mail_server_refuses(pair: Pair) -> None:
    pair.bridge.smtp_faults.set(Fault("4xx"))
    states, found = pair.run()
    assert states["mail"] == "broken mail_refused"
    assert "451" in found["says"]
    assert "Broke at “mail handed over”" in pair.doctor()[1]


def no_worker_runs(pair: Pair) -> None:
    states, found = run(pair.site)
    assert (states["ticket"], states["answer"]) == ("good", "waiting")
    assert found["state"] == "notice"
    pair.six_minutes_pass()
    links, found, _ = pair.site.evaluate(ASK)
    assert as_told(links[0])["answer"] == "broken no_worker"
    assert "Nobody decided on the answer" in found["says"]
    assert "Broke at “answer decided”" in pair.doctor()[1]


def the_secret_is_another(pair: Pair) -> None:
    pair.change_secret(pair.bridge.vendor_secret)
    states, found = pair.run()
    assert (states["pushed"], states["accepted"]) == ("good", "broken not_accepted")
    assert "Paste a new connection code" in found["todo"]
    pair.change_secret(pair.bridge.site_secret)


def nothing_answers(pair: Pair) -> None:
    states, found = pair.run()
    assert (states["stored"], states["pushed"]) == ("good", "broken not_pushed")
    assert "The helpdesk could not be reached" in found["says"]

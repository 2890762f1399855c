"""The settings page checks both directions: a real WordPress and a real bridge beside it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import requests

from bridge.cli.demo.wordpress import Site
from bridge.services.sites import sites
from tests.browser.serving import served
from tests.servers.run import free_port, wait_until
from tests.support.stand_ins import SetClock
from tests.web.house import House
from tests.web.test_hooks_without_length import ROOT, answers
from tests.wordpress.helpdesk import connect, house_of, must_use
from tests.wordpress.wp_admin import press, settings_page

WORKS = "The connection works in both directions."
BROKEN = "The connection does not work yet; what to do stands below."
HAND_OVER = """
$form = array( 'plugin' => 'wpforms', 'id' => '7', 'title' => 'Quote' );
do_action( 'helpdesk_bridge_submit', array( 'form' => $form, 'fields' => $data ) );
helpdesk_bridge_make_all_due();
return helpdesk_bridge_drain();
"""
SHORT = """
add_filter( 'http_request_args', fn( $args ) => array( 'timeout' => 1 ) + $args );
"""
REACHED = "This site reaches the helpdesk, and its signature is accepted."


@dataclass
class Pair:
    """A site and its helpdesk, which is served at `url`."""

    site: Site
    house: House
    url: str

    @property
    def code(self) -> str:
        ctx = self.house.ctx
        identity = replace(ctx.identity, base_url=self.url)
        return sites.connection_code(replace(ctx, identity=identity), "main")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime.now(UTC))


@pytest.fixture
def pair(site: Site, tmp_path: Path, clock: SetClock) -> Iterator[Pair]:
    house = house_of(site, tmp_path, clock)
    with served(house) as url:
        yield Pair(site, house, url)
    house.ctx.database.dispose()


def check(session: requests.Session, site: Site) -> str:
    return press(session, site, "check")


@pytest.mark.every_version
def test_a_pasted_code_is_checked_in_both_directions_at_once(pair, admin):
    page = press(admin, pair.site, "connect", code=pair.code)
    assert "Connected." in page
    assert REACHED in page
    assert "lets us in as helpdesk-bridge" in page
    assert "Last checked:" in page
    assert WORKS in check(admin, pair.site)


def test_what_was_found_stays_until_the_next_check_or_another_code(pair, admin, receiver):
    press(admin, pair.site, "connect", code=pair.code)
    assert REACHED in settings_page(admin, pair.site)
    pair.site.set_connection(receiver.code)
    page = settings_page(admin, pair.site)
    assert REACHED not in page
    assert "This connection was not checked yet." in page


def test_an_administrator_who_reads_french_gets_it_all_in_french(pair, admin):
    pair.site.evaluate("update_user_meta( 1, 'locale', 'fr_FR' );")
    connect(pair.house, pair.site.url, pair.site.bridge.name, "aaaa bbbb cccc dddd")
    page = press(admin, pair.site, "connect", code=pair.code)
    assert "Ce site joint l’assistance, et sa signature est acceptée." in page
    assert "Le site ne connaît pas l’utilisateur helpdesk-bridge" in page
    assert "The site" not in page


def test_a_password_that_the_site_does_not_take_is_told_with_what_to_do(pair, admin):
    connect(pair.house, pair.site.url, pair.site.bridge.name, "aaaa bbbb cccc dddd")
    page = press(admin, pair.site, "connect", code=pair.code)
    assert BROKEN in page
    assert REACHED in page
    assert "does not know the user helpdesk-bridge with this application password." in page
    connect(pair.house, pair.site.url, pair.site.bridge.name, pair.site.bridge.application_password)
    assert WORKS in check(admin, pair.site)


def test_a_helpdesk_in_processes_of_its_own_is_found_and_missed_when_they_end(
    pair, admin, tmp_path
):
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HELPDESK_DATA_DIR": str(tmp_path),
        "HELPDESK_SECRET_KEY": "k" * 40,
        "HELPDESK_REDIS_URL": "redis://127.0.0.1:9",
        "HELPDESK_EGRESS_ALLOW": "127.0.0.1",
        "HELPDESK_WEB_WORKERS": "1",
    }
    command = [sys.executable, "-m", "bridge", "web", "--port", str(port)]
    own = replace(pair, url=f"http://127.0.0.1:{port}")
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
        wait_until(lambda: answers(port), "the web server")
        page = press(admin, pair.site, "connect", code=own.code)
        server.terminate()
    assert REACHED in page
    assert "lets us in as helpdesk-bridge" in page
    page = check(admin, pair.site)
    assert BROKEN in page
    assert f"This site cannot reach the helpdesk at {own.url} (" in page
    assert "Whether the helpdesk reaches this site is not known" in page


def test_a_secret_that_is_not_the_helpdesks(pair, admin):
    code = pair.code
    with pair.house.ctx.transaction() as tx:
        secret = pair.house.ctx.signatures.new_secret()
        tx.sites.get(1).push_secrets_sealed = pair.house.ctx.secrets.seal(secret)
    page = press(admin, pair.site, "connect", code=code)
    assert f"Set up as “main” at {pair.url}, but the last check failed." in page
    assert "Connected as" not in page
    assert "The helpdesk refused this site’s signature" in page
    assert "Have “helpdesk-bridge site add” print the code anew" in page


def test_a_site_that_the_helpdesk_does_not_know(pair, admin):
    code = pair.code
    with pair.house.ctx.transaction() as tx:
        tx.sites.get(1).slug = "another"
    assert "The helpdesk does not know this site" in press(admin, pair.site, "connect", code=code)


def test_clocks_that_are_ten_minutes_apart_are_not_taken_for_a_wrong_secret(pair, admin, clock):
    clock.move(minutes=10)
    page = press(admin, pair.site, "connect", code=pair.code)
    assert "the two clocks differ by more than five minutes" in page
    assert "Set both clocks by NTP" in page
    assert "signature" not in page.partition("Both directions")[2].partition("</ul>")[0]


def test_clocks_that_are_two_minutes_apart_are_told_before_they_hurt(pair, admin, clock):
    clock.move(minutes=2)
    page = press(admin, pair.site, "connect", code=pair.code)
    assert REACHED in page
    assert "seconds behind ours" in page


def test_the_page_says_by_how_much_the_clock_is_off(site, admin, connected):
    problem = {"title": "The timestamp is old.", "status": 401, "field": "webhook-timestamp"}
    connected.status, connected.answer = 401, json.dumps(problem).encode()
    at = datetime.now(UTC) + timedelta(minutes=10)
    connected.headers = {"Date": format_datetime(at, usegmt=True)}
    page = check(admin, site)
    span = site.evaluate("return human_time_diff( 0, 600 );")  # old WordPress: "10 mins"
    assert span.startswith("10 min")
    assert f"this site’s clock is {span} behind the helpdesk’s" in page


def test_a_copy_of_the_site_is_told_from_the_site(pair, admin):
    code = pair.code
    other = pair.site.url.replace("127.0.0.1", "localhost")
    connect(pair.house, other, pair.site.bridge.name, "aaaa bbbb cccc dddd")
    page = press(admin, pair.site, "connect", code=code)
    assert f"This WordPress calls itself {pair.site.url}, and we read the site at {other}." in page


def test_a_form_whose_fields_changed_is_told_at_its_row(pair, admin):
    press(admin, pair.site, "connect", code=pair.code)
    mail = {"name": "your-email", "type": "email", "value": "ann@example.test"}
    for number, fields in enumerate(([mail], [{"name": "phone", "value": "1"}])):
        pair.site.evaluate(HAND_OVER, fields)
        with pair.house.ctx.reading() as tx:
            assert tx.tickets.get(number + 1) is not None
    page = check(admin, pair.site)
    assert WORKS in page
    row = page.partition("Quote</strong>")[2].partition("</td>")[0]
    assert "The form's fields changed: your-email (E-mail address) missing since" in row
    assert "somebody can say which field is what now." in row
    pair.site.evaluate(HAND_OVER, [mail])
    assert "fields changed" not in check(admin, pair.site)


ANSWERS = (
    (200, b"<html>Welcome</html>", "is not the helpdesk (HTTP 200)"),
    (404, b"<html>nginx</html>", "is not the helpdesk (HTTP 404)"),
    (302, b"", "sends this site on to https://elsewhere.example/"),
    (503, b"{}", "could not answer just now (HTTP 503)"),
    (500, b"[1]", "could not answer just now (HTTP 500)"),
    (200, b'{"findings":[7,{"says":{"a":1},"ok":"yes"}],"forms":7}', REACHED),
)


def test_whatever_answers_in_the_helpdesks_place_is_told(site, admin, connected):
    connected.headers = {"Location": "https://elsewhere.example/"}
    for connected.status, connected.answer, says in ANSWERS:
        assert says in check(admin, site)


@pytest.fixture
def narrow(pair: Pair) -> Iterator[Pair]:
    """The site's server answers one request at a time, maybe on another port."""
    _restart(pair, workers=1)
    yield pair
    _restart(pair, workers=4)


def _restart(pair: Pair, workers: int) -> None:
    pair.site.stop()
    pair.site.start(workers=workers)
    connect(pair.house, pair.site.url, pair.site.bridge.name, pair.site.bridge.application_password)


def test_a_server_with_one_php_process_is_told_in_time_and_does_not_hang(narrow, admin):
    page = press(admin, narrow.site, "connect", code=narrow.code)
    assert REACHED in page
    assert "did not answer our call while its settings page waited for this check." in page
    assert "one PHP process at a time" in page


def test_a_helpdesk_that_hangs_is_given_up_and_told(site, admin, connected):
    connected.open.clear()
    with must_use(site, SHORT):
        page = check(admin, site)
    assert "did not answer within 10 seconds." in page

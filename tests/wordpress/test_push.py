"""Pushing to the bridge: signed, after the visitor has the answer, and again when it fails."""

import pytest
import requests
from standardwebhooks import Webhook

from tests.servers.run import wait_until
from tests.wordpress.receiver import SECRET, connection_code
from tests.wordpress.visitor import SAMPLE, open_form

DRAIN = "helpdesk_bridge_make_all_due(); return helpdesk_bridge_drain();"
STATES = (
    "global $wpdb; return $wpdb->get_col( 'SELECT push_state FROM '"
    " . helpdesk_bridge_table( 'submissions' ) . ' ORDER BY id' );"
)
HAND_OVER = "do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => $data ) ) );"


def submit(site, **changes):
    form = open_form(f"{site.url}/support/")
    answer = form.post(form.filled(**changes))
    assert answer.status_code == requests.codes.see_other


@pytest.mark.every_version
def test_a_submission_is_pushed_signed_and_as_the_feed_shows_it(site, connected, submissions):
    submit(site, hb_message=SAMPLE)
    wait_until(lambda: connected.answered == 1, "the push")
    (call,) = connected.calls
    assert call.path == "/hooks/wordpress/demo"
    assert call.headers["content-type"] == "application/json"
    Webhook(SECRET).verify(call.body, call.headers)
    assert call.json == submissions()[0]
    assert call.headers["webhook-id"] == call.json["id"]
    assert SAMPLE in [field["value"] for field in call.json["fields"]]


def test_the_visitor_is_answered_while_the_bridge_still_thinks(site, connected):
    connected.open.clear()
    submit(site)  # returns although no push was answered
    wait_until(lambda: len(connected.calls) == 1, "the push")
    assert connected.answered == 0
    connected.open.set()
    wait_until(lambda: site.evaluate(STATES) == ["sent"], "the push to be noted")


def test_a_bridge_that_hangs_holds_one_process_however_many_visitors_write(
    site, connected, submissions
):
    connected.open.clear()
    submit(site)
    wait_until(lambda: len(connected.calls) == 1, "the push")
    for number in range(6):
        submit(site, hb_name=f"Visitor {number}")
    assert len(submissions()) == 7
    assert len(connected.calls) == 1
    connected.open.set()
    wait_until(lambda: site.evaluate(STATES) == ["sent"] * 7, "the others to follow")


def test_a_bridge_that_is_down_costs_nothing_and_gets_everything_later(site, receiver):
    site.set_connection(connection_code("http://127.0.0.1:9"))
    submit(site)
    wait_until(lambda: site.evaluate("return helpdesk_bridge_health();")["failures"] > 0, "a try")
    assert site.evaluate(STATES) == ["pending"]
    site.set_connection(receiver.code)
    assert site.evaluate(DRAIN) == 1
    assert site.evaluate(STATES) == ["sent"]


def test_a_retry_carries_the_same_id_and_a_fresh_signature(site, connected):
    connected.status = 500
    submit(site)
    wait_until(lambda: connected.answered == 1, "the first try")
    connected.status = 200
    assert site.evaluate(DRAIN) == 1
    first, second = connected.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    Webhook(SECRET).verify(second.body, second.headers)


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "sent"), (202, "sent"), (400, "refused"), (413, "refused")]
    + [(code, "pending") for code in (301, 401, 404, 429, 500, 503)],
)
def test_an_answer_decides_what_becomes_of_a_push(site, connected, status, state):
    connected.status = status
    connected.headers = {"Location": f"{connected.base}/elsewhere"}
    submit(site)
    wait_until(lambda: connected.answered == 1, "the push")
    wait_until(lambda: site.evaluate("return helpdesk_bridge_lock();"), "the push to be noted")
    assert site.evaluate(STATES) == [state]
    assert [call.path for call in connected.calls] == ["/hooks/wordpress/demo"]


def test_a_submission_that_the_bridge_chokes_on_does_not_hold_up_the_next(site, connected):
    connected.chokes_on = b'"id":"choke"'
    site.evaluate(HAND_OVER, "choke")
    wait_until(lambda: connected.answered == 1, "the first push")
    site.evaluate(HAND_OVER, "next")
    wait_until(lambda: site.evaluate(STATES) == ["pending", "sent"], "the next one")


@pytest.mark.every_version
def test_a_submission_handed_over_by_other_code_reaches_the_bridge_at_once(site, connected):
    """PHP's own server cannot end a response early: the site calls itself instead."""
    site.evaluate(HAND_OVER, "call me")
    wait_until(lambda: connected.answered == 1, "the push")
    assert connected.calls[0].json["form"]["id"] == "call me"


def test_nobody_else_can_start_pushing(site):
    url = f"{site.url}/wp-json/helpdesk-bridge/v1/push"
    assert requests.post(url, timeout=60).status_code == 401
    forged = requests.post(url, headers={"X-Helpdesk-Bridge-Push": "0"}, timeout=60)
    assert forged.status_code == 401


@pytest.mark.parametrize("code", ["x", "hbc1_", "hbc1_e30", "hbc1_eyJ2IjoxfQ"])
def test_a_broken_connection_code_is_refused_with_the_reason(site, code):
    with pytest.raises(ValueError, match="not a whole connection code"):
        site.set_connection(code)

"""`wp helpdesk-bridge …`, run inside WordPress through a stand-in of WP-CLI's own class."""

import json

import pytest

from tests.wordpress.form_plugins import STAND_INS
from tests.wordpress.receiver import connection_code
from tests.wordpress.test_backfill import FLAMINGO, flamingo

RUN = (
    "require $data['stand_in'];"
    " return stand_in_run( $data['name'], $data['args'], $data['options'] );"
)


@pytest.fixture
def wp(site):
    """Runs a subcommand; gives its lines and its exit code."""

    def run(name: str, *args: str, **options: str):
        data = {
            "stand_in": str(STAND_INS / "wp-cli.php"),
            "name": name,
            "args": list(args),
            "options": options,
        }
        said = site.evaluate(RUN, data)
        return said["lines"], said["code"]

    return run


@pytest.fixture
def hand_over(site):
    """Stores so many submissions and pushes none."""

    def store(count: int) -> None:
        site.evaluate(
            "foreach ( range( 1, $data ) as $n ) { helpdesk_bridge_accept("
            " array( 'form' => array( 'id' => 'f' . $n ) ) ); }"
            " remove_all_actions( 'shutdown' );",
            count,
        )

    return store


def test_status_tells_what_waits_and_what_went_wrong(wp, site, receiver, hand_over):
    hand_over(2)
    site.set_connection(connection_code("http://127.0.0.1:9"))
    wp("push")
    lines, code = wp("status", format="json")
    status = json.loads(lines[0])
    assert code == 0
    assert (status["pending"], status["sent"], status["set_aside"]) == (2, 0, 0)
    assert status["site"] == "demo"
    assert status["last_error"]
    text = "\n".join(wp("status")[0])
    assert "pending:        2" in text
    assert "whsec_" not in text


def test_push_hands_over_everything_that_is_due(wp, connected, hand_over):
    hand_over(3)
    assert wp("push") == (["Success: Tried: 3. Still waiting: 0."], 0)
    assert len(connected.calls) == 3


def test_push_fails_with_the_last_error_while_the_bridge_is_away(wp, connected, hand_over):
    connected.status = 503
    hand_over(1)
    lines, code = wp("push")
    assert code == 1
    assert lines == [
        "Error: Tried: 1. Still waiting: 1. Last error: HTTP 503:"
        " the bridge is busy or its database is away"
    ]


def test_retry_tries_what_waits_and_what_was_set_aside(wp, connected, hand_over):
    connected.status = 400
    hand_over(1)
    wp("push")
    connected.status = 503
    hand_over(1)
    wp("push")
    connected.status = 202
    assert wp("push")[0] == [
        "Error: Tried: 0. Still waiting: 1. Last error: HTTP 503:"
        " the bridge is busy or its database is away"
    ]
    assert wp("retry") == (["Success: Tried: 2. Still waiting: 0."], 0)


@pytest.mark.parametrize("name", ["push", "retry", "canary"])
def test_without_a_connection_nothing_is_tried(wp, name):
    lines, code = wp(name)
    assert code == 1
    assert lines[0].startswith("Error: Not connected.")


def test_canary_shows_each_link_and_fails_at_the_first_broken_one(wp, connected):
    connected.status = 401
    lines, code = wp("canary")
    assert code == 1
    assert lines[0] == "helpdesk-bridge support"
    assert [line.split()[-1] for line in lines[1:5]] == ["good", "good", "good", "broken"]
    assert [line.strip() for line in lines[4:5]] == ["Accepted by the helpdesk   broken"]
    assert lines[-1].startswith("Error: The test of ")
    assert "Paste a new connection code" in lines[-1]


def test_backfill_reports_each_batch_and_finds_its_sources(wp, site, submissions):
    site.evaluate(FLAMINGO, [flamingo(number) for number in range(3)])
    lines, code = wp("backfill", batch="2")
    assert (code, lines) == (
        0,
        [
            "flamingo: 2 new, 0 known, 0 left out, 0 failed",
            "flamingo: 3 new, 0 known, 0 left out, 0 failed",
            "Success: Filled in. What is new waits to be handed over.",
        ],
    )
    wp("backfill", "flamingo", again="1")
    assert len(submissions()) == 3


def test_backfill_names_a_source_that_it_does_not_know(wp):
    lines, code = wp("backfill", "flamingos")
    assert code == 1
    assert "Known: flamingo, gravityforms, jetpack." in lines[0]


def test_backfill_without_anything_says_so(wp):
    assert wp("backfill") == (["Success: There is nothing to fill in."], 0)


def test_every_subcommand_is_documented_in_the_form_that_wp_cli_reads(site):
    comments = site.evaluate(
        "require $data; require HELPDESK_BRIDGE_DIR . '/includes/cli.php'; $comments = array();"
        " foreach ( ( new ReflectionClass( 'Helpdesk_Bridge_Command' ) )->getMethods() as $m ) {"
        " $comments[ $m->name ] = (string) $m->getDocComment(); } return $comments;",
        str(STAND_INS / "wp-cli.php"),
    )
    assert set(comments) == {"status", "push", "retry", "backfill", "canary"}
    for name, comment in comments.items():
        assert "## EXAMPLES" in comment
        assert f"wp helpdesk-bridge {name}" in comment

"""What the helpdesk fetched counts as handed over, once the connected helpdesk says it has it."""

from dataclasses import replace

import pytest

from bridge.domain.errors import SiteError
from bridge.services.sites import sites
from tests.support.desk import Desk
from tests.wordpress.mirror_site import Mirror
from tests.wordpress.receiver import SECRET
from tests.wordpress.test_retention import AGE, CRON, SET_DAYS

# Both databases: tests/services/test_confirmation.py.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

HAND_OVER = (
    "foreach ( (array) $data as $id )"
    " do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => $id ) ) );"
)
STATES = (
    "global $wpdb; return array_column( $wpdb->get_results( 'SELECT push_state, id FROM '"
    " . helpdesk_bridge_table( 'submissions' ) . ' ORDER BY id' ), 'push_state' );"
)
NOWHERE = "http://127.0.0.1:9"


def connected_to_nowhere(mirror: Mirror) -> None:
    """The site has the helpdesk's code, and its pushes reach nobody."""
    ctx = mirror.desk.ctx
    away = replace(ctx, identity=replace(ctx.identity, base_url=NOWHERE))
    mirror.site.set_connection(sites.connection_code(away, mirror.slug))


@pytest.fixture(params=["rest", "xmlrpc"])
def mirror(request, bridge: Desk, site) -> Mirror:
    made = Mirror(bridge, site, request.param)
    made.connect()
    connected_to_nowhere(made)
    return made


def states(mirror: Mirror) -> list[str]:
    return list(mirror.site.evaluate(STATES))


def test_what_a_pull_brought_waits_no_longer_and_goes_when_its_days_are_over(mirror):
    mirror.site.evaluate(HAND_OVER, ["a", "b"])
    mirror.site.evaluate("helpdesk_bridge_drain();")
    assert states(mirror) == ["pending", "pending"]
    assert mirror.take_in().new == 2
    assert states(mirror) == ["sent", "sent"]
    assert mirror.remote().status().pending_push == 0
    mirror.site.evaluate(HAND_OVER, "c")  # never fetched
    mirror.site.evaluate(SET_DAYS, 30)
    mirror.site.evaluate(AGE, 31)
    mirror.site.evaluate(CRON)
    (left,) = mirror.remote().submissions(0, 10).items
    assert left["form"]["id"] == "c"
    assert states(mirror) == ["sent", "sent", "pending"]


def test_a_submission_that_the_push_could_never_bring_is_confirmed_too(mirror):
    mirror.site.evaluate(HAND_OVER, "large")
    mirror.php(
        'global $wpdb; $wpdb->query( "UPDATE {$wpdb->prefix}helpdesk_bridge_submissions'
        " SET push_state = 'refused'\" );"
    )
    mirror.take_in()
    assert states(mirror) == ["sent"]


def test_reading_alone_confirms_nothing_however_far_the_cursor(mirror):
    mirror.site.evaluate(HAND_OVER, ["a", "b"])
    remote = mirror.remote()
    remote.submissions(0, 1)
    remote.submissions(2, 200)
    remote.submissions(2**40, 200)
    assert states(mirror) == ["pending", "pending"]


@pytest.mark.parametrize("secret", [SECRET, "whsec_", ""])
def test_another_helpdesk_and_a_forger_confirm_nothing(mirror, secret):
    mirror.site.evaluate(HAND_OVER, "a")
    remote = mirror.remote()
    (uid,) = remote.submissions(0, 10).waiting
    sign = mirror.desk.ctx.signatures.sign
    for signature in (sign(f"confirm.{uid}", (secret,)), "v1,", ""):
        with pytest.raises(SiteError):
            remote.confirm(uid, signature)
    assert states(mirror) == ["pending"]


def test_a_signature_holds_for_its_own_ids_alone(mirror):
    mirror.site.evaluate(HAND_OVER, ["a", "b"])
    remote = mirror.remote()
    first, second = remote.submissions(0, 10).waiting
    code = mirror.site.evaluate("return helpdesk_bridge_connection();")
    signature = mirror.desk.ctx.signatures.sign(f"confirm.{first}", (SECRET, code["secret"]))
    with pytest.raises(SiteError):
        remote.confirm(f"{first},{second}", signature)
    remote.confirm(first, signature)
    remote.confirm(first, signature)
    assert states(mirror) == ["sent", "pending"]


def test_without_the_right_to_read_nothing_is_confirmed(mirror):
    mirror.site.evaluate(HAND_OVER, "a")
    remote = mirror.remote()
    (uid,) = remote.submissions(0, 10).waiting
    secret = mirror.site.evaluate("return helpdesk_bridge_connection()['secret'];")
    mirror.php("get_user_by( 'login', 'helpdesk-bridge' )->set_role( 'editor' );")
    with pytest.raises(SiteError):
        remote.confirm(uid, mirror.desk.ctx.signatures.sign(f"confirm.{uid}", (secret,)))
    assert states(mirror) == ["pending"]


def test_a_site_that_is_connected_to_nobody_or_to_another_keeps_all(mirror, receiver):
    receiver.status = 500
    mirror.site.set_connection(receiver.code)
    mirror.site.evaluate(HAND_OVER, "a")
    assert mirror.take_in().new == 1
    assert states(mirror) == ["pending"]
    mirror.site.evaluate("helpdesk_bridge_disconnect();")
    assert mirror.remote().submissions(0, 10).waiting == ()
    connected_to_nowhere(mirror)
    assert mirror.take_in().new == 0
    assert states(mirror) == ["sent"]


def test_what_went_to_quarantine_stays_with_its_files(mirror):
    mirror.site.evaluate(HAND_OVER, ["odd", "b"])
    mirror.php(
        'global $wpdb; $wpdb->query( "UPDATE {$wpdb->prefix}helpdesk_bridge_submissions'
        " SET payload = '{}' WHERE id = ( SELECT * FROM ( SELECT MIN(id)"
        ' FROM {$wpdb->prefix}helpdesk_bridge_submissions ) AS first )" );'
    )
    pulled = mirror.take_in()
    assert (pulled.new, pulled.quarantined) == (1, 1)
    assert states(mirror) == ["pending", "sent"]


def test_an_answer_that_is_lost_leaves_all_to_the_next_pull(mirror):
    mirror.site.evaluate(HAND_OVER, "a")
    mirror.take_in()
    mirror.site.evaluate(HAND_OVER, "b")
    mirror.remote().submissions(0, 200)  # given out, and never stored
    assert states(mirror) == ["sent", "pending"]
    assert mirror.take_in().new == 1
    assert states(mirror) == ["sent", "sent"]


def test_a_push_that_fails_late_leaves_what_was_confirmed(mirror):
    mirror.site.evaluate(HAND_OVER, "a")
    mirror.take_in()
    mirror.site.evaluate(
        "global $wpdb; $table = helpdesk_bridge_table( 'submissions' );"
        '$id = $wpdb->get_var( "SELECT id FROM $table" );'
        "helpdesk_bridge_record_push( (int) $id, array( 'push_state' => 'pending' ) );"
    )
    assert states(mirror) == ["sent"]


def test_a_test_entry_is_left_to_the_push(mirror):
    mirror.php(
        "helpdesk_bridge_add_row( wp_generate_uuid4(), helpdesk_bridge_json("
        " helpdesk_bridge_whole_submission( array() ) + array( 'canary' => true ) ), 0, true );"
    )
    assert mirror.remote().submissions(0, 10).waiting == ()

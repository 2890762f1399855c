"""What form plugins stored before our plugin came: filled in once, with its own time."""

import copy

import pytest

from tests.wordpress.form_plugins import STAND_INS, field
from tests.wordpress.visitor import SAMPLE

SENT = "2026-03-02 08:15:30"
FLAMINGO = """
foreach ( $data as $entry ) {
    $id = wp_insert_post( wp_slash( array( 'post_type' => 'flamingo_inbound',
        'post_status' => $entry['status'], 'post_title' => 'x',
        'post_date' => get_date_from_gmt( $entry['sent'] ) ) ) );
    foreach ( $entry['values'] as $name => $value ) {
        update_post_meta( $id, sanitize_key( '_field_' . $name ), wp_slash( $value ) );
    }
    update_post_meta( $id, '_fields', array_fill_keys( array_keys( $entry['values'] ), null ) );
    update_post_meta( $id, '_meta', wp_slash( $entry['meta'] ) );
    update_post_meta( $id, '_submission_status', $entry['outcome'] );
    update_post_meta( $id, '_hash', $entry['hash'] );
}
"""
JETPACK = "require $data['stand_in']; return array_map( 'stand_in_post', $data['posts'] );"
GRAVITY = (
    "require $data['stand_in']; GFAPI::$entries = $data['entries'];"
    " GFAPI::$forms = array( 30 => stand_in_form( $data['form'] ) ); "
)
STEPS = (
    "$batches = 0; do { $now = helpdesk_bridge_backfill_step( '%s', 2 ); ++$batches; }"
    " while ( ! $now['done'] ); return array( $batches, $now );"
)


def steps(source: str) -> str:
    return STEPS % source


def flamingo(number: int = 1, **changes):
    entry = {
        "status": "publish",
        "sent": SENT,
        "outcome": "mail_sent",
        "hash": f"{number:032x}",
        "values": {
            "your-name": SAMPLE,
            "your-email": "ann@example.test",
            "topic": ["Technical problem"],
            "message": f"{SAMPLE}\nno. {number}",
        },
        "meta": {"remote_ip": "127.0.0.1", "user_login": "admin"},
    }
    return entry | changes


def test_flamingos_messages_are_filled_in_with_their_time_and_mark(site, submissions):
    site.evaluate(FLAMINGO, [flamingo(1), flamingo(2, outcome="mail_failed")])
    _, progress = site.evaluate(steps("flamingo"))
    assert (progress["new"], progress["failed"]) == (2, 0)
    first, second = submissions()
    assert first["backfill"] is True
    assert first["submitted_at"] == "2026-03-02T08:15:30Z"
    assert (first["status"], second["status"]) == ("ok", "mail_failed")
    assert field(first, "Your name")["value"] == SAMPLE
    assert field(first, "Your email")["type"] == "email"
    assert field(first, "Topic")["value"] == ["Technical problem"]
    assert field(first, "Message")["type"] == "textarea"
    assert first["visitor"]["user_id"] == 1


def test_spam_and_trash_are_left_where_they_are(site, submissions):
    site.evaluate(FLAMINGO, [flamingo(1, status="flamingo-spam"), flamingo(2, status="trash")])
    _, progress = site.evaluate(steps("flamingo"))
    assert progress["new"] == 0
    assert submissions() == []


def test_what_the_hook_heard_is_not_filled_in_again(stage, submissions):
    payload = stage.payload("contact-form-7")
    stage.fire("contact-form-7", payload)
    sent = stage.site.evaluate(
        "return gmdate( 'Y-m-d H:i:s', $data );", payload["meta"]["timestamp"]
    )
    stage.site.evaluate(FLAMINGO, [flamingo(hash=payload["hash"], sent=sent)])
    _, progress = stage.site.evaluate(steps("flamingo"))
    assert (progress["new"], progress["known"]) == (0, 1)
    assert len(submissions()) == 1


def test_the_hour_that_a_clock_is_put_back_doubles_nothing(stage, submissions):
    payload = stage.payload("contact-form-7")
    stage.fire("contact-form-7", payload)
    an_hour_off = payload["meta"]["timestamp"] - 3600
    sent = stage.site.evaluate("return gmdate( 'Y-m-d H:i:s', $data );", an_hour_off)
    stage.site.evaluate(FLAMINGO, [flamingo(hash=payload["hash"], sent=sent)])
    assert stage.site.evaluate(steps("flamingo"))[1]["known"] == 1


def test_a_message_of_a_form_that_is_there_has_its_labels_and_id(site, submissions):
    make = (
        "$form = wp_insert_post( array( 'post_type' => 'wpcf7_contact_form',"
        " 'post_status' => 'publish', 'post_title' => 'Old form', 'post_name' => 'old-form' ) );"
        ' global $wpdb; $message = $wpdb->get_var( "SELECT ID FROM $wpdb->posts'
        " WHERE post_type = 'flamingo_inbound'\" );"
        " register_taxonomy( 'flamingo_inbound_channel', 'flamingo_inbound' );"
        " wp_insert_term( 'Old form', 'flamingo_inbound_channel', array( 'slug' => 'old-form' ) );"
        " wp_set_object_terms( (int) $message, 'old-form', 'flamingo_inbound_channel' );"
        " return $form;"
    )
    site.evaluate(FLAMINGO, [flamingo()])
    form = site.evaluate(make)
    site.evaluate(steps("flamingo"))
    assert submissions()[0]["form"] == {
        "plugin": "contact-form-7",
        "id": str(form),
        "title": "Old form",
    }


def test_jetpacks_answers_are_filled_in_once_whether_heard_or_not(stage, submissions):
    payload = stage.payload("jetpack")
    stage.fire("jetpack", payload)
    data = {"stand_in": str(STAND_INS / "jetpack.php"), "posts": [payload["post"]]}
    stage.site.evaluate(JETPACK, data)
    _, progress = stage.site.evaluate(steps("jetpack"))
    assert (progress["new"], progress["known"]) == (1, 1)
    heard, filled = submissions()
    assert "backfill" not in heard
    assert filled["backfill"] is True
    assert filled["submitted_at"] == payload["post"]["post_date_gmt"].replace(" ", "T") + "Z"
    assert filled["page"]["title"] == "Support"
    labels = [one["label"] for one in filled["fields"]]
    assert labels == [one["label"] for one in heard["fields"]]
    # Jetpack itself took the tags out before it stored the text.
    assert field(filled, "Your name")["value"] == SAMPLE.replace("<b>html</b>", "html")
    assert field(filled, "Also")["value"] == ["Call me", "Send a copy"]


OLD_JETPACK = """It burns.
Help!
<!--more-->
AUTHOR: Ann Lee
AUTHOR EMAIL: ann@example.test
SUBJECT: [Site] Support
IP: 127.0.0.1
"""


@pytest.mark.parametrize(
    "more",
    [
        'JSON_DATA\n{"1_Name":"Ann Lee","3_Topic":"Billing","entry_title":"Contact"}',
        "Array\n(\n    [1_Name] =&gt; Ann Lee\n    [3_Topic] =&gt; Billing\n)\n",
    ],
)
def test_jetpacks_old_way_of_storing_is_read_too(site, submissions, more):
    post = {"post_status": "publish", "post_date_gmt": SENT, "post_content": OLD_JETPACK + more}
    data = {"stand_in": str(STAND_INS / "jetpack.php"), "posts": [post]}
    site.evaluate(JETPACK, data)
    site.evaluate(steps("jetpack"))
    (item,) = submissions()
    assert field(item, "Name")["value"] == "Ann Lee"
    assert field(item, "Email")["value"] == "ann@example.test"
    assert field(item, "Topic")["value"] == "Billing"
    assert field(item, "Message")["value"] == "It burns.\nHelp!"


@pytest.fixture
def gravity(stage):
    """Runs code with a stand-in of Gravity Forms that holds `entries`."""
    payload = stage.payload("gravityforms")

    def run(code: str, *changes: dict) -> object:
        entries = [copy.deepcopy(payload["entry"]) | change for change in changes]
        data = {
            "stand_in": str(STAND_INS / "gravityforms.php"),
            "form": payload["form"],
            "entries": entries,
        }
        return stage.site.evaluate(GRAVITY + code, data)

    return run


def test_gravitys_entries_are_filled_in_batch_by_batch(gravity, submissions):
    batches, progress = gravity(
        steps("gravityforms"),
        *({"id": str(number), "date_created": SENT} for number in (7, 3, 11, 5, 9)),
        {"id": "12", "status": "spam"},
    )
    assert (batches, progress["after"], progress["new"]) == (3, 11, 5)
    items = submissions()
    assert {item["submitted_at"] for item in items} == {"2026-03-02T08:15:30Z"}
    assert all(item["backfill"] for item in items)
    assert field(items[0], "Your name")["value"] == SAMPLE
    assert items[0]["files"][0]["name"] == "log.txt"


def test_an_interrupted_backfill_goes_on_and_doubles_nothing(gravity, stage, submissions):
    entries = [{"id": str(number), "date_created": SENT} for number in range(1, 6)]
    gravity("return helpdesk_bridge_backfill_step( 'gravityforms', 2 );", *entries)
    # Killed behind its second batch's rows, before it noted how far it was.
    stage.site.evaluate("update_option( 'kept', get_option( 'helpdesk_bridge_backfill' ) );")
    gravity("return helpdesk_bridge_backfill_step( 'gravityforms', 2 );", *entries)
    stage.site.evaluate("update_option( 'helpdesk_bridge_backfill', get_option( 'kept' ) );")
    _, progress = gravity(steps("gravityforms"), *entries)
    assert (progress["new"], progress["known"]) == (3, 2)
    assert len({item["id"] for item in submissions()}) == 5


def test_the_same_id_at_another_time_is_another_entry(gravity, submissions):
    """The form plugin's tables were emptied, its ids began anew."""
    gravity(steps("gravityforms"), {"id": "1", "date_created": SENT})
    again = "helpdesk_bridge_forget_backfill( 'gravityforms' ); " + steps("gravityforms")
    gravity(again, {"id": "1", "date_created": "2026-04-01 10:00:00"})
    assert len(submissions()) == 2


def test_an_entry_that_cannot_be_read_does_not_stop_the_next(gravity, stage, submissions):
    broken = {"id": "1", "form_id": []}
    _, progress = gravity(steps("gravityforms"), broken, {"id": "2"}, {"id": "3", "form_id": "99"})
    assert progress["new"] == 1
    assert progress["failed"] + progress["left_out"] == 2
    stage.site.debug_log.unlink(missing_ok=True)


def test_what_visitors_send_now_is_pushed_before_what_is_filled_in(site):
    site.evaluate(FLAMINGO, [flamingo(number) for number in range(3)])
    site.evaluate(steps("flamingo"))
    site.evaluate("do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => 'n' ) ) );")
    rows = site.evaluate("return helpdesk_bridge_due_rows( 1 );")
    assert '"id":"n"' in rows[0]["payload"]


def test_wp_cron_fills_in_by_itself(site, submissions):
    site.evaluate(FLAMINGO, [flamingo(number) for number in range(3)])
    site.evaluate("helpdesk_bridge_start_backfill( 'flamingo' );")
    due = site.evaluate(
        "$due = wp_get_ready_cron_jobs(); foreach ( $due as $jobs ) {"
        " foreach ( $jobs['helpdesk_bridge_backfill'] ?? array() as $job ) {"
        " do_action_ref_array( 'helpdesk_bridge_backfill', $job['args'] ); } }"
        " return helpdesk_bridge_backfill_progress()['flamingo'];"
    )
    assert (due["new"], due["done"]) == (3, True)
    assert len(submissions()) == 3


def test_a_form_that_is_not_wanted_is_not_filled_in(gravity, stage, submissions):
    stage.site.evaluate(
        "update_option( 'helpdesk_bridge_settings', array( 'forms' => $data ), false );",
        {"gravityforms:30": {"send": False}},
    )
    _, progress = gravity(steps("gravityforms"), {"id": "1"})
    assert progress["left_out"] == 1
    assert submissions() == []

"""Where a form plugin keeps something else than its visitor saw: the adapters give what was seen.

The shapes were recorded with the plugins of the payloads' notes; test_real_more_fields.py drives
the same through the real ones.
"""

import hashlib

import pytest
import requests

from tests.wordpress.form_plugins import FILE, field
from tests.wordpress.visitor import TIMEOUT

SENT = "Schéma (1).txt"
AGREED = "I agree to the terms"


def named(item):
    return [file["name"] for file in item["files"]]


# ---- the visitor's own names of files


def test_contact_form_7s_file_has_the_visitors_name(stage, submissions):
    payload = stage.payload("contact-form-7")
    payload["sent_files"] = {"attachment": {"name": SENT, "error": 0}}
    stage.fire("contact-form-7", payload)
    (item,) = submissions()
    assert (named(item), field(item, "Attachment")["value"]) == ([SENT], SENT)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"sent_files": {"input_7": {"name": SENT}}}, SENT),
        ({"uploaded_files": {"30": {"input_7": [{"uploaded_filename": SENT}]}}}, SENT),
        # Not all of the names are known: none is guessed.
        ({"sent_files": {"input_7": {"name": [SENT, "b.txt"]}}}, "log.txt"),
    ],
)
def test_gravitys_file_has_the_visitors_name(stage, submissions, known, expected):
    stage.fire("gravityforms", stage.payload("gravityforms") | known)
    (item,) = submissions()
    assert (named(item), field(item, "Attachment")["value"]) == ([expected], expected)


def test_elementors_file_has_the_visitors_name(stage, submissions):
    payload = stage.payload("elementor-pro")
    payload["sent_files"] = {"form_fields": {"file": [{"name": SENT, "error": 0}]}}
    stage.fire("elementor-pro", payload)
    (item,) = submissions()
    assert (named(item), field(item, "Attachment")["value"]) == ([SENT], SENT)


def test_a_file_that_elementor_only_mails_is_kept_before_it_is_deleted(stage, submissions):
    payload = stage.payload("elementor-pro")
    payload["fields"]["file"]["attachment_type"] = "attach"
    stage.fire("elementor-pro", payload)
    (item,) = submissions()
    (file,) = item["files"]
    assert (file["name"], file["sha256"]) == ("log.txt", hashlib.sha256(FILE).hexdigest())
    login = (stage.site.bridge.name, stage.site.bridge.application_password)
    assert requests.get(file["url"], auth=login, timeout=TIMEOUT).content == FILE


def test_a_mail_that_elementor_could_not_send_is_told(stage, submissions):
    stage.fire("elementor-pro", stage.payload("elementor-pro") | {"mail_fails": True})
    assert submissions()[0]["status"] == "mail_failed"


# ---- what stood beside a choice


@pytest.mark.parametrize(
    ("posted", "value", "seen"),
    [
        ({"topic": "Technical problem"}, ["desk@example.test"], ["Technical problem"]),
        (
            {"topic": ["Billing", "Other"]},
            ["desk@example.test", "o mine"],
            ["Billing", "Other mine"],
        ),
        # Nobody knows what was sent: what only one choice means is that choice.
        ({}, ["o", "desk@example.test", "free"], ["Other", "desk@example.test", "free"]),
    ],
)
def test_contact_form_7s_choices_are_those_shown(stage, submissions, posted, value, seen):
    payload = stage.payload("contact-form-7")
    (tag,) = [tag for tag in payload["form"]["tags"] if tag["name"] == "topic"]
    shared = "desk@example.test"
    tag["pipes"] = [["Billing", shared], ["Technical problem", shared], ["Other", "o"]]
    payload["posted"]["topic"], payload["post_data"] = value, posted
    stage.fire("contact-form-7", payload)
    assert field(submissions()[0], "Topic")["value"] == seen


def test_fluents_countries_and_grids_are_in_words(stage, submissions):
    payload = stage.payload("fluentform")
    rows = {"Row-1": "Speed", "Row-2": "Noise"}
    grid = {"label": "Grid", "grid_rows": rows, "grid_columns": {"c1": "Good", "c2": "Bad"}}
    payload["form"]["form_fields"]["fields"] += [
        {
            "element": "select_country",
            "attributes": {"name": "land"},
            "settings": {"label": "Land"},
        },
        {"element": "tabular_grid", "attributes": {"name": "grid"}, "settings": grid},
        {"element": "address", "attributes": {"name": "home"}, "settings": {"label": "Home"}},
    ]
    payload["data"] |= {
        "land": "FR",
        "grid": {"Row-1": "c2", "Row-2": ["c1", "c2"]},
        "home": {"address_line_1": "Road 1", "city": "", "country": "FR"},
    }
    stage.fire("fluentform", payload)
    (item,) = submissions()
    assert field(item, "Land")["value"] == ["France"]
    assert field(item, "Grid")["value"] == "Speed: Bad\nNoise: Good, Bad"
    assert field(item, "Home")["value"] == "Road 1, France"


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ('a:1:{i:0;a:2:{s:4:"Name";s:4:"Bolt";s:6:"Number";s:1:"3";}}', "Name: Bolt, Number: 3"),
        ('a:2:{i:0;s:3:"one";i:1;s:8:"say "hi"";}', 'one\nsay "hi"'),
        ('O:8:"stdClass":0:{}', 'O:8:"stdClass":0:{}'),
        ("typed by hand", "typed by hand"),
    ],
)
def test_gravitys_lists_are_lines(stage, submissions, stored, seen):
    payload = stage.payload("gravityforms")
    payload["form"]["fields"].append({"id": 9, "type": "list", "label": "Parts"})
    payload["entry"]["9"] = stored
    stage.fire("gravityforms", payload)
    parts = field(submissions()[0], "Parts")
    assert (parts["type"], parts["value"]) == ("textarea", seen)


def test_formidables_consent_is_the_sentence_that_was_agreed_to(stage, submissions):
    payload = stage.payload("formidable")
    payload["fields"].append(
        {
            "id": "11",
            "field_key": "agree",
            "name": "Consent",
            "type": "gdpr",
            "options": None,
            "field_options": {"gdpr_agreement_text": AGREED},
        }
    )
    payload["entry"]["metas"]["11"] = "1"
    stage.fire("formidable", payload)
    assert field(submissions()[0], AGREED)["value"] == "1"


# ---- which form of Jetpack


def renamed(payload, prefix):
    """The recorded answer as from a form whose fields' ids begin with `prefix`."""
    for stored in payload["post"]["post_content"]["fields"]:
        stored["form_field_id"] = stored["form_field_id"].replace("g12-", prefix)
    payload["fields"] = {
        name.replace("g12-", prefix): value for name, value in payload["fields"].items()
    }
    return payload


FILL_IN = "helpdesk_bridge_forget_backfill( 'jetpack' ); $wpdb = $GLOBALS['wpdb']; $wpdb->query("
FILL_IN += ' "DELETE FROM {$wpdb->prefix}helpdesk_bridge_submissions" );'
FILL_IN += " return helpdesk_bridge_backfill_step( 'jetpack' );"


def test_a_form_of_jetpack_on_many_pages_has_the_same_fields_on_each(stage, submissions):
    stored = stage.site.evaluate(
        "register_post_type( 'jetpack_form' ); return wp_insert_post( array("
        " 'post_title' => 'Help', 'post_type' => 'jetpack_form', 'post_status' => 'publish' ) );"
    )
    for prefix in ("g12-", "g7-1-"):
        payload = renamed(stage.payload("jetpack"), prefix)
        payload["post"]["post_parent"] = stored
        stage.fire("jetpack", payload)
    heard = submissions()
    assert {item["form"]["id"] for item in heard} == {str(stored)}
    names = [[one["name"] for one in item["fields"]] for item in heard]
    assert names[0] == names[1]
    assert names[0][0] == "yourname"
    assert stage.site.evaluate(FILL_IN)["new"] == 2
    assert [[one["name"] for one in item["fields"]] for item in submissions()] == names


def test_the_second_form_of_jetpack_on_a_page_is_another_form(stage, submissions):
    page = stage.payload("jetpack")["post"]["post_parent"]
    for prefix in (f"g{page}-", f"g{page}-1-"):
        stage.fire("jetpack", renamed(stage.payload("jetpack"), prefix))
    forms = [item["form"] for item in submissions()]
    assert forms == [
        {"plugin": "jetpack", "id": page, "title": "Support"},
        {"plugin": "jetpack", "id": f"{page}-1", "title": "Support (2)"},
    ]
    stage.site.evaluate(FILL_IN)
    assert [item["form"] for item in submissions()] == forms


FIELDS = (
    '<!-- wp:jetpack/field-radio --><div><!-- wp:jetpack/label {"label":"Colour"} /-->'
    '<!-- wp:jetpack/options --><ul><!-- wp:jetpack/option {"label":"Red"} /--></ul>'
    "<!-- /wp:jetpack/options --></div><!-- /wp:jetpack/field-radio -->"
)
CONTENTS = {
    "Shows it": '<!-- wp:jetpack/contact-form {"ref":5} /-->',
    "Has one": f"<!-- wp:jetpack/contact-form -->{FIELDS}<!-- /wp:jetpack/contact-form -->",
}
PAGES = (
    "register_post_type( 'feedback' ); foreach ( $data as $title => $content ) {"
    " $ids[ $title ] = wp_insert_post( wp_slash( array( 'post_type' => 'page', 'post_title' =>"
    " $title, 'post_status' => 'publish', 'post_content' => $content ) ) ); }"
)


def test_a_page_that_only_shows_a_stored_form_of_jetpack_is_none(site):
    forms = site.evaluate(
        f"{PAGES} return array_values( helpdesk_bridge_jetpack_forms() );", CONTENTS
    )
    assert forms == ["Has one"]


def test_the_daily_test_reads_the_labels_and_choices_of_todays_blocks(site, submissions):
    site.evaluate(
        f"{PAGES} helpdesk_bridge_as_canary( 'u', static function () use ( $ids ) {{"
        " helpdesk_bridge_try_jetpack( (string) $ids['Has one'], 'Has one' ); } );",
        CONTENTS,
    )
    assert field(submissions()[0], "Colour")["value"] == ["Red"]

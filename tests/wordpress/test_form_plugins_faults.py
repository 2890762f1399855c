"""What goes wrong inside our hooks costs the visitor nothing that can be helped (A65).

An error or an exception is caught: the visitor gets the form plugin's answer. An exit, a fatal
error or PHP's time limit inside our hook ends the request, and no PHP code can prevent that; what
the visitor sent is stored all the same. Our own code calls none of these and bounds its work.
"""

import json

import pytest
import requests

from tests.wordpress.form_plugins import NAMES, field
from tests.wordpress.visitor import SAMPLE

LARGE = 400_000  # characters


@pytest.fixture
def log(stage):
    """Reads PHP's log and empties it: these tests want errors in it."""

    def lines() -> str:
        path = stage.site.debug_log
        text = path.read_text() if path.exists() else ""
        path.unlink(missing_ok=True)
        return text

    return lines


@pytest.mark.parametrize("name", NAMES)
def test_an_exception_costs_neither_answer_nor_submission(stage, submissions, log, name):
    answer = stage.fire(name, Break="exception")
    assert (answer.status_code, answer.text) == (requests.codes.ok, "THANKS")
    (item,) = submissions()
    assert field(item, "Your name")["value"] == SAMPLE
    assert "helpdesk-bridge: LogicException: A filter gave up." in log()


@pytest.mark.parametrize("how", ["error", "type"])
def test_an_error_costs_neither_answer_nor_submission(stage, submissions, log, how):
    assert stage.fire("wpforms", Break=how).text == "THANKS"
    assert len(submissions()) == 1
    assert "helpdesk-bridge: " in log()


@pytest.mark.parametrize("how", ["exit", "wp_die", "memory", "loop"])
def test_what_ends_the_request_does_not_cost_the_submission(stage, submissions, log, how):
    stage.fire("contact-form-7", Break=how)
    (item,) = submissions()
    assert field(item, "Message")["value"] == f"{SAMPLE}\nSecond line"
    assert "failed while this was being stored" in field(item, "Note of the website")["value"]
    log()


def test_a_form_plugin_that_changed_its_interface_costs_nobody_an_answer(stage, submissions, log):
    payload = stage.payload("formidable")
    payload["fields"] = [{"id": "6"}, {"id": []}]
    answer = stage.fire("formidable", payload)
    assert (answer.status_code, answer.text) == (requests.codes.ok, "THANKS")
    log()


@pytest.mark.parametrize("payload", [{}, {"fields": "text"}, {"fields": [None, 5, "x", {}]}])
def test_a_hook_that_brings_nonsense_is_survived(stage, submissions, log, payload):
    assert stage.fire("ninja-forms", payload).text == "THANKS"
    assert len(submissions()) <= 1
    log()


def test_without_the_folder_for_files_the_submission_is_kept(stage, submissions, log):
    folder = stage.site.folder / "private" / "files"
    aside = folder.with_name("files-aside")
    folder.rename(aside)
    folder.write_text("a file stands in the way")
    try:
        assert stage.fire("contact-form-7").text == "THANKS"
    finally:
        folder.unlink()
        aside.rename(folder)
    (item,) = submissions()
    assert item["files"] == []
    assert field(item, "Your name")["value"] == SAMPLE
    assert "The folder for attached files cannot be written." in log()


def test_other_code_may_change_or_drop_a_submission(stage, submissions):
    plugin = stage.site.folder / "www" / "wp-content" / "mu-plugins" / "filter.php"
    plugin.write_text(
        "<?php add_filter( 'helpdesk_bridge_submission', static function ( $submission ) {"
        " if ( 'jetpack' === $submission['form']['plugin'] ) { return null; }"
        " $submission['form']['title'] = 'Changed'; return $submission; } );"
    )
    try:
        stage.fire("jetpack")
        stage.fire("wpforms")
    finally:
        plugin.unlink()
    assert [item["form"]["title"] for item in submissions()] == ["Changed"]


def test_a_very_long_submission_is_attached_whole_and_shown_in_part(stage, submissions, read):
    payload = stage.payload("wpforms")
    text = "é" * LARGE
    payload["fields"]["5"]["value"] = text
    stage.fire("wpforms", payload)
    (item,) = submissions()
    assert len(json.dumps(item)) < 1024 * 1024
    assert text.startswith(field(item, "Message")["value"])
    assert len(field(item, "Message")["value"]) > 1000
    assert "submission.json" in field(item, "Note of the website")["value"]
    (file,) = item["files"]
    whole = read(file["url"].partition("/v1/")[2]).json()
    assert {one["label"]: one["value"] for one in whole}["Message"] == text


def test_a_form_of_a_thousand_fields_is_attached_whole(stage, submissions, read):
    payload = stage.payload("wpforms")
    payload["fields"] = {
        str(number): {"name": f"Field {number}", "value": SAMPLE, "type": "text"}
        for number in range(1000)
    }
    stage.fire("wpforms", payload)
    (item,) = submissions()
    assert len(item["fields"]) == 500
    whole = read(item["files"][0]["url"].partition("/v1/")[2]).json()
    assert [one["label"] for one in whole] == [f"Field {number}" for number in range(1000)]


def test_a_file_over_the_limit_and_files_beyond_fifty_are_named(stage, submissions):
    payload = stage.payload("elementor-pro")
    uploads = stage.site.folder / "www" / "wp-content" / "uploads" / "stand-in"
    huge = uploads / "huge.log"
    with huge.open("wb") as file:
        file.truncate(11 * 1024**2)
    path = payload["files"]["file"]["path"][0]
    payload["files"]["file"]["path"] = [str(huge), *[path] * 60]
    stage.fire("elementor-pro", payload)
    huge.unlink()
    (item,) = submissions()
    assert len(item["files"]) == 50
    assert "“huge.log” is too large" in field(item, "Note of the website")["value"]


def test_deep_nesting_is_kept_as_text(stage, submissions):
    payload = stage.payload("ninja-forms")
    deep: object = "bottom"
    for _ in range(200):
        deep = [deep]
    payload["fields"]["5"]["value"] = [deep]
    stage.fire("ninja-forms", payload)
    assert "bottom" in field(submissions()[0], "Your name")["value"]
